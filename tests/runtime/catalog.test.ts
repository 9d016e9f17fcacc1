import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** The modules that one loads, all the way down. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!file.startsWith('file:')) return seen;
  const source = readFileSync(fileURLToPath(file), 'utf8');
  for (const [, specifier = ''] of source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g)) {
    loadedBy(specifier.startsWith('.') ? new URL(specifier, file).href : specifier, seen);
  }
  return seen;
}

describe('safely-close/clients', () => {
  const loaded = [...loadedBy(import.meta.resolve('safely-close/clients'))];

  it('is what this test can see through', () => {
    expect([...loadedBy(import.meta.resolve('safely-close'))].some((file) => file.startsWith('node:'))).toBe(true);
    expect(loaded.some((file) => file.endsWith('/node-libcurl/facts.js'))).toBe(true);
  });

  it('loads no closer', () => {
    expect(loaded.filter((file) => /\/close\.js$/.test(file))).toEqual([]);
  });

  it('loads nothing of Node, so it runs in a browser', () => {
    expect(loaded.filter((file) => !file.startsWith('file:'))).toEqual([]);
  });
});
