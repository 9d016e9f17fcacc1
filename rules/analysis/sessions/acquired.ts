/** What an acquisition gives, as the parts of the analysis tell each other. */
import type { ClientFacts } from 'safely-close/clients';
import type { HandedTo } from '../paths/handed-to-callback.ts';
import type { CallExpression, ClassNode, FunctionNode, NewExpression, Node, Variable } from '../syntax/syntax.ts';

/** The key of a session that stands for every element of a list. */
export const everyElement = '*';

/** What a call gives. */
export type Giving =
  /** The session, or an object or list that holds it. */
  | 'session'
  /** A function that closes it: a session that has no other name. */
  | 'closer'
  /** An iterator: each of its steps makes one. */
  | 'iterator';

/** A session that an expression makes. */
export interface Acquired {
  readonly gives: Giving;
  readonly client: ClientFacts;
  readonly library: string;
  /** Whether the call gives a promise of it. */
  readonly isPromised: boolean;
  /** Where a factory hands it out inside an object or array: its key. */
  readonly property: string | undefined;
  /** Whether that is a list of objects, of which each has one: `urls.map((url) => ({ url, socket: open(url) }))`. */
  readonly isInRecords: boolean;
  /** Keys of the same object under which the factory hands out a function that closes it. */
  readonly closers: readonly string[];
  /** The argument that it wraps, where that is a session of its own. */
  readonly wraps: Node | undefined;
  /** Whether an option of the acquisition puts the arming off. */
  readonly isLazy: boolean;
  /** Whether a function that made it has armed it. */
  readonly isArmed: boolean;
  /** Other sessions that the same call hands out, under other keys. */
  readonly others: readonly Acquired[];
  /** What the same result says besides, under which key: `{ ok: true, session }` where a session is in it. */
  readonly literals: ReadonlyMap<string, boolean>;
  /** The factory whose body was looked into. */
  readonly through: FunctionNode | undefined;
  /** Where the call gives nothing, and hands the session to a function that it is given. */
  readonly handedTo: HandedTo | undefined;
  /** The variable of what it was made to close: whoever closes that has closed it. */
  readonly inside: Variable | undefined;
}

/** What a function hands to its caller, found by looking into it. */
export interface HandedOut {
  readonly gives: Giving;
  readonly client: ClientFacts;
  readonly library: string;
  readonly property: string | undefined;
  readonly closers: readonly string[];
  readonly literals: ReadonlyMap<string, boolean>;
  readonly isPromised: boolean;
  /** Whether it holds something when the caller gets it. */
  readonly isArmed: boolean;
  readonly others: readonly HandedOut[];
}

export interface Acquisitions {
  /** The client that a class of this file is, by what it extends. */
  clientOfClass(node: ClassNode): { readonly client: ClientFacts; readonly library: string } | undefined;
  /** The session that a call or `new` makes, if it makes one. */
  of(node: CallExpression | NewExpression): Acquired | undefined;
  /** The client that an expression's value is, wherever it was made. */
  clientOf(node: Node): ClientFacts | undefined;
  /** The sessions that a class makes and keeps in fields, by the field's name. */
  sessionsInFields(classNode: ClassNode): ReadonlyMap<string, SessionsInField>;
  /** What a class's instances are to those who make them, where they keep sessions. */
  ownerOfClass(classNode: ClassNode): ClientFacts | undefined;
  /** What an instance is that is given a session as the argument at `index`, where some method of its class closes that. */
  ownerOfGiven(classNode: ClassNode, index: number, client: ClientFacts): ClientFacts | undefined;
}

/** What a field keeps: one session, or a collection of them. */
export interface SessionsInField {
  readonly client: ClientFacts;
  readonly holding: 'self' | 'holder';
}

/** Whether what a call gives is the session itself. */
export const isItsResult = (acquired: Acquired): boolean => acquired.gives === 'session' && acquired.property === undefined && acquired.handedTo === undefined;
