import { byMethods } from './clients/by-methods.ts';
import type { ClosingMethod } from './clients/by-methods.ts';
import type { CloseMethod } from './clients/client-facts.ts';
import { addRoom } from './clients/rooms.ts';
import { SafelyCloseError } from './errors.ts';
import type { ClosingWork } from './escalation/work.ts';

/** How a client of your own is recognised and closed. `closes` has the shape that the catalog and the linter's settings use. */
export interface ClientDefinition<Client extends object> {
  /** Its name, for reports and warnings. */
  readonly name: string;
  /** The package it comes from, if any. Clients of one library are closed in the order of their levels. */
  readonly library?: string;
  /** 0 for what contains no other client, 1 for what contains those, and so on. */
  readonly level?: number;
  /** How long its work may go on by itself, in milliseconds. */
  readonly politeMs?: number;
  /** Whether an object is such a client. Go by what it can do: a class may be there twice. */
  recognise(value: object): value is Client;
  /** The methods that close it, by name: the first polite one, then the first forcible one, are tried. */
  readonly closes?: readonly Pick<CloseMethod, 'name' | 'manner' | 'settles'>[];
  /** Begins a closing, for clients that need more than calling methods. Takes the place of `closes`. */
  begin?(client: Client): ClosingWork;
}

/**
 * Tells this package how a client of your own is closed. The latest definition is asked first, before the catalog.
 *
 * @param definition how to recognise it, and the methods that close it or a `begin` of your own
 * @returns takes the definition back
 * @throws {SafelyCloseError} `ERR_SAFELY_CLOSE_INVALID_OPTION` if it has no `recognise`, or says neither by `closes` nor
 *   by `begin` how it is closed
 * @example
 * defineClient({
 *   name: 'Feed',
 *   recognise: (value): value is Feed => value instanceof Feed,
 *   closes: [
 *     { name: 'drain', manner: 'polite', settles: 'promise' },
 *     { name: 'abort', manner: 'force', settles: 'nothing' },
 *   ],
 * });
 */
export function defineClient<Client extends object>(definition: ClientDefinition<Client>): () => void {
  const { name, library = name, level, politeMs, closes = [] } = definition;
  if (typeof definition.recognise !== 'function') {
    throw new SafelyCloseError('ERR_SAFELY_CLOSE_INVALID_OPTION', `The definition of ${name} must say what is one: give it recognise, a function that is asked of each object.`);
  }
  if (definition.begin === undefined && (!Array.isArray(closes) || !closes.some(({ manner }) => manner === 'polite' || manner === 'force'))) {
    throw new SafelyCloseError('ERR_SAFELY_CLOSE_INVALID_OPTION', `The definition of ${name} must say how it is closed: give it begin, or a list closes with a polite or a forcible method.`);
  }
  const methods = { polite: methodOf(closes, 'polite'), force: methodOf(closes, 'force') };
  return addRoom({
    library,
    name,
    ...(level === undefined ? {} : { level }),
    ...(politeMs === undefined ? {} : { politeMs }),
    recognise: (value): value is Client => definition.recognise(value),
    begin: (client) => definition.begin?.(client as Client) ?? byMethods(client, methods),
  });
}

function methodOf(closes: readonly Pick<CloseMethod, 'name' | 'manner' | 'settles'>[], manner: CloseMethod['manner']): ClosingMethod | undefined {
  return closes.find((method) => method.manner === manner);
}
