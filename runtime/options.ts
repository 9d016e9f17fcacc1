import type { ClosePhaseEvent } from './escalation/announce.ts';

/** The part of an `AbortSignal` that is used. Own words, so that the types need neither the DOM's library nor Node's. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  /** Hears of the abort. */
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  /** Hears of it no longer. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The times of a closing, in milliseconds. */
export interface CloseTimes {
  /** The deadline of the whole closing. Default 1,000; 2,500 under a test runner; `SAFELY_CLOSE_TIMEOUT_MS` and `configure` change it. */
  readonly timeoutMs?: number;
  /** How long work in flight may go on by itself. Default 100, for servers half the deadline. */
  readonly politeMs?: number;
  /** How long the first cancel pass waits; each further pass waits twice as long. Default 50. */
  readonly cancelMs?: number;
  /** How many cancel passes there are at most. Default 3. */
  readonly passes?: number;
}

/** How to close one client. */
export interface CloseOptions extends CloseTimes {
  /** Ends the patience: when it aborts, the polite phase is over, also for a closing that already runs. */
  readonly signal?: AbortSignalLike;
  /** Reject with an error when something is left. By default the report and a warning tell. */
  readonly throwOnFailure?: boolean;
  /** Told at the beginning and the end of each phase. What it throws is put into the report's errors. */
  readonly onPhase?: (event: ClosePhaseEvent) => void;
  /** How the client is called in errors, warnings and traces. */
  readonly label?: string;
}
