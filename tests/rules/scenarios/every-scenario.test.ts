// The list of scenarios has the odd numbers from 1 to 179; each stands here exactly once.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const folder = dirname(fileURLToPath(import.meta.url));

it('tells every scenario once, in order', () => {
  const numbers = readdirSync(folder)
    .filter((name) => /^\d\d-.*\.test\.ts$/.test(name))
    .sort()
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/^scenario\((\d+),/gm)].map(([, number]) => Number(number)));
  expect(numbers).toEqual(Array.from({ length: 90 }, (_, index) => index * 2 + 1));
});
