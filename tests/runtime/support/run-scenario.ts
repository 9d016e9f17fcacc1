import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a process that ran a scenario ended. */
export interface ScenarioEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It did not end by itself. */
  readonly hung: boolean;
  readonly stderr: string;
  /** The lines that it printed, parsed. */
  readonly lines: readonly unknown[];
}

export interface ScenarioOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
  /** Called with each parsed line as it comes. */
  readonly onLine?: (line: unknown, kill: (signal: NodeJS.Signals) => void) => void;
  readonly patienceMs?: number;
}

/** Variables by which this package would take the scenario for a test. */
const runnerVariables = ['VITEST', 'VITEST_WORKER_ID', 'VITEST_POOL_ID', 'VITEST_MODE', 'NODE_TEST_CONTEXT', 'JEST_WORKER_ID', 'TEST', 'NODE_ENV', 'VITEST_ENVIRONMENT', 'PROD', 'DEV', 'NODE_OPTIONS'];

/**
 * Runs `scenarios/<name>.mjs` in a process of its own: only there can be seen whether a process ends by itself. It prints
 * one JSON value a line.
 */
export async function runScenario(name: string, parameters: readonly string[] = [], options: ScenarioOptions = {}): Promise<ScenarioEnd> {
  const file = fileURLToPath(new URL(`../scenarios/${name}.mjs`, import.meta.url));
  const lines: unknown[] = [];
  const { stdout: _text, ...end } = await runProgram([...(options.nodeOptions ?? []), file, ...parameters], {
    ...options,
    onText: (text, kill) => {
      const line: unknown = JSON.parse(text);
      lines.push(line);
      options.onLine?.(line, kill);
    },
  });
  return { ...end, lines };
}

/** How a program ended, whatever it prints. */
export type ProgramEnd = Omit<ScenarioEnd, 'lines'> & { readonly stdout: string };

/** Runs Node with these arguments in a process of its own. */
export async function runProgram(
  parameters: readonly string[],
  options: Pick<ScenarioOptions, 'environment' | 'patienceMs'> & { readonly cwd?: string; readonly onText?: (line: string, kill: (signal: NodeJS.Signals) => void) => void } = {},
): Promise<ProgramEnd> {
  // Where this package can be found by its name.
  const { environment = {}, onText, patienceMs = 20_000, cwd = fileURLToPath(new URL('..', import.meta.url)) } = options;
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([variable]) => !runnerVariables.includes(variable)));
  const child = spawn(process.execPath, parameters, {
    env: { ...inherited, ...environment },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [pending, stdout, stderr, hung] = ['', '', '', false];
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  child.stdout.on('data', (piece: Buffer) => {
    stdout += piece.toString();
    pending += piece.toString();
    const complete = pending.split('\n');
    pending = complete.pop() ?? '';
    for (const text of complete) onText?.(text, (signal) => child.kill(signal));
  });
  const timer = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, patienceMs);
  const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, killedBy) => resolve([code, killedBy]));
  });
  clearTimeout(timer);
  return { exitCode, signal, hung, stderr, stdout };
}

/**
 * Runs something until it is killed by a signal of its own doing, at most five times: a crash that needs a piece of a
 * download to arrive at the wrong moment is likely, but on a busy machine not certain.
 *
 * @returns the signal, or null where every run ended without one
 */
export async function crashOf(run: () => Promise<Pick<ScenarioEnd, 'signal' | 'hung'>>): Promise<NodeJS.Signals | null> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const { signal, hung } = await run();
    // One that had to be killed did not crash.
    if (signal !== null && !hung) return signal;
  }
  return null;
}
