/**
 * Clients that a pool lends: to close one is to give it back.
 *
 * The pool lends the same object again, to somebody else, whom a close that comes late must not rob of it. So each lending is told
 * apart from the next, from the time on when it was given to `closing`.
 */
import { replaceMethod } from '../hear-calls.ts';
import { nextTurn } from '../escalation/clock.ts';
import { until } from '../escalation/until.ts';
import type { ClosingWork } from '../escalation/work.ts';
import type { Connection } from './connected.ts';
import { guardAgainstUnheardErrors } from './unheard-errors.ts';

interface Lending {
  readonly whenOver: () => void;
}

/** The lending that a client is in. */
const lendings = new WeakMap<object, Lending>();
/** Methods that tell of their calls already. */
const heard = new WeakSet<object>();

/**
 * Notes that a client was lent, and hears when it is given back.
 *
 * @param methods the names of those that give it back; a pool may put others in their place when it lends again
 * @param whenOver called when it is given back
 * @returns tells whether this lending is over
 */
export function noteLending(client: object, methods: readonly string[], whenOver: () => void): () => boolean {
  const unheard = methods.filter((method) => !isHeard(client, method));
  if (unheard.length > 0 || !lendings.has(client)) lendings.set(client, { whenOver });
  for (const method of unheard) {
    replaceMethod(client, method, () => endLending(client));
    const hearing: unknown = Reflect.get(client, method);
    if (typeof hearing === 'function') heard.add(hearing);
  }
  return lendingOf(client);
}

function endLending(client: object): void {
  const lending = lendings.get(client);
  lendings.delete(client);
  lending?.whenOver();
}

/** Tells whether the lending in which a client is now is over. Of one that nobody noted that is not known. */
export function lendingOf(client: object): () => boolean {
  const lending = lendings.get(client);
  return () => lending !== undefined && lendings.get(client) !== lending;
}

const givenBack = new WeakMap<object, () => boolean>();

/** The same for what is made anew for each lending, so that what was given back once is done with. */
export function noteOnlyLending(client: object, methods: readonly string[], whenOver: () => void): () => boolean {
  const isOver = givenBack.get(client) ?? noteLending(client, methods, whenOver);
  givenBack.set(client, isOver);
  return isOver;
}

/** Whether the only lending of a client is over, as far as it was noted. */
export function wasGivenBack(client: object): boolean {
  return givenBack.get(client)?.() === true;
}

function isHeard(client: object, method: string): boolean {
  const value: unknown = Reflect.get(client, method);
  return typeof value !== 'function' || heard.has(value);
}

/** What closing needs to know of a client that was lent. */
export interface LentClient {
  /** Whether some of its work is still going on. */
  isBusy(): boolean;
  /** Whether the next one may have it as it is: in a transaction that nobody has ended it would go on with that. */
  isFit(): boolean;
  giveBack(): PromiseLike<unknown> | void;
  /** Has the pool do without it, which makes another one where it needs one. */
  discard(reason: Error): PromiseLike<unknown> | void;
  connections(): readonly Connection[];
}

/** Closes a client that was lent: gives it back, or takes it out of its pool where nobody could go on with it. */
export function closingLent(client: LentClient, isBack: () => boolean): ClosingWork {
  let isOver = false;
  const isClosed = (): boolean => isOver || isBack();
  const areGone = (): boolean => client.connections().every((connection) => connection.destroyed);
  return {
    inFlight: () => (!isClosed() && client.isBusy() ? [{ key: client, kind: 'transfer', label: 'what it was doing' }] : []),
    isClosed,
    async polite({ reason, signal }) {
      if (!(await until(() => isClosed() || !client.isBusy(), signal)) || isClosed()) return;
      if (client.isFit()) {
        await client.giveBack();
        isOver = true;
      } else {
        await client.discard(reason);
        isOver = await until(areGone, signal);
      }
    },
    async cancel({ reason, signal }) {
      if (isClosed()) return;
      for (const connection of client.connections()) {
        guardAgainstUnheardErrors(connection);
        connection.destroy(reason);
      }
      if (!(await until(areGone, signal))) return;
      // The connection passes the reason on a turn later; a pool that discards it before gives a reason of its own.
      await nextTurn();
      await client.discard(reason);
      isOver = true;
    },
  };
}
