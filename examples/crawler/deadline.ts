import { setTimeout as sleep } from 'node:timers/promises';

/** A promise that fails after `timeoutMs`, to race against work that may take too long. */
export async function deadline(timeoutMs: number): Promise<never> {
  await sleep(timeoutMs);
  throw new Error(`not done within ${timeoutMs} ms`);
}
