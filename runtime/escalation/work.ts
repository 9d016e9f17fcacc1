/** What a room tells the engine: the words in which one closing of one client is carried out. */
import type { PoliteDefault } from '../configuration.ts';
import type { SessionClosedError } from '../errors.ts';
import type { ItemKind } from '../report.ts';
import type { StopSignal } from './until.ts';

/** One thing that a client holds, told apart from the others by its key. */
export interface WorkItem {
  readonly key: unknown;
  readonly kind: ItemKind;
  readonly label: string;
  readonly createdAt?: string | undefined;
}

/** One attempt of a phase. */
export interface Attempt {
  /** What the waiting code is to get. */
  readonly reason: SessionClosedError;
  /** Says that the engine waits no longer: what goes on in the background must stop meddling with the client. */
  readonly signal: StopSignal;
  /** How many milliseconds this phase has, for clients that keep a deadline of their own. */
  readonly patienceMs: number;
  /** Counts the cancel passes from 1. */
  readonly pass: number;
}

/** What a phase does. Returning nothing means that all was done at once; a promise is waited for within the phase's time. */
export type Step = (attempt: Attempt) => void | PromiseLike<void>;

/**
 * One closing of one client. The engine owns time, order and report; this says how the client is asked, what of it is
 * still going on, and whether it is gone. Each step frees the client as soon as nothing of it goes on any more.
 */
export interface ClosingWork {
  /** What still goes on. Called often; it changes nothing. */
  inFlight(): readonly WorkItem[];
  /** Whether the client holds nothing any more. */
  isClosed(): boolean;
  /** Calls off what is only about to begin, where the client holds nothing yet. */
  callOff?(): void;
  /** Why it could not be closed, where the room knows more than that it is open. */
  whyOpen?(): unknown;
  /** Asks the client to finish; new work is refused from here on. */
  readonly polite?: Step;
  /** Settles what is pending with the reason, and stops it. */
  readonly cancel?: Step;
  /** Tears down what is left. */
  readonly force?: Step;
}

/** All that the runtime knows of closing one kind of client. */
export interface Room<Client extends object = object> {
  /** The library's name in the catalog. */
  readonly library: string;
  /** The client's name in the catalog. */
  readonly name: string;
  /** Containers are closed after what they contain: 0 for what contains nothing. Compared within one library only. */
  readonly level?: number;
  readonly politeMs?: PoliteDefault;
  readonly itemKind?: ItemKind;
  /** Whether this is such a client: by its shape, never by its constructor's name alone. */
  recognise(value: object): value is Client;
  /** Begins to keep account of what the client does, where the client itself cannot be asked. A second time changes nothing. */
  watch?(client: Client): void;
  /**
   * For what a pool lends: notes that it was, and gives what tells whether that is over. From then on it may be somebody else's.
   *
   * @param whenOver called when it is given back
   */
  noteLending?(client: Client, whenOver: () => void): () => boolean;
  /** Begins a closing. It must not change the client: the first step does. */
  begin(client: Client): ClosingWork;
}
