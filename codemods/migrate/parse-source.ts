/**
 * Parses a source file on its raw text, so that offsets are true whatever its line ends and tabs.
 *
 * The parser brings TypeScript, which takes most of a second to load: import this module only when a file needs it.
 */
// First, because it decides what the parser loads.
import { leaveTypescript } from './typescript-of-parser.ts';
import { parseForESLint } from '@typescript-eslint/parser';
import type { AnalysisInput } from 'eslint-plugin-safely-close/analysis';

leaveTypescript();

export type ParsedSource = Pick<AnalysisInput, 'program' | 'scopeManager' | 'visitorKeys'>;

/** A file that is no JavaScript or TypeScript. Lines and columns count from 1. */
export class ParseError extends Error {
  readonly code = 'ERR_SAFELY_CLOSE_PARSE';
  readonly line: number;
  readonly column: number;
  constructor(message: string, line: number, column: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ParseError';
    this.line = line;
    this.column = column;
  }
}

/**
 * @param path - Tells by its ending whether JSX is allowed.
 * @param text - Without a byte order mark.
 * @throws {ParseError} Where the text is no valid source.
 */
export function parseSource(path: string, text: string): ParsedSource {
  const jsx = !/\.[cm]?ts$/.test(path);
  try {
    const result = parseForESLint(text, {
      filePath: path,
      sourceType: 'module',
      ecmaFeatures: { jsx },
      range: true,
      loc: true,
      tokens: true,
      comment: true,
      jsDocParsingMode: 'none',
      loggerLevel: false,
    });
    // The parser's own types name the same nodes; they come from another copy of the declarations.
    return { program: result.ast, scopeManager: result.scopeManager, visitorKeys: result.visitorKeys };
  } catch (error) {
    throw asParseError(error);
  }
}

function asParseError(error: unknown): Error {
  if (!(error instanceof Error)) return new ParseError(String(error), 1, 1);
  const { lineNumber, column } = error as { lineNumber?: unknown; column?: unknown };
  if (typeof lineNumber !== 'number') return error;
  return new ParseError(error.message, lineNumber, typeof column === 'number' ? column + 1 : 1, { cause: error });
}
