/**
 * What `@typescript-eslint/parser` is made of, without what a migration never asks for, or rarely: tokens, the way back to TypeScript's
 * own nodes, comments. Together they take longer than the tree itself.
 */
// First, because it decides which TypeScript the parser loads.
import { leaveTypescript } from './typescript-of-parser.ts';
import { analyze } from '@typescript-eslint/scope-manager';
import { parse } from '@typescript-eslint/typescript-estree';
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import { findCommentsLate } from './find-comments.ts';
import type { ParsedSource } from './parse-source.ts';

leaveTypescript();

/**
 * @param path - Tells by its ending whether JSX is allowed.
 * @throws {Error} Where the text is no valid source, as the parser does.
 */
export function parseLeanTypeScript(path: string, text: string): ParsedSource {
  const options = { filePath: path, sourceType: 'module', range: true, loc: true, jsDocParsingMode: 'none', loggerLevel: false } as const;
  const jsx = !/\.[cm]?ts$/.test(path);
  const program = parse(text, { ...options, jsx, tokens: false, comment: false });
  // As `parseForESLint` has it: which module system the file has is asked elsewhere.
  Object.assign(program, { sourceType: 'module' });
  findCommentsLate(program, text, visitorKeys);
  return { program, scopeManager: analyze(program, { sourceType: 'module' }), visitorKeys };
}
