/** Hearing that a method of a session was called, without changing what it does. */

type Hear = (session: object, result: unknown) => void;

/** What is heard already, by the object that holds the method. */
const heard = new WeakMap<object, Set<string>>();

/**
 * Has every call of a method told, once it has returned. The method is replaced on the prototype of the session's class, for
 * all of them at once; where that cannot be, on this session.
 */
export function hearCalls(session: object, name: string, hear: Hear): void {
  const prototype: unknown = Reflect.getPrototypeOf(session);
  const holders = Object.hasOwn(session, name) || !isOfAClass(prototype) ? [session] : [prototype, session];
  for (const holder of holders) {
    const known = heard.get(holder) ?? new Set();
    if (known.has(name)) return;
    if (!replaceMethod(holder, name, hear)) continue;
    heard.set(holder, known.add(name));
    return;
  }
}

/** Not the prototype that plain objects or functions share. */
function isOfAClass(prototype: unknown): prototype is object {
  return typeof prototype === 'object' && prototype !== null && Reflect.getPrototypeOf(prototype) !== null;
}

/** Replaces a method by one that has its calls told. Returns whether that could be. */
export function replaceMethod(holder: object, name: string, hear: Hear): boolean {
  const original: unknown = Reflect.get(holder, name);
  if (typeof original !== 'function') return true;
  const own = Object.getOwnPropertyDescriptor(holder, name);
  const value = function (this: object, ...parameters: unknown[]): unknown {
    const result: unknown = Reflect.apply(original, this, parameters);
    hear(this, result);
    return result;
  };
  Object.defineProperty(value, 'name', { value: name });
  return Reflect.defineProperty(holder, name, { value, writable: true, configurable: true, enumerable: own?.enumerable ?? false });
}
