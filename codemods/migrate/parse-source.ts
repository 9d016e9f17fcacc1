/**
 * Parses a source file on its raw text, so that offsets are true whatever its line ends and tabs.
 *
 * The parser brings TypeScript, which takes most of a second to load: import this module only when a file needs it.
 */
import type { AnalysisInput } from 'eslint-plugin-safely-close/analysis';
import { createRecentFiles } from 'eslint-plugin-safely-close/project';
import { parseLeanJavaScript } from './lean-javascript-parser.ts';
import { parseLeanTypeScript } from './lean-typescript-parser.ts';

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

/** A syntax tree takes some hundred bytes for each character of its source: enough for a folder's files, not for those of a run. */
const mostCharacters = 1_000_000;
const parsed = createRecentFiles<ParsedSource>(mostCharacters);

/**
 * Parses a text, unless it was parsed a little while ago: a file is planned, looked into by its neighbours, and looked at again when it
 * is rewritten. Comments and tokens are made when they are asked for.
 *
 * @param path - Tells by its ending whether JSX is allowed.
 * @param text - Without a byte order mark.
 * @throws {ParseError} Where the text is no valid source.
 */
export function parseSource(path: string, text: string): ParsedSource {
  const known = parsed.get(path, text);
  if (known !== undefined) return known;
  const source = parseAnew(path, text);
  parsed.set(path, text, source, text.length);
  return source;
}

function parseAnew(path: string, text: string): ParsedSource {
  const plain = /\.[cm]?jsx?$/.test(path) ? parseLeanJavaScript(text) : undefined;
  if (plain !== undefined) return plain;
  try {
    return parseLeanTypeScript(path, text);
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
