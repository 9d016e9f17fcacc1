/** The playground's thread for lint and rewrite, so that typing never waits for them. */
import { answer } from './engine.ts';
import type { Answer } from './engine.ts';
import type { Shared } from './shared-link.ts';

export interface Question {
  readonly id: number;
  readonly shared: Shared;
}

export type Reply = { readonly id: number } & ({ readonly answer: Answer } | { readonly failure: string });

addEventListener('message', ({ data }: MessageEvent<Question>) => {
  const { id, shared } = data;
  let reply: Reply;
  try {
    reply = { id, answer: answer(shared) };
  } catch (error) {
    reply = { id, failure: error instanceof Error ? error.message : String(error) };
  }
  postMessage(reply);
});
