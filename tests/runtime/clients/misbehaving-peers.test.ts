/**
 * Every library of the catalog that is installed here and speaks to a peer, against a peer on the loopback that misbehaves: real
 * libraries, real sockets. The peer is a real server as far as one can be had in this process, else it stands in for one: it
 * shakes hands as the protocol wants, and answers no work (the titles say which). The real servers are in tests/services.
 */
import { safelyCloseClient } from 'safely-close';
import { describe, it } from 'vitest';
import { clientsWithPeers } from '../support/clients-with-peers.ts';
import { describeClosedThoughPeersMisbehave, loadAll, peersOfThisFile, soon } from '../support/closed-though-peers-misbehave.ts';
import { holds } from '../support/misbehaving-server.ts';
import { optionalLibrary } from '../support/optional-library.ts';
import { kafkaStandIn } from '../support/stand-ins/kafka.ts';
import { watch } from '../support/watched.ts';

const libraries = await loadAll(clientsWithPeers.map(({ library }) => library), optionalLibrary);
const peerOf = peersOfThisFile();

describeClosedThoughPeersMisbehave(clientsWithPeers, libraries, peerOf);

describe('what stands in closures and was not given to closing', () => {
  const hidden = clientsWithPeers.filter(({ client }) => ['MongoClient', 'Client of Cassandra', 'Driver'].includes(client));

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
