import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError, readArguments, usage } from './arguments.ts';
import type { InspectArguments } from './arguments.ts';
import { codeOfSignal, exitCodes } from './exit-codes.ts';
import { messageVariable } from './message.ts';
import type { Message } from './message.ts';
import type { Snapshot } from './snapshot.ts';
import { describeSnapshot, worthTelling } from './table.ts';
import type { TraceEvent } from '../trace/trace-event.ts';

/** So much longer than its time a program is given to look at itself: after that its event loop must be blocked. */
const blockedMs = 5_000;

/** How a program ended. */
interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly notStarted?: string;
}

/**
 * Carries out the command line.
 *
 * @param all its words, without Node and the script
 * @returns the code to end with
 */
export async function run(all: readonly string[]): Promise<number> {
  let asked: InspectArguments | 'help' | 'version';
  try {
    asked = readArguments(all);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}`);
    return exitCodes.usage;
  }
  if (asked === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  if (asked === 'version') {
    process.stdout.write(`safely-close ${await installedVersion()}\n`);
    return 0;
  }
  return inspect(asked);
}

async function installedVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  return String((manifest as { version?: unknown }).version);
}

async function inspect(asked: InspectArguments): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'safely-close-'));
  try {
    const program = start(asked, { folder, timeoutMs: asked.timeoutMs, traces: asked.traceFile !== undefined });
    const end = await endOf(program, asked.timeoutMs);
    if (end.notStarted !== undefined) {
      process.stderr.write(`${asked.command} could not be started: ${end.notStarted}\n`);
      return exitCodes.notStarted;
    }
    const snapshots = (await readAll<Snapshot>(folder, 'open')).sort((one, other) => Number(other.processId === program.pid) - Number(one.processId === program.pid));
    print(snapshots, end, asked);
    const code = codeOf(end, snapshots, asked);
    if (asked.jsonFile !== undefined) await writeFile(asked.jsonFile, `${JSON.stringify({ exitCode: code, snapshots }, undefined, 2)}\n`);
    if (asked.traceFile !== undefined) {
      const traces = await readAll<{ readonly traceEvents: readonly TraceEvent[] }>(folder, 'trace');
      await writeFile(asked.traceFile, `${JSON.stringify({ traceEvents: traces.flatMap(({ traceEvents }) => traceEvents), displayTimeUnit: 'ms' })}\n`);
    }
    return code;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function start({ command, parameters }: InspectArguments, message: Message): ChildProcess {
  const preload = new URL('preload.js', import.meta.url).href;
  return spawn(command, parameters, {
    stdio: 'inherit',
    env: { ...process.env, NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${preload}`.trim(), [messageVariable]: JSON.stringify(message) },
  });
}

function endOf(program: ChildProcess, timeoutMs: number | undefined): Promise<End> {
  // In a terminal, the program gets the signal of the keyboard itself.
  const pass = (signal: NodeJS.Signals): void => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) program.kill(signal);
  };
  const blocked = timeoutMs === undefined ? undefined : setTimeout(() => program.kill('SIGKILL'), timeoutMs + blockedMs);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  return new Promise<End>((resolve) => {
    program.once('error', (error) => resolve({ code: null, signal: null, notStarted: error.message }));
    program.once('exit', (code, signal) => resolve({ code, signal }));
  }).finally(() => {
    clearTimeout(blocked);
    process.off('SIGINT', pass).off('SIGTERM', pass);
  });
}

async function readAll<Content>(folder: string, kind: 'open' | 'trace'): Promise<Content[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(`.${kind}.json`)).sort();
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8')) as Content));
}

function print(snapshots: readonly Snapshot[], { signal }: End, { all, timeoutMs }: InspectArguments): void {
  const [first, ...others] = snapshots;
  const texts = [first, ...others.filter((snapshot) => worthTelling(snapshot, all).length > 0)].flatMap((snapshot) => (snapshot === undefined ? [] : [describeSnapshot(snapshot, { all, cwd: process.cwd() })]));
  if (first === undefined) {
    const why = signal === 'SIGKILL' && timeoutMs !== undefined ? 'its event loop was blocked' : signal === null ? 'it is no program of Node, or it ended itself without telling' : `${signal} ended it at once`;
    texts.push(`The program could not be looked at: ${why}.`);
  }
  process.stderr.write(`\n${texts.join('\n\n')}\n`);
}

function codeOf({ code, signal }: End, snapshots: readonly Snapshot[], { fail, all, timeoutMs }: InspectArguments): number {
  if (snapshots.some(({ occasion }) => occasion === 'timeout') || (signal === 'SIGKILL' && timeoutMs !== undefined)) return exitCodes.timedOut;
  if (signal !== null) return codeOfSignal(signal);
  const isLeft = snapshots.some((snapshot) => worthTelling(snapshot, all).length > 0);
  return code === 0 && fail && isLeft ? exitCodes.leftOpen : (code ?? 0);
}
