/** The test that every client with a peer has to pass: it is closed, whatever the peer does. */
import { closing, isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, describe, it } from 'vitest';
import type { ClientWithPeer } from './clients-with-peers.ts';
import { misbehaviours, startMisbehavingPeer } from './misbehaving-peer.ts';
import type { MisbehavingPeer } from './misbehaving-peer.ts';
import { holds } from './misbehaving-server.ts';
import type { OptionalLibrary } from './optional-library.ts';
import { watch } from './watched.ts';

export const soon = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs));

/** The peers that a test file starts, stopped when its tests are over. */
export function peersOfThisFile(): (peer: ClientWithPeer['peer'], library: unknown) => Promise<MisbehavingPeer> {
  const stops: (() => unknown)[] = [];
  afterAll(async () => {
    for (const stop of stops) await stop();
  });
  return async (peer, library) => {
    const real = 'standIn' in peer ? undefined : await peer.real(library);
    if (real !== undefined) stops.push(() => real.stop());
    const misbehaving = await startMisbehavingPeer('standIn' in peer ? peer.standIn : { realPort: real?.port ?? 0, endless: peer.endless });
    stops.push(() => misbehaving.close());
    return misbehaving;
  };
}

/** Loads each library once. */
export async function loadAll(names: Iterable<string>, load: (name: string) => Promise<OptionalLibrary>): Promise<ReadonlyMap<string, OptionalLibrary>> {
  return new Map(await Promise.all([...new Set(names)].map(async (name) => [name, await load(name)] as const)));
}

/** Tests that each of the clients is closed though its peer misbehaves. */
export function describeClosedThoughPeersMisbehave(clients: readonly ClientWithPeer[], libraries: ReadonlyMap<string, OptionalLibrary>, peerOf: ReturnType<typeof peersOfThisFile>): void {
  for (const specimen of clients) {
    const { exports, missing = specimen.missing } = libraries.get(specimen.library) ?? { exports: undefined, missing: 'it was not looked for' };
    const against = 'real' in specimen.peer && specimen.peer.standsIn === undefined ? 'a server' : 'a stand-in';

    describe.skipIf(missing !== undefined)(`${specimen.library}: ${specimen.client}${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
      it.concurrent.for(misbehaviours)(`is closed though ${against} %s`, async (how, { expect }) => {
        const peer = await peerOf(specimen.peer, exports);

        const socketsGone = async (): Promise<void> => {
          for (let look = 1; specimen.idlesElsewhere === true && look < 5 && (await peer.left()) > 0; look += 1);
          expect(await peer.left()).toBe(0);
        };
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
        if (specimen.tellsFailedGoodbye === undefined || how === 'hangs') expect(report.errors).toEqual([]);
        // What breaks the connection off, or spoils it, may have closed the client.
        expect(report.outcome).toBeOneOf(how === 'hangs' || how === 'ignores the goodbye' ? ['closed'] : ['closed', 'already-closed']);
        expect(report.remaining).toEqual([]);
        if (answer !== undefined) {
          await holds(() => answer.state !== 'pending');
          expect(answer.state).toBe(specimen.gets === 'the end' ? 'fulfilled' : 'rejected');
          if (specimen.gets === 'our error' && (how === 'hangs' || how === 'drips')) expect(isSessionClosed(answer.error)).toBe(true);
        }
        await socketsGone();
        expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'already-closed' });

        await peer.allCounted();
        const before = peer.connections();
        await soon(150);
        await peer.allCounted();
        if (specimen.triesAgain === undefined) expect(peer.connections(), 'no connection is made after the closing').toBe(before);
        await socketsGone();
      });

      if (specimen.madeConnected === true) return;
      // What connects at that moment may be nowhere yet, and turn up when everybody has left.
      it.concurrent('is closed in the turn in which its work begins', async ({ expect }) => {
        const peer = await peerOf(specimen.peer, exports);
        peer.misbehave('hangs');
        const client: object = closing(await specimen.make(exports, peer.port));
        const answer = watch(specimen.work(client));

        const report = await safelyCloseClient(client, { timeoutMs: 3_000, politeMs: 0 });
        expect(report.errors).toEqual([]);
        expect(report.remaining).toEqual([]);
        await holds(() => answer.state !== 'pending');
        expect(answer.state).toBe(specimen.gets === 'the end' ? 'fulfilled' : 'rejected');
        await soon(150);
        expect(await peer.left()).toBe(0);
        expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'already-closed' });
      });
    });
  }
}
