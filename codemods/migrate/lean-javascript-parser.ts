/**
 * Plain JavaScript, parsed as ESLint does: in about half the time that TypeScript's parser and its conversion take. What it does not
 * take (types in a `.js` file, decorators, `return` at the top) is TypeScript's to parse, or to refuse.
 */
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import type { Program } from 'eslint-plugin-safely-close/analysis';
import { scopesOf } from 'eslint-plugin-safely-close/project';
import { parse } from 'espree';
import { findCommentsLate } from './find-comments.ts';
import type { ParsedSource } from './parse-source.ts';

const options = { ecmaVersion: 'latest', sourceType: 'module', ecmaFeatures: { jsx: true }, range: true, loc: true, comment: false, tokens: false } as const;

/** @returns `undefined` where the text is not plain JavaScript of a module. */
export function parseLeanJavaScript(text: string): ParsedSource | undefined {
  let program: Program;
  try {
    program = parse(text, options) as unknown as Program;
  } catch {
    return undefined; // Another parser says what is wrong, or that nothing is.
  }
  findCommentsLate(program, text, visitorKeys);
  return { program, scopeManager: scopesOf(program, 'module', visitorKeys), visitorKeys };
}
