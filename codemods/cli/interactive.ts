/** Steps through a migration at a terminal: each file's change before it is written, then each session that a person must decide. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { reasons } from 'eslint-plugin-safely-close/rewrite';
import { reasonUrl } from '../migrate/documentation.ts';
import { editorLink } from '../reports/editor-link.ts';
import { excerptOf } from '../reports/excerpt.ts';
import type { FileResult, RunResult } from '../reports/run-result.ts';
import { leftForReview, offerFor } from './left-for-review.ts';
import type { Offer, ReviewSite } from './left-for-review.ts';
import type { MigrationOrder } from './migrator.ts';
import { readSource } from './read-source.ts';
import type { Terminal } from './terminal.ts';
import { paintDiff, unifiedDiff } from './unified-diff.ts';
import { writeAtomically } from './write-atomically.ts';

/** Asks a person and gives what was typed; an end of input is a `q`. */
export type Ask = (question: string) => Promise<string>;

export type Verdict = 'write' | 'decline' | 'quit';

const letterOf = (answer: string): string => answer.trim().charAt(0).toLowerCase();

/** Asks about each file's change; after an "all" no more. */
export function createReviewer(ask: Ask, terminal: Terminal): (file: FileResult) => Promise<Verdict> {
  let takesAll = false;
  return async (file) => {
    if (takesAll) return 'write';
    terminal.out(`\n${paintDiff(file.diff ?? '', terminal.paint)}\n\n`);
    for (;;) {
      const letter = letterOf(await ask(`Write ${file.path}? [y]es, [n]o, [a]ll that follow, [q]uit: `));
      takesAll = letter === 'a';
      if (letter === 'y' || takesAll) return 'write';
      if (letter === 'n') return 'decline';
      if (letter === 'q') return 'quit';
    }
  };
}

/** What a person decided of the sessions that were left. */
export interface Reviewed {
  readonly accepted: number;
  readonly marked: number;
  readonly skipped: number;
  /** Whether the person had enough before the last of them. */
  readonly wasQuit: boolean;
}

export interface ReviewStep {
  readonly result: RunResult;
  readonly order: MigrationOrder;
  readonly ask: Ask;
  readonly terminal: Terminal;
  readonly editorTemplate: string;
  /** Whether a session was skipped before, in a run that this one goes on with. */
  readonly wasSkipped: (key: string) => boolean;
  readonly onSkipped: (key: string) => void;
  /** Called before a file is written. */
  readonly onWriting: (path: string, text: string) => void;
}

/** Shows each session that is left for review, with what can be written for it or with what to do by hand, and does what is wanted. */
export async function stepThroughReview(step: ReviewStep): Promise<Reviewed> {
  const total = { accepted: 0, marked: 0, skipped: 0 };
  for (const file of step.result.files) {
    if (!file.sites.some((site) => site.outcome === 'review')) continue;
    const { accepted, marked, skipped, wasQuit } = await stepThroughFile(file, step);
    total.accepted += accepted;
    total.marked += marked;
    total.skipped += skipped;
    if (wasQuit) return { ...total, wasQuit };
  }
  return { ...total, wasQuit: false };
}

async function stepThroughFile(file: FileResult, step: ReviewStep): Promise<Reviewed> {
  const { order, ask, terminal, result, wasSkipped, onSkipped, onWriting, editorTemplate } = step;
  const absolute = join(result.cwd, file.path);
  const mayWrite = result.isWritten && !file.sites.some((site) => site.outcome === 'skipped' && site.reason === 'declined');
  const counts = { accepted: 0, marked: 0, skipped: 0 };
  // An accepted session is none any more, and others move; what stays for review stays before what is still to be asked about.
  for (let index = 0; ; ) {
    const text = readSource(absolute);
    const left = typeof text === 'string' ? await leftForReview(absolute, text, order) : text;
    if (typeof text !== 'string' || 'message' in left) {
      // A person may have left it half written in the editor.
      if ('message' in left) terminal.err(`${file.path}: ${left.message} ${left.wayOut}\n`);
      return { ...counts, wasQuit: false };
    }
    const site = left[index];
    if (site === undefined) return { ...counts, wasQuit: false };
    const key = keyOf(file.path, site, text);
    if (wasSkipped(key)) {
      index += 1;
      continue;
    }
    const offer = mayWrite ? await offerFor(site, absolute, text, order) : undefined;
    terminal.out(`\n${terminal.paint('bold', `${String(left.length - index)} for review in this file`)}  ${file.path}:${String(site.line)}:${String(site.column)}  ${site.name} (${site.library} ${site.client})\n${presented(site, text, terminal)}${offered(offer, file.path, text, terminal)}`);
    switch (await letterFor(offer, ask)) {
      case 'a':
        if (offer === undefined) break;
        if (readSource(absolute) !== text) {
          terminal.err(`${file.path} was changed meanwhile, and nothing was written; it is looked at again.\n`);
          break;
        }
        onWriting(file.path, offer.text);
        await writeAtomically(absolute, offer.text);
        if (offer.kind === 'rewrite') counts.accepted += 1;
        else {
          counts.marked += 1;
          index += 1;
        }
        break;
      case 'o':
        await open({ path: absolute, line: site.line, column: site.column }, terminal, editorTemplate);
        break;
      case 's':
        onSkipped(key);
        counts.skipped += 1;
        index += 1;
        break;
      default:
        return { ...counts, wasQuit: true };
    }
  }
}

/** What stays the same of a session while others of its file are rewritten. */
function keyOf(path: string, { reason, name, line }: ReviewSite, text: string): string {
  const { startLine, lines } = excerptOf(text, line);
  return JSON.stringify([path, reason, name, lines[line - startLine]?.trim()]);
}

function presented({ line, reason, detail }: ReviewSite, text: string, { paint }: Terminal): string {
  const { startLine, lines } = excerptOf(text, line);
  const code = lines.map((shown, offset) => (startLine + offset === line ? paint('yellow', `> ${shown}`) : `  ${shown}`)).join('\n');
  const { message, byHand } = reasons[reason];
  return `${code}\n${message}${detail === undefined ? '' : ` ${detail}`}\n${byHand} See ${reasonUrl(reason)}\n`;
}

function offered(offer: Offer | undefined, path: string, text: string, { paint }: Terminal): string {
  if (offer === undefined) return '';
  const head = offer.kind === 'rewrite' ? 'If you accept it, and answer for all callers, this is written:' : 'No rewrite is safe here. If you accept it, it is marked for later:';
  return `${head}\n${paintDiff(unifiedDiff(path, text, offer.text), paint)}\n`;
}

/** What is typed, once it is one of the letters that are offered. */
async function letterFor(offer: Offer | undefined, ask: Ask): Promise<string> {
  const question = `${offer === undefined ? '' : '[a]ccept, '}[s]kip, [o]pen in the editor, [q]uit: `;
  for (;;) {
    const letter = letterOf(await ask(question));
    if (letter === 's' || letter === 'o' || letter === 'q' || (letter === 'a' && offer !== undefined)) return letter;
  }
}

/** `$VISUAL` or `$EDITOR`, waited for; where neither is set, a link that many terminals open. */
async function open(place: { readonly path: string; readonly line: number; readonly column: number }, terminal: Terminal, editorTemplate: string): Promise<void> {
  const editor = process.env['VISUAL'] ?? process.env['EDITOR'] ?? '';
  if (editor === '') {
    terminal.out(`${editorLink(editorTemplate, place)}\n`);
    return;
  }
  const code = await new Promise<number | null>((resolve) => {
    // An editor may be a command with options, which a shell takes apart; the path is handed on as it is.
    const child = spawn('sh', ['-c', `${editor} "$@"`, 'sh', `+${String(place.line)}`, place.path], { stdio: 'inherit' });
    child.once('error', () => resolve(null));
    child.once('exit', resolve);
  });
  if (code !== 0) terminal.err(`"${editor}" could not be run, or failed. The place is ${place.path}:${String(place.line)}.\n`);
}
