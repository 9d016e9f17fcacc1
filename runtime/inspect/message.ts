/** What the command tells the program that it watches, in a variable of its environment. */
export interface Message {
  /** Where each thread writes what it has found. */
  readonly folder: string;
  readonly timeoutMs?: number | undefined;
  readonly traces: boolean;
}

export const messageVariable = 'SAFELY_CLOSE_INSPECT';

export function readMessage(text: string | undefined): Message | undefined {
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const [folder, timeoutMs, traces] = ['folder', 'timeoutMs', 'traces'].map((name): unknown => Reflect.get(value, name));
  if (typeof folder !== 'string') return undefined;
  return { folder, timeoutMs: typeof timeoutMs === 'number' ? timeoutMs : undefined, traces: traces === true };
}
