/** One worker of the pool: takes a file's text, gives its migration. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Answer, MigrationOrder } from './migrator.ts';
import { loadTransform } from './transform-driver.ts';

const migrate = await loadTransform();
const order = workerData as MigrationOrder;

parentPort?.on('message', ({ path, text }: { readonly path: string; readonly text: string }) => {
  parentPort?.postMessage(answerTo(path, text));
});

function answerTo(path: string, text: string): Answer {
  try {
    return { migrated: migrate(path, text, order) };
  } catch (error) {
    const { code } = error as { code?: unknown };
    return { error: { message: error instanceof Error ? error.message : String(error), code: typeof code === 'string' ? code : undefined } };
  }
}
