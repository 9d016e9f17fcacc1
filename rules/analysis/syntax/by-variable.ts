/** Parts of a file by the variable that they are about, so that a function of many sessions takes time in proportion. */
import type { Variable } from './syntax.ts';

/**
 * Sorts items by variable.
 *
 * @param variableOf - The one variable that an item can be about; `undefined` where that has to be looked at more closely.
 * @returns For some variables the items that can be about one of them, in the order of `items`.
 */
export function byVariable<Item>(items: readonly Item[], variableOf: (item: Item) => Variable | undefined): (variables: readonly Variable[]) => Item[] {
  const positions = new Map<Variable | undefined, number[]>();
  for (const [position, item] of items.entries()) {
    const variable = variableOf(item);
    const list = positions.get(variable);
    if (list) list.push(position);
    else positions.set(variable, [position]);
  }
  return (variables) => {
    const found = [undefined, ...new Set(variables)].flatMap((variable) => positions.get(variable) ?? []);
    return found.sort((a, b) => a - b).flatMap((position) => items[position] ?? []);
  };
}
