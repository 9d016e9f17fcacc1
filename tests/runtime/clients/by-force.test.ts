/** Whoever leaves no time for the polite way gets the other one alone, as whoever is on the other side can see. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { safelyCloseClient } from 'safely-close';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

/** The code that the server hears when a client is closed. */
async function codeHeard(options: { readonly politeMs?: number }): Promise<number> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  const code = new Promise<number>((resolve) => server.once('connection', (peer) => peer.once('close', resolve)));
  await once(client, 'open');
  expect(await safelyCloseClient(client, options)).toMatchObject({ outcome: 'closed', remaining: [] });
  const heard = await code;
  await safelyCloseClient(server, { politeMs: 0 });
  return heard;
}

describe('a WebSocket', () => {
  it('says goodbye where there is patience', async () => {
    expect(await codeHeard({})).toBe(1005);
  });

  it('is ended without a word where there is none, as terminate() does', async () => {
    expect(await codeHeard({ politeMs: 0 })).toBe(1006);
  });
});
