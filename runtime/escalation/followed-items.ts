import type { SessionClosedError } from '../errors.ts';
import type { ClosedItem, FellIn, Phase } from '../report.ts';
import type { WorkItem } from './work.ts';

const fellInDuring = { polite: 'drained', cancel: 'cancelled', force: 'forced' } as const satisfies Record<Exclude<Phase, 'none'>, FellIn>;

/** The word for what ended in a phase. */
export function fellInOf(phase: Phase): FellIn {
  return phase === 'none' ? 'drained' : fellInDuring[phase];
}

/** Follows each piece of work from phase to phase, to tell in the end where it fell. */
export class FollowedItems {
  private readonly items = new Map<unknown, { readonly item: WorkItem; fellIn: FellIn }>();

  /** Looks at what still goes on: what is no longer there fell in this phase. */
  look(inFlight: readonly WorkItem[], phase: Phase): void {
    // Most clients hold nothing at all.
    if (inFlight.length === 0 && this.items.size === 0) return;
    const present = new Set<unknown>();
    for (const item of inFlight) {
      present.add(item.key);
      const followed = this.items.get(item.key);
      if (followed === undefined) this.items.set(item.key, { item, fellIn: 'left' });
      else followed.fellIn = 'left';
    }
    for (const [key, followed] of this.items) {
      if (followed.fellIn === 'left' && !present.has(key)) followed.fellIn = fellInOf(phase);
    }
  }

  /** What became of each. */
  closed(reason: () => SessionClosedError, whyLeft: unknown): ClosedItem[] {
    if (this.items.size === 0) return [];
    return Array.from(this.items.values(), ({ item, fellIn }) => ({
      kind: item.kind,
      label: item.label,
      fellIn,
      ...(fellIn === 'drained' ? {} : { error: fellIn === 'left' ? whyLeft : reason() }),
      ...(item.createdAt === undefined ? {} : { createdAt: item.createdAt }),
    }));
  }
}
