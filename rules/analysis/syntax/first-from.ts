/** Finds a place in a sorted list by halves. */

/**
 * @param list - Sorted, so that `isReached` says "no" up to some place, and "yes" from there on.
 * @returns The index of the first "yes"; the list's length where there is none.
 */
export function firstFrom<Item>(list: readonly Item[], isReached: (item: Item) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = list[middle];
    if (item !== undefined && isReached(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
