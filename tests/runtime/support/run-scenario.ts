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
const runnerVariables = ['VITEST', 'VITEST_WORKER_ID', 'VITEST_POOL_ID', 'VITEST_MODE', 'NODE_TEST_CONTEXT', 'JEST_WORKER_ID', 'TEST'];

/**
 * Runs `scenarios/<name>.mjs` in a process of its own: only there can be seen whether a process ends by itself. It prints
 * one JSON value a line.
 */
export async function runScenario(name: string, parameters: readonly string[] = [], options: ScenarioOptions = {}): Promise<ScenarioEnd> {
  const { environment = {}, nodeOptions = [], onLine, patienceMs = 20_000 } = options;
  const file = fileURLToPath(new URL(`../scenarios/${name}.mjs`, import.meta.url));
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([variable]) => !runnerVariables.includes(variable)));
  const child = spawn(process.execPath, [...nodeOptions, file, ...parameters], { env: { ...inherited, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: unknown[] = [];
  let [pending, stderr, hung] = ['', '', false];
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  child.stdout.on('data', (piece: Buffer) => {
    pending += piece.toString();
    const complete = pending.split('\n');
    pending = complete.pop() ?? '';
    for (const text of complete) {
      const line: unknown = JSON.parse(text);
      lines.push(line);
      onLine?.(line, (signal) => child.kill(signal));
    }
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
  return { exitCode, signal, hung, stderr, lines };
}
