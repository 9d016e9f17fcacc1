/** One worker of the pool: takes a file's text, gives its migration. Between rounds it is told what was planned elsewhere. */
import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Answer, Message, WorkerStart } from './migrator.ts';

// Each thread has to ask for it; without it each compiles TypeScript anew.
enableCompileCache();
const { loadTransform } = await import('./transform-driver.ts');
const { migrate, createNeighbours } = await loadTransform();
const { order, seen } = workerData as WorkerStart;

let neighbours = createNeighbours(seen);

parentPort?.on('message', (message: Message) => {
  if (message.kind === 'see') neighbours = createNeighbours(message.texts);
  else parentPort?.postMessage(answerTo(message));
});

function answerTo({ path, text, callers }: Extract<Message, { readonly kind: 'migrate' }>): Answer {
  try {
    return { migrated: migrate(path, text, { ...order, neighbours, callers, isCandidate: true }) };
  } catch (error) {
    const { code } = error as { code?: unknown };
    return { error: { message: error instanceof Error ? error.message : String(error), code: typeof code === 'string' ? code : undefined } };
  }
}
