/// <reference lib="esnext.disposable" preserve="true" />
import { closeAll, listOf } from './close-all.ts';
import type { CloseOptions } from './options.ts';

/** The signals that ask a process to end. */
export type EndSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGBREAK' | 'SIGQUIT';

/** How to close when the process is asked to end. */
export interface CloseOnSignalsOptions extends Omit<CloseOptions, 'signal' | 'throwOnFailure'> {
  /** Which signals count. Default `SIGINT` and `SIGTERM`. */
  readonly signals?: readonly EndSignal[];
}

/** Servers are given time for what they are answering. */
const defaultTimeoutMs = 10_000;

/**
 * Closes clients when the process is asked to end: the first signal closes politely, a second one ends the patience; when
 * all is closed the signal is sent again, so the process ends as it would have without this.
 *
 * @param clients the clients, or a function that lists them when the time has come
 * @param options times in milliseconds; `timeoutMs` is 10,000 here by default, and half of it is for a polite end
 * @returns takes the handlers away again, as a function and as `using`
 * @throws {SafelyCloseError} `ERR_SAFELY_CLOSE_INVALID_OPTION` if the clients are neither a list nor a function
 * @example
 * const server = createServer(app).listen(8080);
 * closeOnSignals([server, pool]);
 */
export function closeOnSignals(clients: Iterable<unknown> | (() => Iterable<unknown>), options: CloseOnSignalsOptions = {}): (() => void) & Disposable {
  if (typeof clients !== 'function') listOf(clients, 'closeOnSignals');
  const { signals = ['SIGINT', 'SIGTERM'], ...closeOptions } = options;
  const timeoutMs = closeOptions.timeoutMs ?? defaultTimeoutMs;
  const patience = new AbortController();
  let closing = false;
  const onSignal = (signal: EndSignal): void => {
    if (closing) {
      patience.abort();
      return;
    }
    closing = true;
    const list = typeof clients === 'function' ? clients() : clients;
    void closeAll(list, { politeMs: timeoutMs / 2, ...closeOptions, timeoutMs, signal: patience.signal }).finally(() => {
      stop();
      process.kill(process.pid, signal);
    });
  };
  const stop = (): void => {
    for (const signal of signals) process.removeListener(signal, onSignal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return Object.assign(stop, { [Symbol.dispose]: stop });
}
