// What long-lived processes keep of files must not grow with the number of files.
import { createRecentFiles } from 'eslint-plugin-safely-close/project';
import { expect, it } from 'vitest';

it('gives what is known of the same version of a file only', () => {
  const recent = createRecentFiles<string>(100);
  recent.set('a.ts', 1, 'first', 10);
  expect(recent.get('a.ts', 1)).toBe('first');
  expect(recent.get('a.ts', 2)).toBeUndefined();
  recent.set('a.ts', 2, 'second', 10);
  expect(recent.get('a.ts', 2)).toBe('second');
});

it('lets go of what was not asked for longest', () => {
  const recent = createRecentFiles<string>(100);
  recent.set('a.ts', 1, 'a', 40);
  recent.set('b.ts', 1, 'b', 40);
  recent.get('a.ts', 1);
  recent.set('c.ts', 1, 'c', 40);
  expect(['a.ts', 'b.ts', 'c.ts'].filter((path) => recent.get(path, 1) !== undefined)).toEqual(['a.ts', 'c.ts']);
});

it('counts a file once, however often it changes', () => {
  const recent = createRecentFiles<string>(100);
  recent.set('a.ts', 1, 'a', 40);
  for (let version = 1; version <= 10; version += 1) recent.set('b.ts', version, 'b', 40);
  expect(recent.get('a.ts', 1)).toBe('a');
});

it('does not keep what would leave no room for others', () => {
  const recent = createRecentFiles<string>(100);
  recent.set('a.ts', 1, 'a', 40);
  recent.set('large.ts', 1, 'large', 60);
  expect(recent.get('large.ts', 1)).toBeUndefined();
  expect(recent.get('a.ts', 1)).toBe('a');
});
