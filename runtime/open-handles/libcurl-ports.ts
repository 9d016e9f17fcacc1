import { ledgerOf } from '../clients/node-libcurl/multi-ledger.ts';
import { isCurl, isEasy, isMulti } from '../clients/node-libcurl/shapes.ts';
import type { EasyHandle } from '../clients/node-libcurl/shapes.ts';

/** The ports on this side of the connections that a client of node-libcurl uses: libcurl tells those, but not its descriptors. */
export function libcurlPortsOf(client: object): ReadonlySet<number> {
  const ports = handlesOf(client).map((easy) => portOf(easy));
  return new Set(ports.filter((port) => port > 0));
}

function handlesOf(client: object): readonly EasyHandle[] {
  try {
    if (isCurl(client)) return [client.handle];
    if (isMulti(client)) return ledgerOf(client)?.handles ?? [];
    return isEasy(client) ? [client] : [];
  } catch {
    // A foreign object that throws where it is asked is none of node-libcurl's.
    return [];
  }
}

function portOf(easy: EasyHandle): number {
  if (!easy.isOpen) return 0;
  const port: unknown = easy.getInfo('LOCAL_PORT').data;
  return typeof port === 'number' ? port : 0;
}
