// A loop that goes on by several elements at once comes to all of them where each round takes as many.
import { describe } from 'vitest';
import { bad, checkAll } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-safe-close'] };
const opening = `import { Curl } from 'node-libcurl';
import { closeAll } from 'safely-close';
const size = 10;

`;
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);
// `strict` takes it that a method of what is not known to be an array may throw.
const mostlyTidy = leaky;

describe('a list that is closed in batches', () => {
  checkAll([
    mostlyTidy('of a number', `
export async function run(urls: readonly string[]) {
  const list = urls.map(() => new Curl()); // !strict require-safe-close
  for (let index = 0; index < list.length; index += 10) await closeAll(list.slice(index, index + 10));
}`),
    mostlyTidy('of a number with a name', `
export async function run(urls: readonly string[]) {
  const list = urls.map(() => new Curl()); // !strict require-safe-close
  for (let index = 0; index < list.length; index += size) {
    const batch = list.slice(index, index + size);
    await closeAll(batch);
  }
}`),
    leaky('that leave some out', `
export async function run(urls: readonly string[]) {
  const list = urls.map(() => new Curl()); // ! require-safe-close
  for (let index = 0; index < list.length; index += 10) await closeAll(list.slice(index, index + 5));
}`),
    leaky('of which the first is closed', `
export function run(urls: readonly string[]) {
  const list = urls.map(() => new Curl()); // ! require-safe-close
  for (let index = 0; index < list.length; index += 10) list[index]?.close();
}`),
  ]);
});
