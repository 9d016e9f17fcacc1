import type { SessionClosedError } from '../errors.ts';
import { closedItem } from '../report.ts';
import type { ClosedItem, FellIn, Phase } from '../report.ts';
import type { WorkItem } from './work.ts';

const fellInDuring = { polite: 'drained', cancel: 'cancelled', force: 'forced' } as const satisfies Record<Exclude<Phase, 'none'>, FellIn>;

/** The word for what ended in a phase. */
export function fellInOf(phase: Phase): FellIn {
  return phase === 'none' ? 'drained' : fellInDuring[phase];
}

interface Followed {
  readonly item: WorkItem;
  fellIn: FellIn;
  /** The last look at which it was there. */
  seenAt: number;
}

/** Follows each piece of work from phase to phase, to tell in the end where it fell. */
export class FollowedItems {
  private readonly items = new Map<unknown, Followed>();
  private looks = 0;

  /** Looks at what still goes on: what is no longer there fell in this phase. */
  look(inFlight: readonly WorkItem[], phase: Phase): void {
    const items = this.items;
    this.looks += 1;
    for (const item of inFlight) {
      const followed = items.get(item.key);
      if (followed === undefined) items.set(item.key, { item, fellIn: 'left', seenAt: this.looks });
      else {
        followed.fellIn = 'left';
        followed.seenAt = this.looks;
      }
    }
    for (const followed of items.values()) {
      if (followed.fellIn === 'left' && followed.seenAt !== this.looks) followed.fellIn = fellInOf(phase);
    }
  }

  /** What became of each. */
  closed(reason: () => SessionClosedError, whyLeft: unknown): ClosedItem[] {
    const errorOf = (fellIn: FellIn): unknown => (fellIn === 'drained' ? undefined : fellIn === 'left' ? whyLeft : reason());
    return Array.from(this.items.values(), ({ item, fellIn }) => closedItem(item.kind, item.label, fellIn, errorOf(fellIn), item.createdAt));
  }
}
