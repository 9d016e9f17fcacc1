/** What the command tells the program that it watches, in a variable of its environment. */
export interface Message {
  /** Where each thread writes what it has found. */
  readonly folder: string;
  readonly timeoutMs?: number | undefined;
  /** When that is over, on the clock of the machine. The program's first thread sets it, for its workers and the processes that it starts. */
  readonly endAtMs?: number | undefined;
  readonly traces: boolean;
}

export const messageVariable = 'SAFELY_CLOSE_INSPECT';

export function readMessage(text: string | undefined): Message | undefined {
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const [folder, timeoutMs, endAtMs, traces] = ['folder', 'timeoutMs', 'endAtMs', 'traces'].map((name): unknown => Reflect.get(value, name));
  if (typeof folder !== 'string') return undefined;
  const numberOr = (found: unknown): number | undefined => (typeof found === 'number' ? found : undefined);
  return { folder, timeoutMs: numberOr(timeoutMs), endAtMs: numberOr(endAtMs), traces: traces === true };
}
