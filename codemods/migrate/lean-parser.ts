/**
 * The parser without what a migration rarely asks for: tokens, comments, the way back to TypeScript's own nodes. Together they take
 * longer than the tree itself, and `parseForESLint` always makes them; what it is made of does not.
 */
// First, because it decides which TypeScript the parser loads.
import { leaveTypescript } from './typescript-of-parser.ts';
import { parseForESLint } from '@typescript-eslint/parser';
import { analyze } from '@typescript-eslint/scope-manager';
import { parse } from '@typescript-eslint/typescript-estree';
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import { findComments } from './find-comments.ts';
import type { ParsedSource } from './parse-source.ts';

leaveTypescript();

/**
 * @param path - Tells by its ending whether JSX is allowed.
 * @throws {Error} Where the text is no valid source, as the parser does.
 */
export function parseLean(path: string, text: string): ParsedSource {
  const options = { filePath: path, sourceType: 'module', range: true, loc: true, jsDocParsingMode: 'none', loggerLevel: false } as const;
  const jsx = !/\.[cm]?ts$/.test(path);
  const program = parse(text, { ...options, jsx, tokens: false, comment: false });
  // As `parseForESLint` has it: which module system the file has is asked elsewhere.
  Object.assign(program, { sourceType: 'module' });
  lazily(program, 'comments', () => findComments(program, text, visitorKeys));
  lazily(program, 'tokens', () => parseForESLint(text, { ...options, ecmaFeatures: { jsx } }).ast.tokens ?? []);
  return { program, scopeManager: analyze(program, { sourceType: 'module' }), visitorKeys };
}

function lazily(program: ParsedSource['program'], name: 'comments' | 'tokens', make: () => readonly unknown[]): void {
  let made: readonly unknown[] | undefined;
  Object.defineProperty(program, name, { configurable: true, enumerable: false, get: () => (made ??= make()) });
}
