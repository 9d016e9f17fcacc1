/** The comments of a file, found between the literals of its tree: a parser that keeps comments takes twice as long. */
import type { Program, TSESTree } from 'eslint-plugin-safely-close/analysis';
import type { ParsedSource } from './parse-source.ts';

/** Nodes within which a `//` begins no comment. */
const opaque = new Set(['Literal', 'TemplateElement', 'JSXText']);
const lineEnd = /\r\n|[\n\r\u2028\u2029]/;

/** Gives a tree its `comments`, which are looked for when they are asked for. */
export function findCommentsLate(program: Program, text: string, visitorKeys: ParsedSource['visitorKeys']): void {
  let comments: TSESTree.Comment[] | undefined;
  Object.defineProperty(program, 'comments', { configurable: true, enumerable: false, get: () => (comments ??= findComments(program, text, visitorKeys)) });
}

/**
 * @param text - What `program` was parsed from.
 * @returns In source order, as the parser would give them. A hashbang is none.
 */
function findComments(program: Program, text: string, visitorKeys: ParsedSource['visitorKeys']): TSESTree.Comment[] {
  const literals = literalsIn(program, visitorKeys);
  const positionOf = createPositions(text);
  const comments: TSESTree.Comment[] = [];
  let next = 0;
  let position = text.startsWith('#!') ? endOfLine(text, 0) : 0;
  for (;;) {
    const start = commentStartFrom(text, position);
    if (start === undefined) return comments;
    let literal = literals[next];
    while (literal !== undefined && literal[1] <= start) literal = literals[(next += 1)];
    if (literal !== undefined && literal[0] <= start) {
      position = literal[1];
      continue;
    }
    const isBlock = text.charAt(start + 1) === '*';
    const end = isBlock ? text.indexOf('*/', start + 2) + 2 : endOfLine(text, start);
    const value = text.slice(start + 2, isBlock ? end - 2 : end);
    // The parser's enumeration of token types is not there at run time; its members are these strings.
    comments.push({ type: isBlock ? 'Block' : 'Line', value, range: [start, end], loc: { start: positionOf(start), end: positionOf(end) } } as TSESTree.Comment);
    position = end;
  }
}

/** The ranges of the literals, in source order. */
function literalsIn(program: Program, visitorKeys: ParsedSource['visitorKeys']): (readonly [start: number, end: number])[] {
  const ranges: (readonly [number, number])[] = [];
  const open: unknown[] = [program];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) {
      open.push(...(value as unknown[]).filter((element) => element !== null && element !== undefined));
      continue;
    }
    const node = value as TSESTree.Node;
    if (opaque.has(node.type)) ranges.push(node.range);
    for (const key of visitorKeys[node.type] ?? []) {
      const child = (node as unknown as Record<string, unknown>)[key];
      if (typeof child === 'object' && child !== null) open.push(child);
    }
  }
  return ranges.sort((left, right) => left[0] - right[0]);
}

function commentStartFrom(text: string, position: number): number | undefined {
  const start = /\/[/*]/g;
  start.lastIndex = position;
  return start.exec(text)?.index;
}

function endOfLine(text: string, start: number): number {
  const end = new RegExp(lineEnd, 'g');
  end.lastIndex = start;
  return end.exec(text)?.index ?? text.length;
}

/** Lines count from 1, columns from 0. */
function createPositions(text: string): (offset: number) => TSESTree.Position {
  const starts = [0];
  for (const match of text.matchAll(new RegExp(lineEnd, 'g'))) starts.push(match.index + match[0].length);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) };
  };
}
