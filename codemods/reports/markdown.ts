/** The report for a pull request or an issue. */
import { idioms, reasons } from 'eslint-plugin-safely-close/rewrite';
import { reasonUrl } from '../migrate/documentation.ts';
import { countBy, sitesOf } from './run-result.ts';
import type { RunResult } from './run-result.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
const code = (text: string): string => `\`${text.replaceAll('`', "'").replaceAll(/\s+/g, ' ')}\``;

export function reportAsMarkdown(result: RunResult): string {
  const changed = sitesOf(result, 'changed');
  const review = sitesOf(result, 'review');
  const skipped = sitesOf(result, 'skipped');
  const lines = [
    '# Migration to safely closed sessions',
    '',
    '| sessions | |',
    '| --- | ---: |',
    `| ${result.isWritten ? 'changed' : 'would change'} | ${String(changed.length)} |`,
    `| for review | ${String(review.length)} |`,
    `| skipped | ${String(skipped.length)} |`,
    '',
  ];
  if (review.length > 0) {
    lines.push('## For review', '');
    for (const [id, count] of countBy(review, ({ site }) => site.reason)) {
      const reason = id;
      lines.push(`### ${reasons[reason].message} (${String(count)})`, '', `${reasons[reason].byHand} See ${reasonUrl(reason)}.`, '');
      for (const { path, site } of review.filter((other) => other.site.reason === id)) lines.push(`- [ ] [${path}:${String(site.line)}](${encodeURI(path)}#L${String(site.line)}) ${code(site.name)} (${site.library} ${site.client})`);
      lines.push('');
    }
  }
  if (changed.length > 0) {
    lines.push('## Changed', '', '| idiom | sessions |', '| --- | ---: |');
    for (const [id, count] of countBy(changed, ({ site }) => site.idiom)) lines.push(`| ${cell(idioms[id])} | ${String(count)} |`);
    lines.push('');
    for (const { path, site } of changed) lines.push(`- [${path}:${String(site.line)}](${encodeURI(path)}#L${String(site.line)}) ${code(site.name)}: ${site.idiom}`);
    lines.push('');
  }
  if (skipped.length > 0) {
    lines.push('## Skipped', '', '| reason | sessions |', '| --- | ---: |');
    for (const [id, count] of countBy(skipped, ({ site }) => site.reason)) lines.push(`| ${cell(reasons[id].message)} | ${String(count)} |`);
    lines.push('');
  }
  const problems = result.files.filter((file) => file.problem !== undefined);
  if (problems.length > 0) {
    lines.push('## Files that could not be processed', '');
    for (const { path, problem } of problems) lines.push(`- ${path}${problem?.line === undefined ? '' : `:${String(problem.line)}`}: ${problem?.message ?? ''} ${problem?.wayOut ?? ''}`);
    lines.push('');
  }
  return lines.join('\n');
}
