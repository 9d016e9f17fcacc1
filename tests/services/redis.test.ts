/** The clients of Redis against a real server: everything settles, the server sees that they have gone, nothing is executed that was not. */
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMisbehavingPeer } from '../runtime/support/misbehaving-peer.ts';
import { watch } from '../runtime/support/watched.ts';
import { whyMissing } from './support/programs.ts';
import { eventually, startService } from './support/service.ts';
import type { Service } from './support/service.ts';

const missing = whyMissing('Redis', 'redis-server');
const host = '127.0.0.1';

describe.skipIf(missing !== undefined)(`Redis${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let server: Service;
  let observer: Redis;
  let bystander: Redis;

  beforeAll(async () => {
    server = await startService({
      name: 'redis',
      program: 'redis-server',
      parameters: (port, folder) => ['--port', String(port), '--bind', host, '--dir', folder, '--save', '', '--appendonly', 'no', '--daemonize', 'no'],
      async answers(port) {
        const client = new Redis(port, host, { lazyConnect: true, retryStrategy: null });
        client.on('error', () => undefined);
        await client.connect();
        client.disconnect();
      },
    });
    observer = new Redis(server.port, host, { connectionName: 'observer' });
    bystander = new Redis(server.port, host, { connectionName: 'bystander' });
    await bystander.ping();
  });
  afterAll(async () => {
    await safelyCloseClient(observer);
    await safelyCloseClient(bystander);
    await server.stop();
  });

  /** The connections of whom the test is about: all but the two above. */
  const connections = async (): Promise<number> => String(await observer.call('CLIENT', 'LIST')).trim().split('\n').filter((line) => !/name=(observer|bystander)/.test(line)).length;
  const serverHas = (count: number): Promise<void> => eventually(async () => expect(await connections()).toBe(count));

  it('closes an ioredis client behind a blocking command, and leaves another on the same server alone', async () => {
    const neighbour = watch(bystander.blpop('for the neighbour', 0));
    const client = new Redis(server.port, host);
    const answers = [watch(client.blpop('nothing comes', 0)), watch(client.get('behind it'))];
    await serverHas(1);
    await eventually(async () => expect(String(await observer.call('CLIENT', 'LIST'))).toMatch(/name= .*cmd=blpop/));
    expect(await safelyCloseClient(client, { politeMs: 50 })).toMatchObject({ outcome: 'closed', phase: 'cancel' });
    for (const answer of answers) await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
    await serverHas(0);
    await observer.rpush('for the neighbour', 'here');
    expect(await neighbour.promise).toEqual(['for the neighbour', 'here']);
  });

  it('closes an ioredis client that is subscribed, politely', async () => {
    const client = new Redis(server.port, host);
    await client.subscribe('channel');
    await serverHas(1);
    expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'closed' });
    await serverHas(0);
  });

  it('executes nothing of a transaction that was not executed', async () => {
    const client = new Redis(server.port, host);
    await client.call('MULTI');
    await client.call('SET', 'not', 'set');
    expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'closed', phase: 'polite' });
    await serverHas(0);
    expect(await observer.exists('not')).toBe(0);
  });

  it('closes a node-redis client behind a blocking command', async () => {
    const client = createClient({ url: `redis://${host}:${String(server.port)}` });
    client.on('error', () => undefined);
    await client.connect();
    const answer = watch(client.blPop('nothing comes', 0));
    await serverHas(1);
    expect(await safelyCloseClient(client, { politeMs: 50 })).toMatchObject({ outcome: 'closed' });
    await expect(answer.promise).rejects.toThrow();
    await serverHas(0);
  });

  it('closes a BullMQ worker with a job that never ends, and its queue', async () => {
    const connection = { host, port: server.port };
    const queue = new Queue('endless', { connection });
    const worker = new Worker('endless', () => new Promise(() => undefined), { connection });
    for (const client of [queue, worker]) client.on('error', () => undefined);
    const active = new Promise((resolve) => worker.once('active', resolve));
    await queue.add('job', {});
    await active;
    expect(await connections()).toBeGreaterThan(1);
    expect(await safelyCloseClient(worker, { politeMs: 50 })).toMatchObject({ outcome: 'closed' });
    expect(await safelyCloseClient(queue)).toMatchObject({ outcome: 'closed', phase: 'polite' });
    await serverHas(0);
  });

  it('leaves the Redis client alone that a BullMQ queue was given', async () => {
    const shared = new Redis(server.port, host, { maxRetriesPerRequest: null });
    const queue = new Queue('borrowing', { connection: shared });
    await queue.waitUntilReady();
    expect(await safelyCloseClient(queue)).toMatchObject({ outcome: 'closed' });
    expect(await shared.ping()).toBe('PONG');
    expect(await safelyCloseClient(shared)).toMatchObject({ outcome: 'closed', phase: 'polite' });
    await serverHas(0);
  });

  it('closes a client whose server stopped answering, behind a connection that hangs', async () => {
    const peer = await startMisbehavingPeer({ realPort: server.port, endless: Buffer.alloc(0) });
    const client = new Redis(peer.port, host);
    client.on('error', () => undefined);
    await client.ping();
    peer.misbehave('ignores the goodbye');
    const answer = watch(client.get('key'));
    expect(await safelyCloseClient(client, { politeMs: 50 })).toMatchObject({ outcome: 'closed' });
    await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
    expect(await peer.left()).toBe(0);
    await serverHas(0);
    await peer.close();
  });
});
