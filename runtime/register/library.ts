/** Tracking what the catalog says a library makes: its classes and factories are replaced where it exports them. */
import { isPromise } from 'node:util/types';
import type { ClientFacts, LibraryFacts } from '../clients/client-facts.ts';
import { originOf } from '../stacks.ts';
import type { Origin } from '../stacks.ts';
import { kindNamed } from '../clients/kind.ts';
import { noteSession } from './note-session.ts';
import { trackCurlRequests } from './node-libcurl.ts';

/** By an exported class or factory: what stands for it. By that itself as well, since one module may pass on what it took from another. */
const replacements = new WeakMap<object, object>();

/** A class or factory. */
type Callable = (...parameters: never[]) => unknown;

/** Notes what a class or factory has made. */
type Note = (made: object, origin: Origin) => void;

/** Replaces what the exports of a library, or of a part of it, have of classes and factories. What was replaced before stays. */
export function trackLibrary(facts: LibraryFacts, exports: object): void {
  if (facts.library === 'node-libcurl') trackCurlRequests(exports);
  for (const { name, kind, note } of acquisitionsOf(facts)) replace(exports, name, kind, note);
}

/** What stands for a library's exports where these are a class or factory themselves, as CommonJS modules can have it; else the same. */
export function standInFor(facts: LibraryFacts, exports: object): object {
  for (const { name, kind, note } of acquisitionsOf(facts)) if (name === 'default' && isCallable(exports)) return replacementOf(exports, kind, note);
  return exports;
}

function* acquisitionsOf({ library, clients }: LibraryFacts): Generator<{ readonly name: string; readonly kind: string; readonly note: Note }> {
  for (const client of clients) {
    if (isMaker(client)) continue;
    const kind = kindNamed(library, client.name);
    const note: Note = (made, origin) => noteSession(made, kind, client, origin);
    for (const way of client.acquiredBy) if (way.by !== 'method') yield { name: way.export, kind, note };
  }
}

/** What never holds anything itself. */
function isMaker({ armedBy, lazyWhen }: ClientFacts): boolean {
  return armedBy !== 'acquisition' && armedBy.length === 0 && lazyWhen === undefined;
}

/** Replaces an exported class or factory by one that says what it makes, and where. What cannot be replaced stays as it is. */
function replace(exports: object, name: string, kind: string, note: Note): void {
  const property = Object.getOwnPropertyDescriptor(exports, name);
  if (property === undefined || !(property.writable === true || property.configurable === true)) return;
  const original: unknown = property.get === undefined ? property.value : property.get.call(exports);
  if (!isCallable(original)) return;
  const value = replacementOf(original, kind, note);
  if (value === original) return;
  if (property.configurable === true) Object.defineProperty(exports, name, { value, writable: true, configurable: true, enumerable: property.enumerable ?? true });
  else Reflect.set(exports, name, value);
}

const isCallable = (value: unknown): value is Callable => typeof value === 'function';

function replacementOf(original: Callable, kind: string, note: Note): object {
  const known = replacements.get(original);
  if (known !== undefined) return known;
  const construct = (target: Callable, parameters: unknown[], newTarget: Callable): object => {
    const made = Reflect.construct(target, parameters, newTarget) as object;
    note(made, originOf(kind, construct));
    return made;
  };
  const apply = (target: Callable, self: unknown, parameters: unknown[]): unknown => {
    const made: unknown = Reflect.apply(target, self, parameters);
    if ((typeof made !== 'object' && typeof made !== 'function') || made === null) return made;
    // Later, when a promise has given it, nobody knows any more where it was asked for.
    const origin = originOf(kind, apply);
    if (!isPromise(made)) note(made, origin);
    else void made.then((value) => (typeof value === 'object' && value !== null ? note(value, origin) : undefined), () => undefined);
    return made;
  };
  const value = new Proxy(original, { construct, apply });
  replacements.set(original, value);
  replacements.set(value, value);
  return value;
}
