/** Migrates the text of one file: parse, analyse, plan, apply, parse again. No file is read or written here. */
import MagicString from 'magic-string';
import type { PlannedSite, TextEdit } from 'eslint-plugin-safely-close/rewrite';
import type { FileOutcome, SiteOutcome } from './file-outcome.ts';
import { hasMisplacedSyntax } from './misplaced-syntax.ts';
import { parseSource, ParseError } from './parse-source.ts';
import { planSource } from './plan-source.ts';
import type { Place, PlanOptions } from './plan-source.ts';
import { shiftOffset } from './shift-offset.ts';
import { isGenerated, splitByteOrderMark } from './source-text.ts';
import { insertTodoMarks } from './todo-marks.ts';

/** How one file is migrated: the style that is written, the settings, which idioms. */
export interface MigrationOptions extends PlanOptions {
  /** Whether sites for review get a comment that says why: all, or those at some places. */
  readonly insertTodos?: boolean | readonly Place[];
}

/** Characters. A syntax tree takes a hundred times as much memory, so one bundle could end the whole run. */
const longestSource = 2 * 1024 * 1024;

/** Nobody nests deeper than this. */
const mostRounds = 5;

/**
 * Migrates the text of one file. Nothing is read or written: what is on disk stays as it is.
 *
 * @param path - For messages, and for its ending.
 * @param text - The file's text, with its byte order mark if it has one.
 * @param options - The style, the settings, the idioms; see {@link MigrationOptions}.
 * @returns The new text, which is the old one where nothing changed, with every session of the file; or why it could not be processed.
 * @throws {Error} `ERR_SAFELY_CLOSE_SETTINGS` where the settings are wrong.
 * @example
 * const outcome = migrateSource('src/status.ts', text, { closeStyle: 'await-using' });
 * if (outcome.status === 'migrated') console.log(outcome.text);
 */
export function migrateSource(path: string, text: string, options: MigrationOptions): FileOutcome {
  if (isGenerated(text)) {
    return failed(path, { kind: 'generated', message: 'The file says that a tool generates it.', wayOut: 'Migrate the source that it is generated from.' });
  }
  if (text.length > longestSource) {
    return failed(path, { kind: 'too-long', message: `The file has more than ${String(longestSource)} characters, which nobody writes by hand.`, wayOut: 'Migrate the sources that it is made of, or split it.' });
  }
  const { mark, body } = splitByteOrderMark(text);
  try {
    const { text: migrated, sites, handsOutSessions } = rewriteInRounds(path, body, options);
    const { insertTodos = false } = options;
    const marked = insertTodos === false ? migrated : insertTodoMarks(path, migrated, options, sites, insertTodos === true ? undefined : insertTodos);
    return { status: 'migrated', path, text: mark + marked, sites, handsOutSessions };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return failed(path, {
      kind: 'does-not-parse',
      message: `The file does not parse: ${error.message}`,
      wayOut: 'Mend the syntax, or leave the file out.',
      line: error.line,
      column: error.column,
    });
  }
}

const failed = (path: string, problem: Extract<FileOutcome, { status: 'failed' }>['problem']): FileOutcome => ({ status: 'failed', path, problem });

interface Round {
  readonly text: string;
  readonly sites: readonly SiteOutcome[];
  readonly handsOutSessions: boolean;
  readonly beginnings: readonly Beginning[];
  readonly edits: readonly TextEdit[];
}

/** Where a site begins, and the how many-th it is of those that begin there: `express().listen(80)` makes two. */
interface Beginning {
  readonly offset: number;
  readonly nth: number;
}

const keyOf = (offset: number | undefined, nth: number): string => `${String(offset)} ${String(nth)}`;

/**
 * Runs until nothing changes any more: plans that contradict each other take turns, and a session may be left for review only
 * because another one beside it is not closed safely yet. So running it twice is running it once.
 */
function rewriteInRounds(path: string, text: string, options: MigrationOptions): Pick<Round, 'text' | 'sites' | 'handsOutSessions'> {
  let round = rewriteOnce(path, text, options);
  const { handsOutSessions } = round;
  const sites = [...round.sites];
  /** Sites of the first round that are still for review, by where they are now. */
  let open = round.beginnings.flatMap((beginning, index) => (sites[index]?.outcome === 'review' ? [{ ...beginning, index }] : []));
  for (let count = 1; count < mostRounds && round.edits.length > 0; count += 1) {
    const { edits } = round;
    const moved = new Map(open.map(({ offset, nth, index }) => [keyOf(shiftOffset(offset, edits), nth), index] as const));
    // Who answered for a place meant the text as it was; the function is asynchronous now.
    round = rewriteOnce(path, round.text, { ...options, answersFor: [] });
    open = round.beginnings.flatMap((beginning, found) => {
      const site = round.sites[found];
      const index = moved.get(keyOf(beginning.offset, beginning.nth));
      const before = index === undefined ? undefined : sites[index];
      if (site === undefined || index === undefined || before === undefined) return [];
      sites[index] = { ...site, line: before.line, column: before.column };
      return site.outcome === 'review' ? [{ ...beginning, index }] : [];
    });
  }
  return { text: round.text, sites, handsOutSessions };
}

function rewriteOnce(path: string, text: string, options: MigrationOptions): Round {
  const plan = planSource(path, text, options);
  const { handsOutSessions } = plan;
  const beginnings = beginningsOf(plan.sites);
  const sites = plan.sites.map((site) => siteOutcome(site));
  if (plan.edits.length === 0) return { text, sites, beginnings, edits: [], handsOutSessions };
  const edited = apply(text, plan.edits);
  if (!isSound(path, edited) && isSound(path, text)) return { text, sites: sites.map(withdraw), beginnings, edits: [], handsOutSessions };
  return { text: edited, sites, beginnings, edits: plan.edits, handsOutSessions };
}

/** Whether a text is one that an engine would take. */
function isSound(path: string, text: string): boolean {
  try {
    return !hasMisplacedSyntax(parseSource(path, text).program);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return false;
  }
}

function beginningsOf(sites: readonly PlannedSite[]): Beginning[] {
  const counts = new Map<number, number>();
  return sites.map(({ node }) => {
    const offset = node.range[0];
    const nth = counts.get(offset) ?? 0;
    counts.set(offset, nth + 1);
    return { offset, nth };
  });
}

/** A result that does not parse is never written. */
function withdraw(site: SiteOutcome): SiteOutcome {
  if (site.outcome !== 'changed') return site;
  const { line, column, library, client, name } = site;
  return { line, column, library, client, name, outcome: 'review', reason: 'rewrite-does-not-parse' };
}

function apply(text: string, edits: readonly TextEdit[]): string {
  const result = new MagicString(text);
  for (const { start, end, text: replacement } of edits) {
    if (start === end) result.appendLeft(start, replacement);
    else if (replacement === '') result.remove(start, end);
    else result.update(start, end, replacement);
  }
  return result.toString();
}

function siteOutcome({ node, library, client, name, plan }: PlannedSite): SiteOutcome {
  const { line, column } = node.loc.start;
  const place = { line, column: column + 1, library, client, name };
  if (plan.outcome === 'rewrite') return { ...place, outcome: 'changed', idiom: plan.idiom };
  return { ...place, outcome: plan.outcome, reason: plan.reason, ...(plan.detail === undefined ? {} : { detail: plan.detail }) };
}
