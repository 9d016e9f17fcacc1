/** Both clients of NATS against a real server: everything settles, the server sees that they have gone, the neighbour goes on. */
import { connect as connectNew } from '@nats-io/transport-node';
import { connect as connectOld } from 'nats';
import { isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMisbehavingPeer } from '../runtime/support/misbehaving-peer.ts';
import { watch } from '../runtime/support/watched.ts';
import { whyMissing } from './support/programs.ts';
import { eventually, freePort, startService } from './support/service.ts';
import type { Service } from './support/service.ts';

const missing = whyMissing('NATS', 'nats-server');
const host = '127.0.0.1';

/** What both clients can do alike. */
interface Connection {
  request(subject: string, payload?: string, options?: { timeout: number }): Promise<unknown>;
  subscribe(subject: string): AsyncIterable<{ respond(text: string): boolean }>;
  flush(): Promise<void>;
}

describe.skipIf(missing !== undefined)(`NATS${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let server: Service;
  let monitoring: number;
  let neighbour: Connection;

  beforeAll(async () => {
    monitoring = await freePort();
    server = await startService({
      name: 'nats',
      program: 'nats-server',
      parameters: (port) => ['--addr', host, '--port', String(port), '--http_port', String(monitoring)],
      async answers(port) {
        const connection = await connectNew({ servers: `${host}:${String(port)}` });
        await connection.close();
      },
    });
    neighbour = (await connectNew({ servers: `${host}:${String(server.port)}`, name: 'neighbour' })) as Connection;
    // Takes every question and answers none.
    const questions = neighbour.subscribe('silence');
    void (async () => {
      for await (const question of questions) void question;
    })();
    await neighbour.flush();
  });
  afterAll(async () => {
    await safelyCloseClient(neighbour);
    await server.stop();
  });

  /** The names of those that are connected. */
  async function names(): Promise<string[]> {
    const answer = (await (await fetch(`http://${host}:${String(monitoring)}/connz`)).json()) as { connections: { name?: string }[] };
    return answer.connections.map(({ name = '' }) => name).sort();
  }
  const onlyTheNeighbour = (): Promise<void> => eventually(async () => expect(await names()).toEqual(['neighbour']));

  describe.each([
    ['@nats-io/transport-node', connectNew],
    ['nats', connectOld],
  ])('%s', (_library, connect) => {
    const open = async (port = server.port): Promise<Connection> => (await connect({ servers: `${host}:${String(port)}`, name: 'ours', reconnectTimeWait: 50 })) as Connection;

    it('drains its subscriptions when nothing is under way', async () => {
      const connection = await open();
      const subscription = connection.subscribe('news');
      const ended = (async () => {
        for await (const message of subscription) void message;
        return 'ended';
      })();
      expect(await names()).toEqual(['neighbour', 'ours']);
      expect(await safelyCloseClient(connection)).toMatchObject({ outcome: 'closed', phase: 'polite' });
      expect(await ended).toBe('ended');
      await onlyTheNeighbour();
    });

    it('settles a request that nobody answers', async () => {
      const connection = await open();
      const answer = watch(connection.request('silence', '', { timeout: 60_000 }));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await safelyCloseClient(connection, { politeMs: 50 })).toMatchObject({ outcome: 'closed' });
      await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
      await onlyTheNeighbour();
    });

    it.each(['hangs', 'resets', 'ignores the goodbye'] as const)('closes one behind a connection that %s', async (how) => {
      const peer = await startMisbehavingPeer({ realPort: server.port, endless: Buffer.alloc(0) });
      const connection = await open(peer.port);
      peer.misbehave(how);
      const answer = watch(connection.request('silence', '', { timeout: 60_000 }));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await safelyCloseClient(connection, { politeMs: 50 })).toMatchObject({ outcome: 'closed' });
      await expect(answer.promise).rejects.toThrow();
      expect(await peer.left()).toBe(0);
      await onlyTheNeighbour();
      await peer.close();
    });
  });
});
