import { channel } from 'node:diagnostics_channel';

/**
 * What all copies of this package in one thread have in common: two versions that npm installed side by side, or the copy that
 * a test runner evaluates in a realm of its own. Node's own modules are the same for all of them, so it hangs there.
 *
 * @param name what is kept; its shape must stay the same under one name
 * @param make makes it, for the first copy that asks
 */
export function shared<Value extends object>(name: string, make: () => Value): Value {
  const place = channel('safely-close:shared');
  const key = Symbol.for(`safely-close:${name}`);
  const present: unknown = Reflect.get(place, key);
  if (present !== undefined) return present as Value;
  const made = make();
  Object.defineProperty(place, key, { value: made });
  return made;
}
