/** Getting a handle out of the `Multi` that it is in. Never inside a callback of libcurl: it refuses there. */
import { createRequire } from 'node:module';
import { knownMultiOf } from './multi-ledger.ts';
import { multisSeen } from './multis-seen.ts';
import type { EasyHandle, MultiHandle } from './shapes.ts';

/**
 * Removes a handle from its `Multi`, if that can be found: the one that the account or the caller names, or, where that has
 * been closed meanwhile, any other one, which libcurl accepts.
 *
 * @returns whether the handle is in no `Multi` any more
 */
export function detach(easy: EasyHandle, probablyIn?: MultiHandle): boolean {
  if (!easy.isInsideMultiHandle) return true;
  for (const multi of [knownMultiOf(easy), probablyIn, ...multisSeen()]) {
    if (multi !== undefined && removedFrom(multi, easy)) return true;
  }
  return rescueFromClosedMulti(easy);
}

/**
 * A handle that was inside a `Multi` when that was closed is in none any more, but believes that it is, and cannot be
 * closed. Any other `Multi` of the same copy of the library puts that right; where the handle really is in an open one,
 * libcurl refuses and nothing changes.
 *
 * @returns whether the handle is in no `Multi` any more
 */
export function rescueFromClosedMulti(easy: EasyHandle): boolean {
  if (!easy.isOpen || !easy.isInsideMultiHandle) return true;
  const rescuer = rescuerOf(easy);
  return rescuer !== undefined && removedFrom(rescuer, easy);
}

const stranded = new Set<WeakRef<EasyHandle>>();

/** Remembers a handle that should be closed but is inside a `Multi` that is not known: when that is closed, so is the handle. */
export function strand(easy: EasyHandle): void {
  for (const reference of stranded) if (reference.deref() === easy) return;
  stranded.add(new WeakRef(easy));
}

/** Takes the stranded handles that are inside this `Multi` out of it, and closes them. */
export function closeStranded(multi: MultiHandle): void {
  for (const reference of stranded) {
    const easy = reference.deref();
    if (easy !== undefined && easy.isOpen) {
      if (!removedFrom(multi, easy)) continue;
      easy.close();
    }
    stranded.delete(reference);
  }
}

/** A wrong `Multi` throws and changes nothing. */
function removedFrom(multi: MultiHandle, easy: EasyHandle): boolean {
  try {
    multi.removeHandle(easy);
  } catch {
    return false;
  }
  return !easy.isInsideMultiHandle;
}

/** By the prototype of the handles that it takes. A `Multi` is never collected, so one for each copy of the library has to do. */
const rescuers = new WeakMap<object, MultiHandle>();

function rescuerOf(easy: EasyHandle): MultiHandle | undefined {
  const prototype: unknown = Reflect.getPrototypeOf(easy);
  if (typeof prototype !== 'object' || prototype === null) return undefined;
  const known = rescuers.get(prototype);
  if (known !== undefined) return known;
  for (const library of loadedCopies()) {
    if (!(easy instanceof library.Easy)) continue;
    const rescuer = new library.Multi();
    rescuers.set(prototype, rescuer);
    return rescuer;
  }
  return undefined;
}

interface LoadedCopy {
  readonly Easy: new () => EasyHandle;
  readonly Multi: new () => MultiHandle;
}

/** The copies of node-libcurl that are loaded: a handle is accepted only by the classes of its own copy. */
function* loadedCopies(): Generator<LoadedCopy> {
  const { cache } = createRequire(import.meta.url);
  for (const [file, module] of Object.entries(cache)) {
    if (!file.endsWith('node_libcurl.node')) continue;
    const exports: unknown = module?.exports;
    if (isCopy(exports)) yield exports;
  }
}

function isCopy(exports: unknown): exports is LoadedCopy {
  return typeof exports === 'object' && exports !== null && typeof Reflect.get(exports, 'Easy') === 'function' && typeof Reflect.get(exports, 'Multi') === 'function';
}
