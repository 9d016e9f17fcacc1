/** What the catalog says of a method that closes. */
import type { ClientFacts, CloseMethod } from 'safely-close/clients';

/** @returns `undefined` where the method closes no such client. */
export function closingMethod(client: Pick<ClientFacts, 'closes'> | undefined, name: string | undefined): CloseMethod | undefined {
  return client?.closes.find((method) => method.name === name);
}
