/** Lints and rewrites one text in the browser: the plugin, the codemod and the parser that everybody else runs. */
import './stand-ins/process.js';
import * as typescriptParser from '@typescript-eslint/parser';
import { Linter } from 'eslint/universal';
import safelyClose from 'eslint-plugin-safely-close';
import { migrateSource, settingsOf } from 'safely-close-codemod';
import { reasonLink, reasons } from 'eslint-plugin-safely-close/rewrite';
import type { Language, Mode, Shared, Style } from './shared-link.ts';

/** A piece of text and what stands there instead. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Report {
  /** The rule, without its namespace; `undefined` for what does not parse. */
  readonly rule: string | undefined;
  readonly message: string;
  /** Offsets in the text, and where the report begins for a person: line and column count from 1. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly suggestions: readonly { readonly description: string; readonly edit: Edit }[];
}

/** One session, as the codemod leaves it. */
export interface Site {
  readonly line: number;
  readonly name: string;
  readonly outcome: 'changed' | 'skipped' | 'review';
  /** For what was left: why, and what to do. */
  readonly reason?: { readonly id: string; readonly message: string; readonly byHand: string; readonly link: string };
}

export interface Answer {
  readonly reports: readonly Report[];
  readonly migration: { readonly text: string; readonly sites: readonly Site[] } | { readonly problem: string };
}

const linter = new Linter();
const namespace = safelyClose.meta.namespace;

export function answer(shared: Shared): Answer {
  return { reports: lint(shared), migration: migrate(shared) };
}

const fileName = (language: Language): string => `playground.${language}`;
const settingsFor = (mode: Mode, style: Style): Record<string, unknown> => ({ mode, types: false, runtime: { style } });

function lint({ text, language, mode, style }: Shared): Report[] {
  const startsOfLines = [0, ...[...text.matchAll(/\n/gu)].map(({ index }) => index + 1)];
  const offsetOf = (line: number, column: number): number => Math.min((startsOfLines[line - 1] ?? text.length) + column - 1, text.length);
  const config: Linter.Config = {
    files: ['**/*.ts', '**/*.js'],
    plugins: { [namespace]: safelyClose },
    rules: safelyClose.configs[mode].rules ?? {},
    settings: { [namespace]: settingsFor(mode, style) },
    languageOptions: { parser: typescriptParser as Linter.Parser, sourceType: sourceTypeOf(text, language) },
  };
  return linter.verify(text, config, { filename: fileName(language) }).map((message): Report => {
    const start = offsetOf(message.line, message.column);
    const end = message.endLine === undefined ? start : offsetOf(message.endLine, message.endColumn ?? 1);
    return {
      rule: message.ruleId?.replace(`${namespace}/`, ''),
      message: message.message,
      start,
      end: Math.max(end, Math.min(start + 1, text.length)),
      line: message.line,
      column: message.column,
      suggestions: (message.suggestions ?? []).map(({ desc, fix }) => ({ description: desc, edit: { start: fix.range[0], end: fix.range[1], text: fix.text } })),
    };
  });
}

/** In plain JavaScript the text tells: a module has import syntax, `require` alone is CommonJS. */
function sourceTypeOf(text: string, language: Language): 'module' | 'commonjs' {
  return language === 'js' && /\brequire\s*\(|\bmodule\.exports\b/u.test(text) && !/^\s*(?:import|export)\b/mu.test(text) ? 'commonjs' : 'module';
}

function migrate({ text, language, mode, style }: Shared): Answer['migration'] {
  const settings = settingsFor(mode, style);
  settingsOf(settings);
  const moduleSystem = sourceTypeOf(text, language) === 'commonjs' ? 'commonjs' : 'esm';
  const outcome = migrateSource(fileName(language), text, { closeStyle: style, moduleSystem, settings });
  if (outcome.status === 'failed') return { problem: `${outcome.problem.message} ${outcome.problem.wayOut}` };
  return {
    text: outcome.text,
    sites: outcome.sites.map((site): Site => {
      const { line, name } = site;
      if (site.outcome === 'changed') return { line, name, outcome: 'changed' };
      const { message, byHand } = reasons[site.reason];
      return { line, name, outcome: site.outcome, reason: { id: site.reason, message, byHand, link: reasonLink(site.reason) } };
    }),
  };
}
