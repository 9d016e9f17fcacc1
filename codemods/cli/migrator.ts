/** Who migrates a file's text: this process, or a pool of worker threads. */
import { Worker } from 'node:worker_threads';
import type { FileOutcome } from '../migrate/file-outcome.ts';
import type { CloseStyle, IdiomId } from 'eslint-plugin-safely-close/rewrite';
import type { CallersInView, Neighbours } from '../project/neighbours.ts';
import { loadTransform } from './transform-driver.ts';

/** What a worker needs to know of the run: plain data, which can be sent. */
export interface MigrationOrder {
  readonly style: CloseStyle | 'auto';
  readonly only?: readonly IdiomId[];
  readonly insertTodos: boolean;
  readonly settings?: unknown;
}

export interface Migrated {
  readonly outcome: FileOutcome;
  readonly output: string;
}

export interface Migrator {
  /**
   * @param path - Absolute.
   * @param lane - Who shall do it, counted from 0: files that look into the same ones go to the same, which has those open already.
   */
  migrate(path: string, text: string, callers: CallersInView, lane: number): Promise<Migrated>;
  /** From now on these texts stand for the files on disk where other files import them. */
  see(texts: ReadonlyMap<string, string>): void;
  /** Ends what it started. */
  close(): Promise<void>;
}

/** Migrates in this thread. */
export function createLocalMigrator(order: MigrationOrder): Migrator {
  let texts: ReadonlyMap<string, string> | undefined;
  let neighbours: Neighbours | undefined;
  return {
    migrate: async (path, text, callers) => {
      const { migrate, createNeighbours } = await loadTransform();
      neighbours ??= createNeighbours(texts);
      return migrate(path, text, { ...order, neighbours, callers, isCandidate: true });
    },
    see: (planned) => {
      texts = planned;
      neighbours = undefined;
    },
    close: () => Promise.resolve(),
  };
}

interface Task {
  readonly resolve: (migrated: Migrated) => void;
  readonly reject: (error: Error) => void;
}

/** What a worker is told. */
export type Message =
  | { readonly kind: 'migrate'; readonly path: string; readonly text: string; readonly callers: CallersInView }
  | { readonly kind: 'see'; readonly texts: ReadonlyMap<string, string> };

/** What a worker begins with. */
export interface WorkerStart {
  readonly order: MigrationOrder;
  /** What was planned elsewhere so far. */
  readonly seen: ReadonlyMap<string, string>;
}

export interface Answer {
  readonly migrated?: Migrated;
  readonly error?: { readonly message: string; readonly code: string | undefined };
}

/** A worker thread with what it was given and has not answered yet, oldest first. */
interface Lane {
  readonly worker: Worker;
  readonly tasks: Task[];
}

/**
 * Migrates in worker threads, each started when its first file comes.
 *
 * @param size - How many workers, one for each lane; each loads the parser, so more than the machine's cores only cost time.
 */
export function createWorkerMigrator(size: number, order: MigrationOrder): Migrator {
  let seen: ReadonlyMap<string, string> = new Map();
  const lanes = new Map<number, Lane>();

  function start(number: number): Lane {
    const worker = new Worker(new URL('./migrate-worker.js', import.meta.url), { workerData: { order, seen } satisfies WorkerStart });
    const tasks: Task[] = [];
    lanes.set(number, { worker, tasks });
    worker.on('message', ({ migrated, error }: Answer) => {
      const task = tasks.shift();
      if (migrated !== undefined) task?.resolve(migrated);
      else task?.reject(Object.assign(new Error(error?.message ?? 'The worker gave no answer.'), { code: error?.code }));
    });
    // A worker that fell over takes what it was given with it; the next file gets another one.
    worker.on('error', (error: Error) => {
      lanes.delete(number);
      for (const task of tasks.splice(0)) task.reject(error);
    });
    return { worker, tasks };
  }

  return {
    migrate: (path, text, callers, lane) =>
      new Promise((resolve, reject) => {
        const { worker, tasks } = lanes.get(lane % size) ?? start(lane % size);
        tasks.push({ resolve, reject });
        worker.postMessage({ kind: 'migrate', path, text, callers } satisfies Message);
      }),
    see: (texts) => {
      seen = texts;
      for (const { worker } of lanes.values()) worker.postMessage({ kind: 'see', texts } satisfies Message);
    },
    close: async () => {
      await Promise.all([...lanes.values()].map(({ worker }) => worker.terminate()));
    },
  };
}
