/** From a file's text to the plans for its sessions. */
import { openFile } from 'eslint-plugin-safely-close/analysis';
import type { ModuleResolver } from 'eslint-plugin-safely-close/analysis';
import { handsOutSessions } from 'eslint-plugin-safely-close/project';
import type { UsesElsewhere } from 'eslint-plugin-safely-close/project';
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
  /** Leads relative imports to their files; without it, what comes from other files is unknown. */
  readonly modules?: ModuleResolver | undefined;
  /** What other files do with an export; without it, callers in other files are not in view. */
  readonly usesElsewhere?: ((name: string) => UsesElsewhere) | undefined;
  /** Sessions for whose functions a person answers: they become `async` though not all of their callers are in view. */
  readonly answersFor?: readonly Place[] | undefined;
}

/** Where a session is made. Lines and columns count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface SourcePlan extends FilePlan {
  /** Whether sessions can come out of the file into those that import it. */
  readonly handsOutSessions: boolean;
}

/**
 * @param text - Without a byte order mark.
 * @throws {ParseError} Where the text is no valid source.
 */
export function planSource(path: string, text: string, { closeStyle, moduleSystem, only, settings, modules, usesElsewhere, answersFor = [] }: PlanOptions): SourcePlan {
  const opened = openFile({ ...parseSource(path, text), text, settings: settingsOf(settings), ...(modules === undefined ? {} : { modules }) });
  const plan = planFile(opened.analyse(), createRewriteFile(opened.context, { closeStyle, moduleSystem, usesElsewhere, answersFor: answersFor.map((place) => offsetOf(place, text)), isTypeScript: /\.[cm]?tsx?$/.test(path) }), only === undefined ? {} : { only });
  return { ...plan, handsOutSessions: handsOutSessions(opened) };
}

function offsetOf({ line, column }: Place, text: string): number {
  const ends = [...text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)];
  const before = ends[line - 2];
  return (before === undefined ? 0 : before.index + before[0].length) + column - 1;
}
