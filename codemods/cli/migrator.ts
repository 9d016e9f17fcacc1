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
  /** @param path - Absolute. */
  migrate(path: string, text: string, callers: CallersInView): Promise<Migrated>;
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
  readonly path: string;
  readonly text: string;
  readonly callers: CallersInView;
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

/**
 * Migrates in worker threads, one file at a time each.
 *
 * @param size - How many workers; each loads the parser, so more than the machine's cores only cost time.
 */
export function createWorkerMigrator(size: number, order: MigrationOrder): Migrator {
  const waiting: Task[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Task>();
  const workers = new Set<Worker>();
  let seen: ReadonlyMap<string, string> = new Map();
  const tell = (worker: Worker, message: Message): void => worker.postMessage(message);

  function start(): Worker {
    const worker = new Worker(new URL('./migrate-worker.js', import.meta.url), { workerData: { order, seen } satisfies WorkerStart });
    workers.add(worker);
    worker.on('message', (answer: Answer) => {
      const task = busy.get(worker);
      busy.delete(worker);
      idle.push(worker);
      if (answer.migrated !== undefined) task?.resolve(answer.migrated);
      else task?.reject(Object.assign(new Error(answer.error?.message ?? 'The worker gave no answer.'), { code: answer.error?.code }));
      next();
    });
    worker.on('error', (error: Error) => {
      busy.get(worker)?.reject(error);
      busy.delete(worker);
      workers.delete(worker);
      next();
    });
    return worker;
  }

  function next(): void {
    while (waiting.length > 0) {
      const worker = idle.pop() ?? (workers.size < size ? start() : undefined);
      if (worker === undefined) return;
      const task = waiting.shift();
      if (task === undefined) return;
      busy.set(worker, task);
      tell(worker, { kind: 'migrate', path: task.path, text: task.text, callers: task.callers });
    }
  }

  return {
    migrate: (path, text, callers) =>
      new Promise((resolve, reject) => {
        waiting.push({ path, text, callers, resolve, reject });
        next();
      }),
    see: (texts) => {
      seen = texts;
      for (const worker of workers) tell(worker, { kind: 'see', texts });
    },
    close: async () => {
      await Promise.all([...workers].map((worker) => worker.terminate()));
    },
  };
}
