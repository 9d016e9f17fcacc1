/**
 * The migration as an ordinary jscodeshift transform: `jscodeshift -t …/safely-close-codemod/transforms/safe-close.js src/`.
 *
 * It makes text edits instead of reprinting, so it parses the raw text itself and asks nothing of jscodeshift but its contract.
 */
import { resolve } from 'node:path';
import { packageModuleSystem, projectFactsOf, reasons, resolveCloseStyle } from 'eslint-plugin-safely-close/rewrite';
import type { CloseStyle } from 'eslint-plugin-safely-close/rewrite';
import { createSourceFiles, leadsToSession } from 'eslint-plugin-safely-close/project';
import { reasonUrl } from '../migrate/documentation.ts';
import { isFailure } from '../migrate/file-outcome.ts';
import type { FileOutcome } from '../migrate/file-outcome.ts';
import { settingsOf } from '../migrate/known-settings.ts';
import { migrateSource } from '../migrate/migrate-source.ts';
import type { Place } from '../migrate/plan-source.ts';
import { createNeighbours } from '../project/neighbours.ts';
import type { CallersInView, Neighbours } from '../project/neighbours.ts';
import { readText } from '../project/read-text.ts';
import { idiomsOf } from './idiom-option.ts';

/** What jscodeshift hands to a transform of one file. */
export interface TransformFile {
  readonly path: string;
  readonly source: string;
}

/** The part of jscodeshift's API that is used. */
export interface TransformApi {
  readonly report?: (message: string) => void;
  readonly stats?: (name: string, quantity?: number) => void;
}

/** Options as the command line gives them (`--style=try-finally`), or as a caller does. */
export interface TransformOptions {
  readonly style?: CloseStyle | 'auto';
  /** Idioms, separated by commas; all where it is left out. */
  readonly only?: string | readonly string[];
  /** Whether sites for review get a comment that says why: all, or those at some places. */
  readonly insertTodos?: boolean | readonly Place[];
  /** The same settings as ESLint's `settings['safely-close']`. */
  readonly settings?: unknown;
  /** The files around this one; by default as they are on disk. */
  readonly neighbours?: Neighbours;
  /** Set where it is known already that the file may hold a session, of its own or from a file that it imports. */
  readonly isCandidate?: boolean;
  /** The files that import this one, where they are known to be all. */
  readonly callers?: CallersInView;
  /** Sessions for whose functions a person answers: they become `async` though not all of their callers are in view. */
  readonly answersFor?: readonly Place[];
  /** Called with everything that is known of the file; without it, sites for review are reported as text. */
  readonly onOutcome?: (outcome: FileOutcome) => void;
}

/**
 * Closes the sessions of one file safely.
 *
 * @returns The new text; `undefined` where nothing changes, as jscodeshift's contract has it.
 * @throws {Error} Where the file does not parse, so that jscodeshift counts it as failed; not with `onOutcome`, which is told instead.
 */
export default function safeClose(file: TransformFile, api: TransformApi, options: TransformOptions = {}): string | undefined {
  const path = resolve(file.path).replaceAll('\\', '/');
  const settings = settingsOf(options.settings);
  if (options.isCandidate !== true && !leadsToSession(file.source, path, settings, createSourceFiles())) return undefined;
  const neighbours = options.neighbours ?? createNeighbours();
  const outcome = migrateSource(file.path, file.source, {
    closeStyle: closeStyleFor(path, options.style ?? 'auto'),
    moduleSystem: packageModuleSystem(path, readText),
    only: idiomsOf(options.only),
    settings: options.settings,
    insertTodos: options.insertTodos ?? false,
    modules: neighbours.modulesOf(path, settings),
    answersFor: options.answersFor,
    usesElsewhere: options.callers && neighbours.usesOf(path, options.callers, settings),
  });
  if (options.onOutcome !== undefined) options.onOutcome(outcome);
  else tell(outcome, api);
  return outcome.status === 'migrated' && outcome.text !== file.source ? outcome.text : undefined;
}

function tell(outcome: FileOutcome, { report, stats }: TransformApi): void {
  if (outcome.status === 'failed') {
    if (!isFailure(outcome.problem)) return;
    throw new Error(`${outcome.problem.message} ${outcome.problem.wayOut}`);
  }
  for (const site of outcome.sites) {
    stats?.(site.outcome === 'changed' ? `changed (${site.idiom})` : `${site.outcome} (${site.reason})`);
    if (site.outcome !== 'review') continue;
    const { message, byHand } = reasons[site.reason];
    report?.(`line ${String(site.line)}, ${site.name}: ${message} ${byHand} See ${reasonUrl(site.reason)}.`);
  }
}

function closeStyleFor(path: string, style: CloseStyle | 'auto'): CloseStyle {
  if (style !== 'auto') return style;
  const runningNode = Number(process.versions.node.split('.')[0]);
  return resolveCloseStyle(projectFactsOf(path, readText, runningNode), /\.[cm]?tsx?$/.test(path)).style;
}
