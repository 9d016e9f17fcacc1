/** What a migration must leave as it is, measured on the tokens of a file before and after. */
import { relative } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { ESLint } from 'eslint';
import type { Linter } from 'eslint';
import safelyClose from 'eslint-plugin-safely-close';

export interface Lexed {
  /** Without the indentation of their lines, which moves with the code around them. */
  readonly comments: readonly string[];
  /** Strings and templates, as they are written. */
  readonly texts: readonly string[];
  /** Every token that is no punctuator. */
  readonly words: readonly string[];
}

export function lex(file: string, text: string): Lexed {
  const { ast } = parser.parseForESLint(text.replace(/^\uFEFF/, ''), { filePath: file, sourceType: 'module', ecmaFeatures: { jsx: /x$/.test(file) }, comment: true, tokens: true, range: true, loc: true });
  const tokens = ast.tokens ?? [];
  const isJsxText = (token: { type: string; value: string }): boolean => token.type === 'JSXText' && !/^['"]/.test(token.value);
  return {
    comments: (ast.comments ?? []).map((comment) => comment.value.trim().replace(/^[ \t]+/gm, '')).sort(),
    texts: tokens.filter((token) => token.type === 'Template' || token.type === 'String').map((token) => token.value),
    words: tokens.filter((token) => token.type !== 'Punctuator').map((token) => (isJsxText(token) ? token.value.trim() : token.value)),
  };
}

/** What `left` has more of than `right`. */
export function surplus(left: readonly string[], right: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of right) counts.set(word, (counts.get(word) ?? 0) + 1);
  return left.filter((word) => {
    const count = counts.get(word) ?? 0;
    counts.set(word, count - 1);
    return count <= 0;
  });
}

/** The words that a migration may write, whatever the file. */
const mayCome = /^(?:await|async|using|void|return|try|finally|const|import|from|as|require|this|super|Symbol|asyncDispose|Promise|closing\w*|closeAll|safe|safelyClose\w+|['"]safely-close['"]|politeMs|0|then|test|after(?:Each|All)?)$/;
/**
 * The words that it may take away: those of a close, of a walk that does nothing but close, of a promise or `done` that waits for nothing
 * but a close, and a name of the runtime that nothing uses any more.
 */
const mayGo = /^(?:new|Promise|resolve|reject|done|error|Error|else|undefined|const|let|var|for|of|try|catch|finally|if|await|void|return|this|close|destroy|disconnect|end|quit|release|terminate|bind|call|promisify|util|on|safelyCloseClient|['"](?:end|error)['"])$/;

/** Words that came or went although nothing of the migration writes or drops them. */
export function foreignWords(before: Lexed, after: Lexed, own: ReadonlySet<string>): string[] {
  return [...surplus(after.words, before.words).filter((word) => !mayCome.test(word) && !own.has(word)), ...surplus(before.words, after.words).filter((word) => !mayGo.test(word) && !own.has(word))];
}

export const lineEnds = (text: string): Set<string> => new Set(text.match(/\r\n|\n|\r/g));

/** What all rules of the plugin say of a text. */
export async function lint(file: string, text: string, sourceType: 'module' | 'commonjs', style: string): Promise<string[]> {
  const eslint = new ESLint({ overrideConfigFile: true, overrideConfig: [allRules(sourceType, style, /x$/.test(file)) as never] });
  const [result] = await eslint.lintText(text, { filePath: file });
  return (result?.messages ?? []).map(told);
}

/** What they say of the files in a folder, with their neighbours in view: by path. */
export async function lintFolder(folder: string, style: string): Promise<ReadonlyMap<string, string[]>> {
  const eslint = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: [allRules('module', style, false) as never] });
  const results = await eslint.lintFiles(['.']);
  return new Map(results.map(({ filePath, messages }) => [relative(folder, filePath), messages.map(told)]));
}

const told = ({ line, ruleId, message }: Linter.LintMessage): string => `${String(line)}: ${ruleId ?? 'parser'}: ${message}`;

const allRules = (sourceType: 'module' | 'commonjs', style: string, jsx: boolean): object => ({
  files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
  plugins: { 'safely-close': safelyClose },
  languageOptions: { parser, sourceType, parserOptions: { ecmaFeatures: { jsx } } },
  settings: { 'safely-close': { runtime: { module: 'safely-close', style } } },
  rules: Object.fromEntries(Object.keys(safelyClose.rules ?? {}).map((name) => [`safely-close/${name}`, 'error'])),
});
