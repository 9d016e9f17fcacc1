/** The report for a browser: one file that needs nothing else, with totals, charts, every session, its change or what to do by hand. */
import { idioms, reasons } from 'eslint-plugin-safely-close/rewrite';
import type { ReasonId } from 'eslint-plugin-safely-close/rewrite';
import { isFailure } from '../migrate/file-outcome.ts';
import { reasonUrl } from '../migrate/documentation.ts';
import { barChart } from './html/bar-chart.ts';
import type { Bar } from './html/bar-chart.ts';
import { html, prose } from './html/escape.ts';
import { fileSection } from './html/file-section.ts';
import { filterBar } from './html/filter-bar.ts';
import { pageScript } from './html/page-script.ts';
import { pageStyle } from './html/page-style.ts';
import { countBy, outcomeName, sitesOf } from './run-result.ts';
import type { FoundSite, RunResult } from './run-result.ts';

/** @param options - `editorTemplate`: how a link opens a place in an editor, see `editor-link.ts`. */
export function reportAsHtml(result: RunResult, { editorTemplate }: { readonly editorTemplate: string }): string {
  const changed = sitesOf(result, 'changed');
  const review = sitesOf(result, 'review');
  const skipped = sitesOf(result, 'skipped');
  const byIdiom = countBy(changed, ({ site }) => site.idiom);
  const byReason = countBy([...review, ...skipped], ({ site }) => site.reason);
  const context = { cwd: result.cwd, isWritten: result.isWritten, editorTemplate };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Migration to safely closed sessions</title>
<style>${pageStyle}</style>
</head>
<body>
<header><h1>Migration to safely closed sessions</h1>
<p class="quiet">${html(statusOf(result))}</p></header>
<ul class="totals">
${tile('changed', changed.length, outcomeName('changed', result))}
${tile('review', review.length, 'for review')}
${tile('skipped', skipped.length, 'skipped')}
<li><div><strong>${html(result.files.filter((file) => file.isChanged).length)}</strong> ${result.isWritten ? 'files changed' : 'files would change'}</div></li>
${failedTile(result)}</ul>
<div class="charts">
${barChart(result.isWritten ? 'Changed, by idiom' : 'Would change, by idiom', byIdiom.map(([id, count]): Bar => ({ label: id, title: idioms[id], parts: [{ outcome: 'changed', count }], filter: ['data-what-filter', id] })))}
${barChart('Sessions, by folder', folderBars([...changed, ...review, ...skipped]))}
</div>
<p class="legend"><span style="--mark:var(--changed)">${html(outcomeName('changed', result))}</span><span style="--mark:var(--review)">for review</span><span style="--mark:var(--skipped)">skipped</span></p>
<h2>What to do by hand</h2>
${byHand(countBy(review, ({ site }) => site.reason))}
<h2 id="sessions">Every session</h2>
${filterBar({ outcomes: [['changed', changed.length], ['review', review.length], ['skipped', skipped.length]], idioms: byIdiom, reasons: byReason }, result)}
${result.files.map((file) => fileSection(file, context)).join('\n')}
<script>${pageScript}</script>
</body>
</html>
`;
}

function statusOf({ scanned, parsed, durationMs, isWritten, wasInterrupted }: RunResult): string {
  const looked = `${scanned.toLocaleString('en-US')} files looked at, ${parsed.toLocaleString('en-US')} of them parsed, in ${(durationMs / 1_000).toFixed(1)} s.`;
  const written = isWritten ? 'The changes are written.' : 'Nothing was written: this is what would change.';
  return `${looked} ${written}${wasInterrupted ? ' The run was interrupted, and this is what it came to until then.' : ''}`;
}

const tile = (outcome: string, count: number, label: string): string =>
  `<li><a class="${outcome}" href="#sessions" data-outcome-filter="${outcome}"><strong>${html(count)}</strong> ${html(label)}</a></li>`;

function failedTile({ files }: RunResult): string {
  const count = files.filter(({ problem }) => problem !== undefined && isFailure(problem)).length;
  return count === 0 ? '' : `<li><div class="failed"><strong>${html(count)}</strong> ${count === 1 ? 'file' : 'files'} failed</div></li>\n`;
}

/** Two levels deep, which is where teams draw their borders. */
const folderOf = (path: string): string => path.split('/').slice(0, -1).slice(0, 2).join('/') || '.';

function folderBars(sites: readonly Pick<FoundSite, 'path' | 'site'>[]): Bar[] {
  return countBy(sites, ({ path }) => folderOf(path)).map(([folder, count]): Bar => {
    const own = sites.filter(({ path }) => folderOf(path) === folder);
    return {
      label: folder,
      title: `${folder}: ${String(count)}`,
      parts: (['changed', 'review', 'skipped'] as const).map((outcome) => ({ outcome, count: own.filter(({ site }) => site.outcome === outcome).length })),
      filter: ['data-folder', folder === '.' ? '' : `${folder}/`],
    };
  });
}

function byHand(counts: readonly (readonly [ReasonId, number])[]): string {
  if (counts.length === 0) return '<p>Nothing: no session is left for a person to decide.</p>';
  const entries = counts.map(([id, count]) => {
    const { message, byHand: advice } = reasons[id];
    return `<dt id="${html(id)}">${prose(message)} <a class="quiet" href="#sessions" data-what-filter="${html(id)}">${html(count)} ${count === 1 ? 'session' : 'sessions'}</a></dt><dd>${prose(advice)} <a class="quiet" href="${html(reasonUrl(id))}">More about ${html(id)}</a></dd>`;
  });
  const bars = counts.map(([id, count]): Bar => ({ label: id, title: reasons[id].message, parts: [{ outcome: 'review', count }], filter: ['data-what-filter', id] }));
  return `<div class="charts">\n${barChart('For review, by reason', bars)}\n<dl class="card">${entries.join('\n')}</dl>\n</div>`;
}
