import type { MultiHandle } from './shapes.ts';

const seen = new Set<WeakRef<MultiHandle>>();

/** Remembers a `Multi` that came by: a handle that says only that it is in some `Multi` may be in this one. */
export function seeMulti(multi: MultiHandle): void {
  for (const known of multisSeen()) if (known === multi) return;
  seen.add(new WeakRef(multi));
}

export function forgetMulti(multi: MultiHandle): void {
  for (const reference of seen) if (reference.deref() === multi) seen.delete(reference);
}

/** The ones that are still there. */
export function* multisSeen(): Generator<MultiHandle> {
  for (const reference of seen) {
    const multi = reference.deref();
    if (multi === undefined) seen.delete(reference);
    else yield multi;
  }
}
