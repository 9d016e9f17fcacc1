/**
 * Sees to it that the parser and what it is made of load one TypeScript: the version that this package asks for.
 *
 * In a project with TypeScript 7 npm puts `ts-api-utils`, which the parser uses and which takes any TypeScript, beside that
 * one; it has no API, and the parser fails on every file. So while the parser loads, ours stands in its place.
 */
import { createRequire } from 'node:module';
import { ownRequire } from '../project/own-require.ts';

const own = ownRequire.resolve('typescript');
const another = typescriptOf(['@typescript-eslint/typescript-estree', 'ts-api-utils']);
const before = another === undefined ? undefined : ownRequire.cache[another];

if (another !== undefined && another !== own) {
  ownRequire('typescript');
  ownRequire.cache[another] = ownRequire.cache[own];
}

/** Ends that, once the parser is there: what else this process asks for is not ours to decide. */
export function leaveTypescript(): void {
  if (another === undefined || another === own) return;
  if (before === undefined) Reflect.deleteProperty(ownRequire.cache, another);
  else ownRequire.cache[another] = before;
}

/** The TypeScript that the last of a chain of packages finds, each found by the one before. */
function typescriptOf(chain: readonly string[]): string | undefined {
  try {
    return chain.reduce((require, name) => createRequire(require.resolve(name)), ownRequire).resolve('typescript');
  } catch {
    return undefined; // The parser does without that package, and there is nothing to see to.
  }
}
