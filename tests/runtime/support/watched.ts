/** A promise whose state can be looked at. */
export interface Watched<Value> {
  readonly promise: Promise<Value>;
  state: 'pending' | 'fulfilled' | 'rejected';
  value?: Value;
  error?: unknown;
}

/** Watches a promise; a rejection counts as handled. */
export function watch<Value>(promise: Promise<Value>): Watched<Value> {
  const watched: Watched<Value> = { promise, state: 'pending' };
  promise.then(
    (value) => Object.assign(watched, { state: 'fulfilled', value }),
    (error: unknown) => Object.assign(watched, { state: 'rejected', error }),
  );
  return watched;
}

/** Lets what is about to settle settle. */
export async function fewTurns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
