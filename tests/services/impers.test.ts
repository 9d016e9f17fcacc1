/** impers over the system's libcurl, in a file of its own: what goes wrong in a native library ends the process. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closing, isSessionClosed, safelyCloseClient } from 'safely-close';
import { catalog } from 'safely-close/clients';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serving } from '../runtime/support/clients-with-peers.ts';
import type { ClientWithPeer } from '../runtime/support/clients-with-peers.ts';
import { describeClosedThoughPeersMisbehave, peersOfThisFile } from '../runtime/support/closed-though-peers-misbehave.ts';
import { holdAgainstTheLibrary } from '../runtime/support/held-against-the-library.ts';
import { watch } from '../runtime/support/watched.ts';
import { eventually } from './support/service.ts';
import { serviceLibrary } from './support/service-library.ts';

const library = await serviceLibrary('impers');
const host = '127.0.0.1';

/** Without a libcurl on this machine the library loads, and makes no session. */
function whyNoSession(): string | undefined {
  if (library.missing !== undefined) return library.missing;
  try {
    void new library.exports.Session();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
const missing = whyNoSession();

const clients: readonly ClientWithPeer[] = [
  {
    library: 'impers', client: 'Session', gets: 'our error',
    peer: { endless: Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n'), real: () => serving(createServer((_request, response) => response.end('here'))) },
    // With a limit it has a multi handle of its own, the connections of which go with it.
    make: ({ Session }, port) => new Session({ baseUrl: `http://${host}:${String(port)}`, maxConnections: 2 }),
    connected: (client) => client.get('/'),
    work: (client) => client.get('/'),
    missing,
  },
];
describeClosedThoughPeersMisbehave(clients, new Map([['impers', library]]), peersOfThisFile());

describe.skipIf(missing !== undefined)(`impers over the multi handle that all sessions share${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let server: Server;
  let origin: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/soon') setTimeout(() => response.end('here'), 200);
    });
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    origin = `http://${host}:${String((server.address() as AddressInfo).port)}`;
  });
  afterAll(async () => {
    await library.exports.closeSharedMulti();
    await safelyCloseClient(server, { politeMs: 0 });
  });

  it('ends the requests of a session, and those of another go on', async () => {
    const { Session } = library.exports;
    const [session, neighbour] = [closing(new Session()), closing(new Session())];
    const [answer, other] = [watch(session.get(`${origin}/never`)), watch<{ text: string }>(neighbour.get(`${origin}/soon`))];
    await eventually(() => expect(session.multi.activeCount).toBe(2));
    expect(await safelyCloseClient(session, { politeMs: 20 })).toMatchObject({ outcome: 'closed', phase: 'cancel' });
    await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
    expect(await other.promise).toMatchObject({ statusCode: 200 });
    expect(await safelyCloseClient(neighbour)).toMatchObject({ outcome: 'closed', phase: 'polite' });
  });
});

describe.each(['Session', 'CurlMulti', 'Curl'])('impers: %s', (name) => {
  const client = catalog.find(({ library: each }) => each === 'impers')?.clients.find((each) => each.name === name);
  if (client === undefined) throw new Error(`The catalog has no ${name} of impers.`);
  describe.skipIf(missing !== undefined)('in the catalog', () => holdAgainstTheLibrary({ client, exports: library.exports, open: () => new library.exports[name]() }));
});
