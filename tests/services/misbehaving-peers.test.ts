/**
 * The libraries that only tests/services installs, against a peer on the loopback that misbehaves: real libraries, real sockets,
 * and real servers where one can be had. What stands in for a service answers as that does until it misbehaves.
 */
import { afterAll } from 'vitest';
import { describeClosedThoughPeersMisbehave, loadAll, peersOfThisFile } from '../runtime/support/closed-though-peers-misbehave.ts';
import { serviceClientsWithPeers, stopServers } from './support/clients-with-peers.ts';
import { serviceLibrary } from './support/service-library.ts';

const libraries = await loadAll(serviceClientsWithPeers.map(({ library }) => library), serviceLibrary);
afterAll(stopServers);

describeClosedThoughPeersMisbehave(serviceClientsWithPeers, libraries, peersOfThisFile());
