/** From a file's text to the plans for its sessions. */
import { analyseFile } from 'eslint-plugin-safely-close/analysis';
import { createRewriteFile, planFile } from 'eslint-plugin-safely-close/rewrite';
import type { CloseStyle, FilePlan, IdiomId, ModuleSystem } from 'eslint-plugin-safely-close/rewrite';
import { settingsOf } from './known-settings.ts';
import { parseSource } from './parse-source.ts';

export interface PlanOptions {
  readonly closeStyle: CloseStyle;
  /** What the file's name and package say of its module system. */
  readonly moduleSystem?: ModuleSystem | undefined;
  /** The idioms to rewrite; all where it is left out. */
  readonly only?: ReadonlySet<IdiomId> | undefined;
  /** The same settings as ESLint's `settings['safely-close']`. */
  readonly settings?: unknown;
}

/**
 * @param text - Without a byte order mark.
 * @throws {ParseError} Where the text is no valid source.
 */
export function planSource(path: string, text: string, { closeStyle, moduleSystem, only, settings }: PlanOptions): FilePlan {
  const analysis = analyseFile({ ...parseSource(path, text), text, settings: settingsOf(settings) });
  if (analysis.context === undefined) return { sites: [], edits: [] };
  return planFile(analysis, createRewriteFile(analysis.context, { closeStyle, moduleSystem, isTypeScript: /\.[cm]?tsx?$/.test(path) }), only === undefined ? {} : { only });
}
