/** The closing words: what changed, what was skipped, what a person must look at, and what to do next. */
import { idioms, reasons } from 'eslint-plugin-safely-close/rewrite';
import { isFailure } from '../migrate/file-outcome.ts';
import { countBy, sitesOf } from '../reports/run-result.ts';
import type { RunResult } from '../reports/run-result.ts';
import type { Paint } from './terminal.ts';

const plural = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`;

export interface SummaryOptions {
  readonly paint: Paint;
  readonly isVerbose: boolean;
  readonly isCheck: boolean;
}

export function summarise(result: RunResult, { paint, isVerbose, isCheck }: SummaryOptions): string {
  const changed = sitesOf(result, 'changed');
  const review = sitesOf(result, 'review');
  const skipped = sitesOf(result, 'skipped');
  const changedFiles = result.files.filter((file) => file.isChanged).length;
  const lines: string[] = [];

  for (const { path, problem } of result.files) {
    if (problem === undefined) continue;
    const place = problem.line === undefined ? path : `${path}:${String(problem.line)}:${String(problem.column ?? 1)}`;
    lines.push(`${paint(isFailure(problem) ? 'red' : 'dim', place)}  ${problem.message} ${problem.wayOut}`);
  }
  if (lines.length > 0) lines.push('');

  if (review.length > 0) {
    lines.push(paint('bold', 'For you to decide'));
    for (const [reason] of countBy(review, ({ site }) => site.reason)) {
      const { message, byHand } = reasons[reason];
      lines.push(`  ${paint('yellow', message)} ${paint('dim', `(${reason})`)}`, `  ${byHand}`);
      for (const { path, site } of review.filter((other) => other.site.reason === reason)) lines.push(`    ${path}:${String(site.line)}:${String(site.column)}  ${site.name} (${site.library} ${site.client})`);
    }
    lines.push('');
  }
  if (isVerbose) {
    for (const { path, site } of changed) lines.push(`  ${paint('green', 'changed')}  ${path}:${String(site.line)}:${String(site.column)}  ${site.name}: ${idioms[site.idiom]}`);
    for (const { path, site } of skipped) lines.push(`  ${paint('dim', 'skipped')}  ${path}:${String(site.line)}:${String(site.column)}  ${site.name}: ${reasons[site.reason].message}`);
    if (changed.length + skipped.length > 0) lines.push('');
  }

  const verb = result.isWritten ? 'changed' : 'would change';
  lines.push(`${paint('green', `${plural(changed.length, 'session')} ${verb}`)} in ${plural(changedFiles, 'file')}${listOf(countBy(changed, ({ site }) => site.idiom))}`);
  lines.push(`${paint('yellow', `${plural(review.length, 'session')} for review`)}${listOf(countBy(review, ({ site }) => site.reason))}`);
  lines.push(paint('dim', `${plural(skipped.length, 'session')} skipped${listOf(countBy(skipped, ({ site }) => site.reason))}`));
  lines.push(paint('dim', `${plural(result.scanned, 'file')} looked at, ${String(result.parsed)} of them parsed, in ${(result.durationMs / 1_000).toFixed(1)} s`));
  lines.push('', nextStep(result, changed.length, review.length, isCheck));
  return lines.join('\n');
}

const listOf = (counts: readonly [string, number][]): string => (counts.length === 0 ? '' : `: ${counts.map(([key, count]) => `${key} ${String(count)}`).join(', ')}`);

function nextStep(result: RunResult, changed: number, review: number, isCheck: boolean): string {
  if (result.wasInterrupted) return 'Interrupted: every file is whole. Run the same command again to go on.';
  if (isCheck) return changed > 0 ? 'Next: run without --check to migrate these sessions.' : 'Nothing to migrate.';
  if (!result.isWritten) return changed > 0 ? 'Next: run without --dry-run to write these changes.' : 'Nothing to write.';
  if (changed === 0) return review > 0 ? 'Nothing was rewritten. Next: look at the sessions for review.' : 'Nothing to do.';
  return `Next: install safely-close, run your tests, look at the diff${review > 0 ? ' and at the sessions for review' : ''}, and let eslint-plugin-safely-close keep it that way.`;
}
