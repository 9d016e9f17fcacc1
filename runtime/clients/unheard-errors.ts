import type { EventEmitter } from 'node:events';

const ignore = (): void => undefined;

/**
 * An `'error'` event that nobody hears ends the process. Listeners that are there now may be gone when it comes (libraries
 * take theirs away with the work), so one that does nothing is always added.
 */
export function guardAgainstUnheardErrors(emitter: EventEmitter): void {
  if (!emitter.listeners('error').includes(ignore)) emitter.on('error', ignore);
}
