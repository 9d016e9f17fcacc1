import type { Server } from 'node:net';
import { until } from '../../escalation/until.ts';
import type { ClosingWork } from '../../escalation/work.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';
import { socketsOf } from './listening-server.ts';

/** A library's server that stands on Node's and closes them with itself. */
export interface ServerOverServers {
  /** The servers under it, which it lets go of when it closes. */
  readonly servers: readonly Server[];
  /** Its own close, which waits for its visitors. */
  close(): PromiseLike<unknown>;
  /** Ends what it can by itself. */
  endNow?(reason: Error): void;
}

const closed = new WeakSet<object>();

/** Closes a server that waits for visitors who never go: their connections are those of the servers under it. */
export function closingOverServers(client: object, { servers, close, endNow }: ServerOverServers): ClosingWork {
  const areGone = (): boolean => servers.every((server) => !server.listening && socketsOf(server).length === 0);
  const settle = (isGone: boolean): void => {
    if (isGone) closed.add(client);
  };
  return {
    inFlight: () => [],
    isClosed: () => closed.has(client),
    async polite({ signal }) {
      await close();
      settle(await until(areGone, signal));
    },
    async cancel({ reason, signal }) {
      endNow?.(reason);
      const destroyAll = (): boolean => {
        for (const socket of servers.flatMap(socketsOf)) {
          guardAgainstUnheardErrors(socket);
          socket.destroy(reason);
        }
        return areGone();
      };
      settle(await until(destroyAll, signal));
    },
  };
}
