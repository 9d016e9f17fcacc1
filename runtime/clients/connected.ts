import type { EventEmitter } from 'node:events';
import { nextTurn } from '../escalation/clock.ts';
import { until } from '../escalation/until.ts';
import type { ClosingWork } from '../escalation/work.ts';
import { guardAgainstUnheardErrors } from './unheard-errors.ts';

/** A socket, or a session over one. */
export interface Connection extends EventEmitter {
  readonly destroyed: boolean;
  destroy(reason?: Error): unknown;
}

/** What closing needs to know of a client that speaks over connections of its own. */
export interface ConnectedClient {
  /** Whether some of its work is still going on. */
  isBusy(): boolean;
  /** Says goodbye. Called when nothing goes on any more, since many clients cannot be hardened once they were asked to end. */
  sayGoodbye(): PromiseLike<unknown> | undefined;
  /** Gives the reason to the work that waits inside the client, and lets it make no new connections. */
  settleWaiting?(reason: Error): void;
  /** The connections that it has now. Destroyed with the reason, they pass it on to the work that goes on over them. */
  connections(): readonly Connection[];
  /** Whether it is making a connection that cannot be reached yet. */
  isConnecting?(): boolean;
  /** What should be done besides, when the connections are gone. */
  afterwards?(): PromiseLike<unknown> | void;
}

/** Closes a client by its connections, where its own methods leave promises pending or sockets open. */
export function closingConnected(client: ConnectedClient, wasClosed: () => boolean): ClosingWork {
  let closed = false;
  // Clients forget their connections when they are asked to end, so each one that was ever seen is kept here.
  const seen = new Set<Connection>();
  const look = (): ReadonlySet<Connection> => {
    for (const connection of client.connections()) seen.add(connection);
    return seen;
  };
  const areGone = (): boolean => client.isConnecting?.() !== true && [...look()].every((connection) => connection.destroyed);
  return {
    inFlight: () => (!closed && client.isBusy() ? [{ key: client, kind: 'transfer', label: 'what it was doing' }] : []),
    isClosed: () => closed || (wasClosed() && areGone()),
    async polite({ signal }) {
      look();
      if (!(await until(() => !client.isBusy(), signal))) return;
      look();
      try {
        await client.sayGoodbye();
      } catch (error) {
        // A peer that has gone meanwhile needs no goodbye.
        if (!(await until(areGone, signal))) throw error;
      }
      // Some say that they are closed when they have only ended their own side.
      closed = await until(areGone, signal);
    },
    async cancel({ reason, signal }) {
      look();
      client.settleWaiting?.(reason);
      const destroyAll = (): boolean => {
        for (const connection of look()) {
          if (connection.destroyed) continue;
          guardAgainstUnheardErrors(connection);
          connection.destroy(reason);
        }
        return areGone();
      };
      if (!(await until(destroyAll, signal))) return;
      // The connections pass the reason on a turn later; what is closed before gives reasons of its own.
      await nextTurn();
      await client.afterwards?.();
      closed = areGone();
    },
  };
}
