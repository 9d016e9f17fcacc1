/** What a closing did, as data. */

/** The steps of a closing, each harder than the one before. `none`: there was nothing to do. */
export type Phase = 'none' | 'polite' | 'cancel' | 'force';

/**
 * How one piece of work, or the session itself, came to its end: by itself or on the polite request (`drained`), by being
 * settled with a {@link SessionClosedError} (`cancelled`), by having its transport torn down (`forced`), or not (`left`).
 */
export type FellIn = 'drained' | 'cancelled' | 'forced' | 'left';

/** What an item is: a request or stream, a connection, the session itself, or an object that no room knows. */
export type ItemKind = 'transfer' | 'connection' | 'session' | 'unknown';

/** One thing that the client held, and how it ended. */
export interface ClosedItem {
  readonly kind: ItemKind;
  /** For people: the address of a request, the name of a client. It holds no credentials and no query. */
  readonly label: string;
  readonly fellIn: FellIn;
  /** What its waiting code got, or why it could not be closed. */
  readonly error?: unknown;
  /** Where the session was made (`file:line:column`), where that is known. */
  readonly createdAt?: string;
}

/** Makes an item; what is not known does not stand in it. */
export function closedItem(kind: ItemKind, label: string, fellIn: FellIn, error: unknown, createdAt: string | undefined): ClosedItem {
  const item: { -readonly [Key in keyof ClosedItem]: ClosedItem[Key] } = { kind, label, fellIn };
  if (error !== undefined) item.error = error;
  if (createdAt !== undefined) item.createdAt = createdAt;
  return item;
}

/** What `safelyCloseClient` resolves with. */
export interface CloseReport {
  /** What was asked to be closed. */
  readonly client: unknown;
  /**
   * `closed`: nothing of it is left; of a client without a closer of its own, its method has said so, which is not looked into.
   * `already-closed`: there was nothing to do. `remaining`: see {@link remaining}.
   */
  readonly outcome: 'closed' | 'already-closed' | 'remaining';
  /** The last phase that did work. */
  readonly phase: Phase;
  /** How many passes of the cancel phase were made. */
  readonly passes: number;
  readonly durationMs: number;
  /** Everything that the client held when the closing began or that came up meanwhile; the client itself is the last. */
  readonly items: readonly ClosedItem[];
  /** How many of the transfers came to an end that their waiting code can see. */
  readonly settled: number;
  /** How many of the items are transfers. */
  readonly transfers: number;
  /** The items that are `left`. */
  readonly remaining: readonly ClosedItem[];
  /** Every error that closing itself met, those of a phase that a later one made good included. */
  readonly errors: readonly unknown[];
}

/** What a report is made from; the rest follows. */
export type ReportParts = Omit<CloseReport, 'settled' | 'transfers' | 'remaining' | 'outcome'> & { readonly alreadyClosed?: boolean };

/** Makes a report; the derived fields are computed here and nowhere else. */
export function reportOf({ client, phase, passes, durationMs, items, errors, alreadyClosed = false }: ReportParts): CloseReport {
  const remaining: ClosedItem[] = [];
  let transfers = 0;
  let settled = 0;
  for (const item of items) {
    const isLeft = item.fellIn === 'left';
    if (isLeft) remaining.push(item);
    if (item.kind !== 'transfer') continue;
    transfers += 1;
    if (!isLeft) settled += 1;
  }
  const outcome = remaining.length > 0 ? 'remaining' : alreadyClosed ? 'already-closed' : 'closed';
  return { client, outcome, phase, passes, durationMs, items, settled, transfers, remaining, errors };
}

/** The report on something that was closed before, or that is nothing at all. */
export function alreadyClosed(client: unknown): CloseReport {
  return reportOf({ client, phase: 'none', passes: 0, durationMs: 0, items: [], errors: [], alreadyClosed: true });
}
