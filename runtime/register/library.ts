/** Tracking what the catalog says a library makes: its classes and factories are replaced where it exports them. */
import { isPromise } from 'node:util/types';
import type { ClientFacts, LibraryFacts } from '../clients/client-facts.ts';
import { originOf } from '../stacks.ts';
import type { Origin } from '../stacks.ts';
import { kindNamed } from '../clients/kind.ts';
import { noteSession } from './note-session.ts';
import { trackCurlRequests } from './node-libcurl.ts';

const tracked = new WeakSet<object>();

/** A library's exports, as they are given to whoever loads it. A second time changes nothing. */
export function trackLibrary({ library, clients }: LibraryFacts, exports: object): void {
  if (tracked.has(exports)) return;
  tracked.add(exports);
  if (library === 'node-libcurl') trackCurlRequests(exports);
  for (const client of clients) {
    if (isMaker(client)) continue;
    const kind = kindNamed(library, client.name);
    for (const way of client.acquiredBy) {
      if (way.by !== 'method') replace(exports, way.export, kind, (made, origin) => noteSession(made, kind, client, origin));
    }
  }
}

/** What never holds anything itself. */
function isMaker({ armedBy, lazyWhen }: ClientFacts): boolean {
  return armedBy !== 'acquisition' && armedBy.length === 0 && lazyWhen === undefined;
}

/** Replaces an exported class or factory by one that says what it makes, and where. What cannot be replaced stays as it is. */
function replace(exports: object, name: string, kind: string, note: (made: object, origin: Origin) => void): void {
  const property = Object.getOwnPropertyDescriptor(exports, name);
  if (property === undefined || !(property.writable === true || property.configurable === true)) return;
  const original: unknown = property.get === undefined ? property.value : property.get.call(exports);
  if (typeof original !== 'function') return;
  const construct = (target: typeof original, parameters: unknown[], newTarget: typeof original): object => {
    const made = Reflect.construct(target, parameters, newTarget) as object;
    note(made, originOf(kind, construct));
    return made;
  };
  const apply = (target: typeof original, self: unknown, parameters: unknown[]): unknown => {
    const made: unknown = Reflect.apply(target, self, parameters);
    if ((typeof made !== 'object' && typeof made !== 'function') || made === null) return made;
    // Later, when a promise has given it, nobody knows any more where it was asked for.
    const origin = originOf(kind, apply);
    if (!isPromise(made)) note(made, origin);
    else void made.then((value) => (typeof value === 'object' && value !== null ? note(value, origin) : undefined), () => undefined);
    return made;
  };
  const value = new Proxy(original, { construct, apply });
  if (property.configurable === true) Object.defineProperty(exports, name, { value, writable: true, configurable: true, enumerable: property.enumerable ?? true });
  else Reflect.set(exports, name, value);
}
