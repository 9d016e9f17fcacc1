/** How a file is written: line ends, indentation, quotes, semicolons. New code follows it. */
import type { Program, TSESTree } from '../../analysis/syntax/syntax.ts';
import { walk } from '../../analysis/syntax/walk.ts';
import type { VisitorKeys } from '../../analysis/syntax/walk.ts';
import { indentAt, startsItsLine } from './text-lines.ts';

export interface TextStyle {
  readonly endOfLine: '\n' | '\r\n' | '\r';
  /** One level of indentation: a tab, or some spaces. */
  readonly indentUnit: string;
  readonly quote: '"' | "'";
  /** `';'`, or nothing in files that leave semicolons out. */
  readonly semicolon: ';' | '';
}

function mostFrequent<Value>(counts: ReadonlyMap<Value, number>, otherwise: Value): Value {
  let best = otherwise;
  let most = 0;
  for (const [value, count] of counts) if (count > most) [best, most] = [value, count];
  return best;
}

function count<Value>(values: Iterable<Value>): Map<Value, number> {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function endOfLineOf(text: string): TextStyle['endOfLine'] {
  const ends = text.match(/\r\n|\n|\r/g) ?? [];
  return mostFrequent(count(ends as TextStyle['endOfLine'][]), '\n');
}

const takesSemicolon = new Set<string>(['ExpressionStatement', 'VariableDeclaration', 'ReturnStatement', 'ImportDeclaration', 'ThrowStatement']);

/**
 * Reads a file's style from what most of it does.
 *
 * @param text - The file's text.
 * @param ast - Its program.
 */
export function textStyleOf(text: string, ast: Program, visitorKeys: VisitorKeys): TextStyle {
  const indents: string[] = [];
  const quotes: TextStyle['quote'][] = [];
  let withSemicolon = 0;
  let withoutSemicolon = 0;
  walk(ast, visitorKeys, (node) => {
    if (node.type === 'BlockStatement') {
      const first: TSESTree.Statement | undefined = node.body[0];
      if (first !== undefined && startsItsLine(text, first.range[0])) {
        const outer = indentAt(text, node.range[0]);
        const inner = indentAt(text, first.range[0]);
        if (inner.length > outer.length && inner.startsWith(outer)) indents.push(inner.slice(outer.length));
      }
    } else if (node.type === 'Literal') {
      if (typeof node.value === 'string' && node.parent.type !== 'JSXAttribute') quotes.push(text.charAt(node.range[0]) === '"' ? '"' : "'");
    } else if (takesSemicolon.has(node.type) && !(node.type === 'VariableDeclaration' && /^For/.test(node.parent.type))) {
      // In files without semicolons some lines start with one: the statement before it then ends there, on another line.
      if (text.charAt(node.range[1] - 1) === ';' && !startsItsLine(text, node.range[1] - 1)) withSemicolon += 1;
      else withoutSemicolon += 1;
    }
  });
  return {
    endOfLine: endOfLineOf(text),
    indentUnit: mostFrequent(count(indents), '  '),
    quote: mostFrequent(count(quotes), "'"),
    semicolon: withoutSemicolon > withSemicolon ? '' : ';',
  };
}
