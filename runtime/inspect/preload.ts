/** What `safely-close inspect` loads into a program, before all else: it watches, and writes down what is open at the end. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import { closeAll, openSessions } from '../index.ts';
import { startTimer } from '../escalation/clock.ts';
import { trackLoadedLibraries } from '../register/loading.ts';
import { startTrace } from '../trace/index.ts';
import { codeOfSignal, exitCodes } from './exit-codes.ts';
import { messageVariable, readMessage } from './message.ts';
import type { Message } from './message.ts';
import { takeSnapshot } from './snapshot.ts';
import type { Occasion } from './snapshot.ts';
import { watchCalls } from './watched-calls.ts';

/** Workers and child processes whose time is over as well need this long to write down what they have. */
const othersMs = 200;

const message = readMessage(process.env[messageVariable]);
if (message !== undefined) watch(message);

function watch(message: Message): void {
  const { folder, timeoutMs, traces } = message;
  const endAtMs = message.endAtMs ?? (timeoutMs === undefined ? undefined : Date.now() + timeoutMs);
  process.env[messageVariable] = JSON.stringify({ ...message, endAtMs });
  const trace = traces ? startTrace() : undefined;
  const file = (kind: string): string => join(folder, `${process.pid}-${isMainThread ? 0 : threadId}.${kind}.json`);
  const write = (kind: string, content: object): void => {
    // Without the folder, the command has ended before this process, and nobody reads it.
    if (existsSync(folder)) writeFileSync(file(kind), JSON.stringify(content));
  };
  let isFinal = false;
  const look = (occasion: Occasion, exitCode?: number): void => {
    write('open', takeSnapshot(occasion, exitCode));
  };
  /** What the program could not end by itself is ended as gently as can be. */
  const end = async (occasion: Occasion, leave: () => void): Promise<void> => {
    if (isFinal) return;
    isFinal = true;
    look(occasion);
    if (occasion === 'timeout') await new Promise((resolve) => startTimer(resolve, othersMs));
    await closeAll(openSessions().filter(({ madeBy }) => madeBy === 'user').map(({ client }) => client));
    leave();
  };
  trackLoadedLibraries();
  watchCalls();
  process.on('exit', (code) => {
    if (!isFinal) look('exit', code);
    if (trace !== undefined) write('trace', trace.stop());
  });
  if (endAtMs !== undefined) startTimer(() => void end('timeout', () => process.exit(exitCodes.timedOut)), Math.max(0, endAtMs - Date.now())).unref();
  if (!isMainThread) return;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    let came = false;
    process.on(signal, () => {
      // A program that shuts down by itself is let; the second time, it has not.
      const mayShutDown = !came && process.listenerCount(signal) > 1;
      came = true;
      if (!mayShutDown) void end(signal, () => process.exit(codeOfSignal(signal)));
    });
  }
}
