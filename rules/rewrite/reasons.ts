/**
 * Why a session was left as it is: one catalogue for the report, the documentation and the marks in the code.
 */

export interface Reason {
  /** `skipped`: nothing to do. `review`: a person must decide. */
  readonly outcome: 'skipped' | 'review';
  /** What stands in the way: a whole sentence. */
  readonly message: string;
  /** What to do by hand: whole sentences. */
  readonly byHand: string;
}

export const reasons = {
  'already-safe': {
    outcome: 'skipped',
    message: 'The session is closed safely on every path.',
    byHand: 'Nothing to do.',
  },
  'handed-over': {
    outcome: 'skipped',
    message: 'The session is handed to an owner outside of this function, who closes it.',
    byHand: 'Nothing to do here; see that the new owner closes it.',
  },
  'lives-with-process': {
    outcome: 'skipped',
    message: 'The session lives as long as the process.',
    byHand: 'Nothing to do; to close it when the process is told to stop, call `closeOnSignals([session])`.',
  },
  'disabled-by-comment': {
    outcome: 'skipped',
    message: 'A comment switches the rule off here.',
    byHand: 'Remove the comment to have the session migrated.',
  },
  'not-selected': {
    outcome: 'skipped',
    message: 'The option `--only` leaves this idiom out.',
    byHand: 'Run again with this idiom among those of `--only`, or without the option.',
  },
  declined: {
    outcome: 'skipped',
    message: 'The rewrite was offered and declined.',
    byHand: 'Run again with `--interactive` and accept it, or without the option.',
  },
  'no-async-context': {
    outcome: 'review',
    message: 'The function cannot become asynchronous, so it cannot wait for the close.',
    byHand: 'Let the caller own the session, or make the function asynchronous and await it where it is called.',
  },
  'callers-not-in-view': {
    outcome: 'review',
    message: 'Making the function asynchronous would change what its callers get, and not all of them await it in view.',
    byHand: 'Make the function `async` with `await using`, and await it in every caller.',
  },
  'sync-throw': {
    outcome: 'review',
    message: 'The function may throw before it returns its promise; as an `async` function it would reject instead.',
    byHand: 'If no caller relies on the synchronous throw, make the function `async` with `await using`.',
  },
  'work-outlives-scope': {
    outcome: 'review',
    message: 'Work on the session may go on after its scope has ended, so closing it there could cut the work off.',
    byHand: 'Await the work inside the scope and declare the session with `await using`, or close it with `safelyCloseClient` where the work ends.',
  },
  'promise-may-never-settle': {
    outcome: 'review',
    message: 'Some handler ends without settling the promise, so the session would never close.',
    byHand: 'Call `resolve` or `reject` on every path of the handlers, then run the codemod again.',
  },
  'no-error-handler': {
    outcome: 'review',
    message: 'The session has no `error` handler: a failing transfer ends the process today, and adding a handler would change that.',
    byHand: 'Add an `error` handler that rejects, then run the codemod again.',
  },
  'listener-runs-again': {
    outcome: 'review',
    message: 'The session is closed outside its own handlers, and closing it safely runs its `error` listener, which calls back a second time.',
    byHand: 'Guard the callback against its second call (`if (done) return; done = true;`), then run the codemod again.',
  },
  'await-inside-try': {
    outcome: 'review',
    message: 'The promise is returned from inside a `try` with a `catch`; awaiting it there would send its rejection into the `catch`.',
    byHand: 'Decide whether the `catch` shall see the rejection, then await the promise there or outside of the `try`.',
  },
  'return-value-changes': {
    outcome: 'review',
    message: 'The result of the close is used, and the safe close has another one.',
    byHand: 'Replace the close by `await safelyCloseClient(session)` and use the report that it gives.',
  },
  'close-with-arguments': {
    outcome: 'review',
    message: 'The close is given arguments, such as an error or a callback that looks at what it is told, that the safe close does not take.',
    byHand: 'Await `safelyCloseClient(session)`, and do afterwards what the callback did.',
  },
  'server-drains': {
    outcome: 'review',
    message: 'The close waits until the visitors of the server have gone, however long that takes, and a safe close ends their connections in time.',
    byHand: 'Write `await safelyCloseClient(server, { timeoutMs: … })` with the time that a request which is under way may take, and do afterwards what the callback did.',
  },
  'close-event-awaited': {
    outcome: 'review',
    message: 'Code after the close waits for the event that says that the session is closed, and a safe close has waited for it already.',
    byHand: 'Write `await safelyCloseClient(session)`, and take the wait for the event away.',
  },
  'work-after-close': {
    outcome: 'review',
    message: 'The server is closed while work goes on that may need its open connections, and waiting for the close would cut them off.',
    byHand: 'Move `await safelyCloseClient(server)` behind that work.',
  },
  'close-not-replaceable': {
    outcome: 'review',
    message: 'The close stands where it cannot be replaced by a call.',
    byHand: 'Write `safelyCloseClient(session)` there by hand.',
  },
  'closed-on-some-paths': {
    outcome: 'review',
    message: 'The session stays open on some path, and its scope cannot close it.',
    byHand: 'Close the session on that path with `safelyCloseClient`, or give it a scope of its own with `await using`.',
  },
  'unknown-callback': {
    outcome: 'review',
    message: 'The close stands in a callback of which it is not known whether anybody waits for its result.',
    byHand: 'Write `await safelyCloseClient(session)` if the callback may be asynchronous, else `void safelyCloseClient(session)`.',
  },
  'closed-in-a-walk': {
    outcome: 'review',
    message: 'The close stands in a callback that is called for each of a list, and what follows the list takes all of them for closed.',
    byHand: 'Write `await closeAll(list)` in place of the walk, in an asynchronous function.',
  },
  'dropped-session': {
    outcome: 'review',
    message: 'The session is never held in a variable, so nothing can close it.',
    byHand: 'Give it a name with `await using`, and use that.',
  },
  reassigned: {
    outcome: 'review',
    message: 'The variable that holds the session gets more than one value.',
    byHand: 'Give each session a variable of its own.',
  },
  'conditional-session': {
    outcome: 'review',
    message: 'The variable holds a session of its own or a borrowed one, depending on a condition.',
    byHand: 'Close the session only where it was made here.',
  },
  'several-declarators': {
    outcome: 'review',
    message: 'The declaration declares other variables as well.',
    byHand: 'Declare the session in a statement of its own, then run the codemod again.',
  },
  'no-declaration-here': {
    outcome: 'review',
    message: 'Neither a `using` declaration nor a `try` around what follows may stand at this place.',
    byHand: 'Put the session into a block or a function of its own.',
  },
  'top-level-script': {
    outcome: 'review',
    message: 'The session is made at the top level of a script, where nothing can be awaited.',
    byHand: 'Move the code into an asynchronous function, or make the file a module.',
  },
  'module-level-session': {
    outcome: 'review',
    message: 'The session is made at module level and used by functions that may run at any time.',
    byHand: 'Export a function that closes it, or let the application close it when it stops: `closeOnSignals([session])`.',
  },
  'held-by-object': {
    outcome: 'review',
    message: 'The session is one property of an object that a function gives.',
    byHand: 'Close that property with `safelyCloseClient`, or let the function give an object that disposes of itself.',
  },
  'owned-by-class': {
    outcome: 'review',
    message: 'The session is kept in a field of a class that does not close it.',
    byHand: 'Give the class an `async [Symbol.asyncDispose]()` that awaits `safelyCloseClient(this.session)`.',
  },
  'owned-by-test-hook': {
    outcome: 'review',
    message: 'The session is made in a test hook and not closed in the matching one.',
    byHand: 'Close it with `safelyCloseClient` in `afterEach` or `afterAll`.',
  },
  'name-clash': {
    outcome: 'review',
    message: 'A name that the rewrite needs is taken in this file.',
    byHand: 'Rename the variable in the way, then run the codemod again.',
  },
  'overlapping-rewrites': {
    outcome: 'review',
    message: 'Its rewrite overlaps that of another session in the same place.',
    byHand: 'Run the codemod again; what is left then must be done by hand.',
  },
  'rewrite-does-not-parse': {
    outcome: 'review',
    message: 'The rewritten file could not be parsed, so the file was left alone.',
    byHand: 'Migrate the file by hand, and please report the code that led here.',
  },
} as const satisfies Record<string, Reason>;

export type ReasonId = keyof typeof reasons;

/** Where the project's documentation explains a reason: the page's path in the repository, with its heading. */
export function reasonLink(id: ReasonId): string {
  return `docs/codemod/reasons.md#${id}`;
}

/** Whether `id` names a reason. */
export function isReasonId(id: string): id is ReasonId {
  return Object.hasOwn(reasons, id);
}
