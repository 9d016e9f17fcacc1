/** Recognising an object by what it can do. Asked of every client that is closed, so it is plain loops. */

/** Whether the value has a method of each of these names. */
export function hasMethods<Name extends string>(value: object, ...names: readonly Name[]): value is Record<Name, (...parameters: unknown[]) => unknown> {
  for (const name of names) if (typeof Reflect.get(value, name) !== 'function') return false;
  return true;
}

/** Whether the value has a boolean of each of these names. */
export function hasFlags<Name extends string>(value: object, ...names: readonly Name[]): value is Record<Name, boolean> {
  for (const name of names) if (typeof Reflect.get(value, name) !== 'boolean') return false;
  return true;
}
