/** Calls `attempt` until it succeeds, at most `times` times, and fails with the last error. */
export async function retry<T>(times: number, attempt: () => Promise<T>): Promise<T> {
  let last: unknown;
  for (let left = times; left > 0; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      last = error;
    }
  }
  throw last;
}
