/** The test that every server has to pass: it is closed, whatever a visitor does. */
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { closing, safelyCloseClient } from 'safely-close';
import { describe, it } from 'vitest';
import { holds } from './misbehaving-server.ts';

export const host = '127.0.0.1';

export interface OpenServer {
  readonly server: object;
  readonly port: number;
}

/** A server that is open and answers nothing. */
export interface ServerWithVisitor {
  readonly library: string;
  readonly name: string;
  readonly open: () => Promise<OpenServer>;
  /** How a visitor begins to say something. */
  readonly head: Buffer;
  /** Why it cannot be had here. */
  readonly missing?: string | undefined;
}

/** Listens on a port of the loopback that it gives. */
export const listening = (server: { listen(port: number, host: string, done: () => void): unknown; address(): unknown }): Promise<number> =>
  new Promise((resolve) => server.listen(0, host, () => resolve((server.address() as AddressInfo).port)));

/** What the visitor does before the server is closed. Neither ends its side when the server does. */
const visits: readonly { readonly manner: string; readonly visit: (socket: Socket, head: Buffer) => void }[] = [
  { manner: 'says nothing', visit: () => undefined },
  { manner: 'says hello and then nothing', visit: (socket, head) => void socket.write(head) },
  { manner: 'drips', visit: (socket, head) => { socket.write(head); const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write('x')), 5); socket.once('close', () => clearInterval(timer)); } },
  { manner: 'ends its own side', visit: (socket, head) => void socket.end(head) },
  { manner: 'resets', visit: (socket, head) => { socket.write(head); setTimeout(() => socket.resetAndDestroy(), 20); } },
];

/** Tests that each of the servers is closed though a visitor misbehaves. */
export function describeClosedThoughVisitorsMisbehave(servers: readonly ServerWithVisitor[]): void {
  for (const { library, name, open, head, missing } of servers) {
    describe.skipIf(missing !== undefined)(`${library}: ${name}${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
      it.concurrent.for(visits)('is closed while a visitor $manner', async ({ visit }, { expect }) => {
        const { server, port } = await open();
        closing(server);
        const socket = connect({ port, host, allowHalfOpen: true });
        socket.on('error', () => undefined);
        socket.resume();
        await new Promise((resolve) => socket.once('connect', resolve));
        visit(socket, head);
        await new Promise((resolve) => setTimeout(resolve, 60));
        const report = await safelyCloseClient(server, { timeoutMs: 3_000, politeMs: 100 });
        expect(report.errors).toEqual([]);
        expect(report).toMatchObject({ outcome: 'closed', remaining: [] });
        // What the server has let go of answers by a reset.
        await holds(() => {
          if (socket.writable) socket.write('x');
          return socket.destroyed || (socket.readableEnded && !socket.writable);
        });
        expect(socket.destroyed || (socket.readableEnded && !socket.writable)).toBe(true);
        socket.destroy();
        expect(await safelyCloseClient(server)).toMatchObject({ outcome: 'already-closed' });
      });
    });
  }
}
