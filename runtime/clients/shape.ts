/** Recognising an object by what it can do. */

/** Whether the value has a method of each of these names. */
export function hasMethods<Name extends string>(value: object, ...names: readonly Name[]): value is Record<Name, (...parameters: unknown[]) => unknown> {
  return names.every((name) => typeof Reflect.get(value, name) === 'function');
}

/** Whether the value has a boolean of each of these names. */
export function hasFlags<Name extends string>(value: object, ...names: readonly Name[]): value is Record<Name, boolean> {
  return names.every((name) => typeof Reflect.get(value, name) === 'boolean');
}
