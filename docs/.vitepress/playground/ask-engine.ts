/** Asks the thread that lints and rewrites. Only the last question counts: what is typed faster than it answers is not queued. */
import type { Answer } from './engine.ts';
import type { Question, Reply } from './engine.worker.ts';
import type { Shared } from './shared-link.ts';

export interface EngineAnswer {
  readonly of: Shared;
  readonly answer: Answer;
}

export interface Engine {
  ask(shared: Shared): void;
  stop(): void;
}

/**
 * @param onAnswer - Called with what was asked last, once it is answered.
 * @param onFailure - Called with a sentence where the thread could not be started or fell over.
 */
export function startEngine(onAnswer: (answered: EngineAnswer) => void, onFailure: (sentence: string) => void): Engine {
  const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' });
  let last = 0;
  let busy = false;
  let waiting: Shared | undefined;
  let asked: Shared | undefined;

  function send(shared: Shared): void {
    busy = true;
    asked = shared;
    last += 1;
    worker.postMessage({ id: last, shared } satisfies Question);
  }

  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    if (data.id !== last) return;
    busy = false;
    const next = waiting;
    waiting = undefined;
    if (next !== undefined) send(next);
    else if ('failure' in data) onFailure(data.failure);
    else if (asked !== undefined) onAnswer({ of: asked, answer: data.answer });
  });
  worker.addEventListener('error', (event) => onFailure(event.message || 'The linter could not be loaded.'));

  return {
    ask(shared) {
      if (busy) waiting = shared;
      else send(shared);
    },
    stop: () => worker.terminate(),
  };
}
