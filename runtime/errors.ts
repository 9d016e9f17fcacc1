/** What went wrong, as codes. Every message is a whole sentence that says what to do or what happened. */

/** The codes of the errors that this package makes. */
export type SafelyCloseErrorCode =
  | 'ERR_SAFELY_CLOSE_SESSION_CLOSED'
  | 'ERR_SAFELY_CLOSE_UNKNOWN_CLIENT'
  | 'ERR_SAFELY_CLOSE_NOT_EXTENSIBLE'
  | 'ERR_SAFELY_CLOSE_INVALID_OPTION'
  | 'ERR_SAFELY_CLOSE_LEFT'
  | 'ERR_SAFELY_CLOSE_FAILED';

/** The common ground of this package's errors: an `Error` with a `code`. */
export class SafelyCloseError extends Error {
  readonly code: SafelyCloseErrorCode;

  /** @param options the `cause`, where there is one */
  constructor(code: SafelyCloseErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'SafelyCloseError';
    this.code = code;
  }
}

/**
 * What waiting code gets when its session was closed under it. It is an `AbortError` by name, so code that already
 * tells an abort from a failure needs no change.
 *
 * Ask {@link isSessionClosed} instead of comparing classes: some libraries wrap it as the `cause` of an error of their own.
 */
export class SessionClosedError extends SafelyCloseError {
  /** Which session was closed: the label of the closing, or the kind of the client. */
  readonly session: string;

  /** @param session the label of the closing, or the kind of the client */
  constructor(session: string, options?: { readonly cause?: unknown }) {
    super(
      'ERR_SAFELY_CLOSE_SESSION_CLOSED',
      `The session (${session}) was closed while this work was still going on.`,
      options,
    );
    this.name = 'AbortError';
    this.session = session;
  }
}

/**
 * Tells whether an error says that its session was closed by this package, at whatever depth of its causes. A retry
 * should stop when it is.
 *
 * @param error anything that was thrown, rejected or emitted
 * @returns true if the error, a cause of it, or one of the errors it aggregates or suppresses is a {@link SessionClosedError}
 * @example
 * catch (error) {
 *   if (isSessionClosed(error)) return; // we are shutting down
 *   throw error;
 * }
 */
export function isSessionClosed(error: unknown): boolean {
  const seen = new Set<unknown>();
  const open: unknown[] = [error];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    // By code, not by class: two copies of this package in one process still understand each other.
    if (Reflect.get(next, 'code') === 'ERR_SAFELY_CLOSE_SESSION_CLOSED') return true;
    open.push(Reflect.get(next, 'cause'), Reflect.get(next, 'error'), Reflect.get(next, 'suppressed'));
    const errors: unknown = Reflect.get(next, 'errors');
    if (Array.isArray(errors)) open.push(...(errors as unknown[]));
  }
  return false;
}
