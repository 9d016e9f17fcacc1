/**
 * Every library of the catalog that is installed here and speaks to a peer, against a peer on the loopback that misbehaves: real
 * libraries, real sockets. The peer is a real server as far as one can be had in this process, else it stands in for one: it
 * shakes hands as the protocol wants, and answers no work (the titles say which). The real servers are in tests/services.
 */
import { closing, isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, describe, it } from 'vitest';
import { clientsWithPeers } from '../support/clients-with-peers.ts';
import type { ClientWithPeer } from '../support/clients-with-peers.ts';
import { misbehaviours, startMisbehavingPeer } from '../support/misbehaving-peer.ts';
import type { MisbehavingPeer } from '../support/misbehaving-peer.ts';
import { holds } from '../support/misbehaving-server.ts';
import { kafkaStandIn } from '../support/stand-ins/kafka.ts';
import { optionalLibrary } from '../support/optional-library.ts';
import { watch } from '../support/watched.ts';

const libraries = new Map(await Promise.all([...new Set(clientsWithPeers.map(({ library }) => library))].map(async (name) => [name, await optionalLibrary(name)] as const)));
const stops: (() => unknown)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

async function peerOf(peer: ClientWithPeer['peer'], library: unknown): Promise<MisbehavingPeer> {
  if ('standIn' in peer) return startMisbehavingPeer(peer.standIn);
  const real = await peer.real(library);
  stops.push(() => real.stop());
  return startMisbehavingPeer({ realPort: real.port, endless: peer.endless });
}

const soon = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs));

describe.each(clientsWithPeers)('$library: $client', (specimen: ClientWithPeer) => {
  const { exports, missing } = libraries.get(specimen.library) ?? { exports: undefined, missing: 'it was not looked for' };
  const against = 'real' in specimen.peer ? 'a server' : 'a stand-in';

  it.concurrent.for(misbehaviours)(`is closed though ${against} %s`, async (how, { expect, skip }) => {
    if (missing !== undefined) return skip(missing);
    const peer = await peerOf(specimen.peer, exports);
    stops.push(() => peer.close());

    const fromTheStart = how === 'hangs' && specimen.madeConnected === undefined;
    if (fromTheStart) peer.misbehave(how);
    const client: object = closing(await specimen.make(exports, peer.port));
    if (!fromTheStart) {
      await specimen.connected?.(client);
      peer.misbehave(how);
    }
    const answer = how === 'ignores the goodbye' && specimen.connected !== undefined ? undefined : watch(specimen.work(client));
    await soon(60);

    const report = await safelyCloseClient(client, { timeoutMs: 3_000, politeMs: 100 });
    expect(report.errors).toEqual([]);
    // What breaks the connection off, or spoils it, may have closed the client.
    expect(report.outcome).toBeOneOf(how === 'hangs' || how === 'ignores the goodbye' ? ['closed'] : ['closed', 'already-closed']);
    expect(report.remaining).toEqual([]);
    if (answer !== undefined) {
      await holds(() => answer.state !== 'pending');
      expect(answer.state).toBe(specimen.gets === 'the end' ? 'fulfilled' : 'rejected');
      if (specimen.gets === 'our error' && (how === 'hangs' || how === 'drips')) expect(isSessionClosed(answer.error)).toBe(true);
    }
    expect(await peer.left()).toBe(0);
    expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'already-closed' });

    const before = peer.connections();
    await soon(150);
    if (specimen.triesAgain === undefined) expect(peer.connections(), 'no connection is made after the closing').toBe(before);
    expect(await peer.left()).toBe(0);
  });
});

describe('what stands in closures and was not given to closing', () => {
  const hidden = clientsWithPeers.filter(({ library, client }) => ['mongodb', 'cassandra-driver', 'neo4j-driver'].includes(library) && client !== 'Admin');

  it.concurrent.for(hidden)('is not said to be closed while a $library $client shakes hands with a peer that hangs', async (specimen, { expect, skip }) => {
    const { exports, missing } = libraries.get(specimen.library) ?? { missing: 'it was not looked for' };
    if (missing !== undefined) return skip(missing);
    const peer = await peerOf(specimen.peer, exports);
    peer.misbehave('hangs');
    const client: object = specimen.make(exports, peer.port) as object;
    const answer = watch(specimen.work(client));
    await soon(60);
    expect(await safelyCloseClient(client, { timeoutMs: 500, politeMs: 100 })).toMatchObject({ outcome: 'remaining' });
    await peer.close();
    await holds(() => answer.state !== 'pending');
  });

  it.concurrent('is not said to be closed where a KafkaJS client was asked something that is not answered', async ({ expect, skip }) => {
    const { exports, missing } = libraries.get('kafkajs') ?? { missing: 'it was not looked for' };
    if (missing !== undefined) return skip(missing);
    const { Kafka, logLevel } = exports as typeof import('kafkajs');
    const peer = await peerOf({ standIn: kafkaStandIn }, exports);
    const producer = new Kafka({ brokers: [`127.0.0.1:${String(peer.port)}`], logLevel: logLevel.NOTHING, retry: { retries: 0 } }).producer();
    await producer.connect();
    peer.misbehave('hangs');
    const answer = watch(producer.send({ topic: 'topic', messages: [{ value: 'text' }] }));
    await soon(60);
    expect(await safelyCloseClient(producer, { timeoutMs: 500, politeMs: 100 })).toMatchObject({ outcome: 'remaining' });
    await peer.close();
    await holds(() => answer.state !== 'pending');
  });
});
