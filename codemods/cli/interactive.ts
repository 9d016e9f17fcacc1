/** Steps through a migration at a terminal: each file's change before it is written, then each session that a person must decide. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { reasons } from 'eslint-plugin-safely-close/rewrite';
import { hunksOf } from '../reports/diff-hunks.ts';
import { reasonUrl } from '../reports/documentation.ts';
import { editorLink } from '../reports/editor-link.ts';
import type { FileResult, RunResult } from '../reports/run-result.ts';
import type { Terminal } from './terminal.ts';
import { paintDiff } from './unified-diff.ts';

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

/** Shows each session that is left for review, with what to do, and opens its place in the editor where that is wanted. */
export async function stepThroughReview({ cwd, files }: RunResult, ask: Ask, terminal: Terminal, editorTemplate: string): Promise<void> {
  const left = files.flatMap((file) => file.sites.flatMap((site) => (site.outcome === 'review' ? [{ file, site }] : [])));
  for (const [index, { file, site }] of left.entries()) {
    const line = lineNow(file, site.line);
    const { message, byHand } = reasons[site.reason];
    const code = (site.excerpt?.lines ?? []).map((text, offset) => ((site.excerpt?.startLine ?? 1) + offset === site.line ? terminal.paint('yellow', `> ${text}`) : `  ${text}`));
    terminal.out(`\n${terminal.paint('bold', `${String(index + 1)} of ${String(left.length)} for review`)}  ${file.path}:${String(line)}:${String(site.column)}  ${site.name} (${site.library} ${site.client})\n${code.join('\n')}\n${message}\n${byHand} See ${reasonUrl(site.reason)}\n`);
    for (let isDecided = false; !isDecided; ) {
      const letter = letterOf(await ask('[o]pen in the editor, [s]kip, [q]uit: '));
      if (letter === 'q') return;
      if (letter === 'o') await open({ path: join(cwd, file.path), line, column: site.column }, terminal, editorTemplate);
      isDecided = letter === 's';
    }
  }
}

/** A line of the file as it was, where it is now. */
function lineNow({ diff, isChanged }: FileResult, line: number): number {
  if (!isChanged || diff === undefined) return line;
  const above = hunksOf(diff).filter(({ oldStart, oldLength }) => oldStart + oldLength <= line);
  return above.reduce((now, { lines }) => now + lines.slice(1).filter((text) => text.startsWith('+')).length - lines.slice(1).filter((text) => text.startsWith('-')).length, line);
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
