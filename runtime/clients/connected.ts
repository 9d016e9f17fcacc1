import type { Duplex } from 'node:stream';
import { nextTurn } from '../escalation/clock.ts';
import { until } from '../escalation/until.ts';
import type { ClosingWork } from '../escalation/work.ts';
import { guardAgainstUnheardErrors } from './unheard-errors.ts';

/** What closing needs to know of a client that speaks over connections of its own. */
export interface ConnectedClient {
  /** Whether some of its work is still going on. */
  isBusy(): boolean;
  /** Says goodbye. Called when nothing goes on any more, since many clients cannot be hardened once they were asked to end. */
  sayGoodbye(): PromiseLike<unknown> | undefined;
  /** Gives the reason to the work that waits inside the client, not yet on a connection. */
  settleWaiting?(reason: Error): void;
  /** The connections. Destroyed with the reason, they pass it on to the work that goes on over them. */
  connections(): readonly Duplex[];
  /** What should be done besides, when the connections are gone. */
  afterwards?(): PromiseLike<unknown> | void;
}

/** Closes a client by its connections, where its own methods leave promises pending or sockets open. */
export function closingConnected(client: ConnectedClient, wasClosed: () => boolean): ClosingWork {
  let closed = false;
  const areGone = (): boolean => client.connections().every((connection) => connection.destroyed);
  return {
    inFlight: () => (!closed && client.isBusy() ? [{ key: client, kind: 'transfer', label: 'what it was doing' }] : []),
    isClosed: () => closed || (wasClosed() && areGone()),
    async polite({ signal }) {
      if (!(await until(() => !client.isBusy(), signal))) return;
      await client.sayGoodbye();
      closed = true;
    },
    async cancel({ reason, signal }) {
      client.settleWaiting?.(reason);
      for (const connection of client.connections()) {
        guardAgainstUnheardErrors(connection);
        connection.destroy(reason);
      }
      if (!(await until(areGone, signal))) return;
      // The connections pass the reason on a turn later; what is closed before gives reasons of its own.
      await nextTurn();
      await client.afterwards?.();
      closed = true;
    },
  };
}
