/** Real servers for the tests: each on a loopback port of its own, with a data folder of its own, gone when the tests are. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programNamed } from './programs.ts';

export interface Service {
  readonly port: number;
  readonly folder: string;
  /** Stops it in its tracks, connections and all, as an overloaded machine would. */
  freeze(): Promise<void>;
  thaw(): void;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

export interface ServiceDescription {
  readonly name: string;
  readonly program: string;
  /** Prepares the data folder. */
  readonly prepare?: (folder: string, run: (program: string, parameters: readonly string[]) => void) => void;
  readonly parameters: (port: number, folder: string) => readonly string[];
  readonly environment?: (port: number, folder: string) => Readonly<Record<string, string>>;
  /** Set where it picks its port itself: finds that in what it has said so far. */
  readonly saysPort?: (said: string) => number | undefined;
  /** Set where it refuses to run as root: then it runs as nobody. */
  readonly refusesRoot?: true;
  /** Throws as long as it does not answer. */
  readonly answers: (port: number) => Promise<unknown>;
}

/** The user and group that own nothing. */
const nobody = { uid: 65_534, gid: 65_534 };
const startsWithinMs = 60_000;
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a server, and waits until it answers. */
export async function startService({ name, program, prepare, parameters, environment, saysPort, refusesRoot, answers }: ServiceDescription): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), `safely-close-${name}-`));
  const user = refusesRoot === true && process.getuid?.() === 0 ? nobody : {};
  chmodSync(folder, 0o755);
  if (user === nobody) chownSync(folder, nobody.uid, nobody.gid);
  let port = await freePort();
  const env = { PATH: process.env['PATH'], LANG: 'C.UTF-8', HOME: folder, ...environment?.(port, folder) };
  const options = { cwd: folder, env, ...user };
  prepare?.(folder, (needed, needs) => {
    const ended = spawnSync(pathOf(needed), needs, { ...options, encoding: 'utf8', timeout: startsWithinMs });
    if (ended.status !== 0) throw new Error(`${needed} failed: ${ended.error?.message ?? ''}${ended.stdout}${ended.stderr}`);
  });

  const child = spawn(pathOf(program), parameters(port, folder), { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let said = '';
  const hear = (piece: Buffer): void => {
    said = `${said}${piece.toString()}`.slice(-4_000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      running.delete(child);
      resolve();
    });
    child.once('error', () => resolve());
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const freeze = async (): Promise<void> => {
    child.kill('SIGSTOP');
    // Each thread stops when it is its turn.
    const tasks = `/proc/${String(child.pid)}/task`;
    await eventually(() => {
      const isStopped = readdirSync(tasks).every((task) => readFileSync(`${tasks}/${task}/stat`, 'utf8').split(') ')[1]?.startsWith('T'));
      if (!isStopped) throw new Error(`${name} does not stop`);
    });
  };
  try {
    await eventually(() => {
      if (child.exitCode !== null) throw new Stopped(`${name} ended with code ${String(child.exitCode)}`);
      const saidPort = saysPort === undefined ? port : saysPort(said);
      if (saidPort === undefined) throw new Error(`${name} has not said its port yet`);
      port = saidPort;
      return answers(port);
    }, startsWithinMs);
  } catch (error) {
    await stop();
    throw new Error(`${name} did not start. It said: ${said}`, { cause: error });
  }
  return { port, folder, freeze, thaw: () => void child.kill('SIGCONT'), stop };
}

/** Says that there is nothing to wait for any more. */
class Stopped extends Error {}

/** Does something again until it does not throw; rethrows what it threw last. */
export async function eventually<Result>(attempt: () => Promise<Result> | Result, withinMs = 15_000): Promise<Result> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > endMs || error instanceof Stopped) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A port of the loopback on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function pathOf(program: string): string {
  const path = programNamed(program);
  if (path === undefined) throw new Error(`${program} is not installed.`);
  return path;
}
