/** When a request is tried again. */
import { isSessionClosed } from '../errors.ts';

/** When a request is tried again, and after how long. */
export interface RetryOptions {
  /** How often it is tried again at most. */
  readonly limit: number;
  /** Which methods. Default those that may be repeated without harm. */
  readonly methods?: readonly string[];
  /** Which statuses of an answer. Default 408, 413, 429, 500, 502, 503, 504. */
  readonly statuses?: readonly number[];
  /** How long to wait before the attempt with this number, in milliseconds. Default 100, doubled each time; an answer's `Retry-After` overrules it. */
  readonly delayMs?: (attempt: number) => number;
}

const repeatable = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'];
const temporary = [408, 413, 429, 500, 502, 503, 504];
const firstDelayMs = 100;
const longestDelayMs = 30_000;

/** `CURLE_COULDNT_RESOLVE_HOST` and the like: the request may do better the next time. */
const passingFailures = [5, 6, 7, 16, 28, 35, 52, 55, 56, 92];

/** What an attempt ended with. */
export type AttemptEnd = { readonly status: number; readonly retryAfter: string | null } | { readonly error: unknown };

/**
 * Says how long to wait before the next attempt.
 *
 * @returns milliseconds, or undefined where there is to be no further attempt
 */
export function delayBeforeRetry(retries: number | RetryOptions | undefined, method: string, attempt: number, end: AttemptEnd): number | undefined {
  const { limit, methods = repeatable, statuses = temporary, delayMs = defaultDelayMs } = typeof retries === 'object' ? retries : { limit: retries ?? 0 };
  if (attempt > limit || !methods.includes(method)) return undefined;
  if ('error' in end) return !isSessionClosed(end.error) && passingFailures.includes(codeOf(end.error)) ? delayMs(attempt) : undefined;
  if (!statuses.includes(end.status)) return undefined;
  return Math.min(retryAfterMs(end.retryAfter) ?? delayMs(attempt), longestDelayMs);
}

function defaultDelayMs(attempt: number): number {
  return firstDelayMs * 2 ** (attempt - 1);
}

function codeOf(error: unknown): number {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'number' ? code : -1;
}

/** A number of seconds or a date. */
function retryAfterMs(text: string | null): number | undefined {
  if (text === null) return undefined;
  const seconds = Number(text);
  if (!Number.isNaN(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
