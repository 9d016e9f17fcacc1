/**
 * Lints a text the way a user's ESLint does: the real `Linter`, the plugin through its public export, one of its own configs
 * through `extends`, and typescript-eslint's parser for TypeScript.
 */
import { Linter } from 'eslint';
import { defineConfig } from 'eslint/config';
import safelyClose from 'eslint-plugin-safely-close';
import * as typescriptParser from '@typescript-eslint/parser';

export type Mode = 'recommended' | 'strict';

/** Every rule of the plugin. */
export const ruleNames = [
  'no-close-in-callback',
  'no-exit-with-open-session',
  'no-floating-close',
  'no-invalid-await-using',
  'no-unsafe-close-order',
  'no-unsettled-request',
  'no-use-after-close',
  'prefer-await-using',
  'prefer-safe-close',
  'require-owner-dispose',
  'require-safe-close',
] as const;

export type RuleName = (typeof ruleNames)[number];

export interface LintOptions {
  /** Which config of the plugin is extended; `recommended` by default. */
  readonly mode?: Mode;
  /** Decides parser and module system by its ending; `sample.ts` by default. A full path puts the text among files on disk. */
  readonly filename?: string;
  /** Only these rules run; all of them by default. */
  readonly rules?: readonly RuleName[];
  /** Merged over the config's own `settings['safely-close']`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Use the `-type-checked` form of the config; the file and its `tsconfig.json` must then be on disk. */
  readonly typeChecked?: boolean;
  /** Where the linter takes itself to run; the current directory by default. */
  readonly cwd?: string;
}

export interface Suggestion {
  readonly messageId: string | undefined;
  readonly description: string;
  /** The whole text with the suggestion taken. */
  readonly output: string;
}

export interface Finding {
  /** The rule's name without the plugin's namespace. */
  readonly ruleId: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly messageId: string | undefined;
  readonly suggestions: readonly Suggestion[];
  /** The whole text with the fix of this finding taken, where it carries one. */
  readonly fixed: string | undefined;
}

const namespace = 'safely-close/';
const isTypeScript = (filename: string): boolean => /\.[cm]?tsx?$/.test(filename);
const isCommonJs = (filename: string): boolean => /\.c[jt]s$/.test(filename);

function applied(code: string, fix: { readonly range: readonly [number, number]; readonly text: string }): string {
  return code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]);
}

function configFor(filename: string, options: LintOptions): Linter.Config[] {
  const { mode = 'recommended', rules = ruleNames, settings = {}, typeChecked = false, cwd = process.cwd() } = options;
  const config = safelyClose.configs[typeChecked ? (`${mode}-type-checked` as const) : mode];
  return defineConfig([
    {
      files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
      plugins: { 'safely-close': safelyClose },
      extends: [config],
      linterOptions: { reportUnusedDisableDirectives: 'off' },
      languageOptions: {
        sourceType: isCommonJs(filename) ? 'commonjs' : 'module',
        ...(isTypeScript(filename)
          ? { parser: typescriptParser, parserOptions: typeChecked ? { projectService: true, tsconfigRootDir: cwd } : {} }
          : {}),
      },
      // What a file's surroundings say of `await using` has tests of its own; samples stand in no project.
      settings: { 'safely-close': { runtime: { style: 'await-using' }, ...settings } },
      rules: Object.fromEntries(ruleNames.filter((name) => !rules.includes(name)).map((name) => [namespace + name, 'off' as const])),
    },
  ]) as Linter.Config[];
}

/**
 * Lints one text.
 *
 * @param code - The text.
 * @param options - Mode, file name, rules and settings.
 * @returns What was reported, in the order of the text.
 * @throws {Error} Where ESLint could not lint it: a syntax error, or a rule that threw.
 */
export function lint(code: string, options: LintOptions = {}): readonly Finding[] {
  const { filename = 'sample.ts', cwd } = options;
  const linter = new Linter({ configType: 'flat', ...(cwd === undefined ? {} : { cwd }) });
  return linter.verify(code, configFor(filename, options), { filename }).map((message) => {
    if (message.ruleId === null || message.fatal === true) throw new Error(`${filename}:${String(message.line)}: ${message.message}`);
    return {
      ruleId: message.ruleId.startsWith(namespace) ? message.ruleId.slice(namespace.length) : message.ruleId,
      line: message.line,
      column: message.column,
      message: message.message,
      messageId: message.messageId,
      suggestions: (message.suggestions ?? []).map((suggestion) => ({
        messageId: suggestion.messageId,
        description: suggestion.desc,
        output: applied(code, suggestion.fix),
      })),
      fixed: message.fix === undefined ? undefined : applied(code, message.fix),
    };
  });
}
