/** The report for a browser: one file that needs nothing else, with totals, charts, every session, its reason and its diff. */
import { idioms, reasons } from 'eslint-plugin-safely-close/rewrite';
import type { SiteOutcome } from '../migrate/file-outcome.ts';
import { countBy, sitesOf } from './run-result.ts';
import type { FileResult, RunResult } from './run-result.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const html = (text: string | number): string => String(text).replace(/[&<>"']/g, (character) => escapes[character] ?? character);

export function reportAsHtml(result: RunResult): string {
  const changed = sitesOf(result, 'changed');
  const review = sitesOf(result, 'review');
  const skipped = sitesOf(result, 'skipped');
  const folderOf = (path: string): string => path.split('/').slice(0, -1).slice(0, 2).join('/') || '.';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Migration to safely closed sessions</title>
<style>${style}</style>
</head>
<body>
<h1>Migration to safely closed sessions</h1>
<p>${html(result.scanned)} files looked at, ${html(result.parsed)} of them parsed, in ${html((result.durationMs / 1_000).toFixed(1))} s. ${result.isWritten ? 'The changes are written.' : 'Nothing was written: this is what would change.'}</p>
<ul class="totals">
<li class="changed"><strong>${html(changed.length)}</strong> ${result.isWritten ? 'changed' : 'would change'}</li>
<li class="review"><strong>${html(review.length)}</strong> for review</li>
<li class="skipped"><strong>${html(skipped.length)}</strong> skipped</li>
</ul>
${chart('Changed, by idiom', countBy(changed, ({ site }) => idioms[site.idiom]))}
${chart('For review, by reason', countBy(review, ({ site }) => reasons[site.reason].message))}
${chart('Sessions, by folder', countBy([...changed, ...review, ...skipped], ({ path }) => folderOf(path)))}
<h2>What to do by hand</h2>
${reasonList(result)}
<h2>Every session</h2>
<fieldset class="filter"><legend>Show</legend>
${(['changed', 'review', 'skipped'] as const).map((outcome) => `<label><input type="checkbox" data-outcome="${outcome}" checked> ${outcome === 'review' ? 'for review' : outcome}</label>`).join('\n')}
<label>whose path contains <input type="search" id="path"></label>
</fieldset>
${result.files.map((file) => fileSection(file, result.cwd)).join('\n')}
<script>${script}</script>
</body>
</html>
`;
}

function chart(title: string, counts: readonly [string, number][]): string {
  if (counts.length === 0) return '';
  const most = Math.max(...counts.map(([, count]) => count));
  const rows = counts.map(([label, count]) => `<tr><th scope="row">${html(label)}</th><td><span class="bar" style="width:${html(((count / most) * 100).toFixed(1))}%"></span></td><td class="count">${html(count)}</td></tr>`);
  return `<h2>${html(title)}</h2>\n<table class="chart">${rows.join('\n')}</table>`;
}

function reasonList(result: RunResult): string {
  const counts = countBy(sitesOf(result, 'review'), ({ site }) => site.reason);
  if (counts.length === 0) return '<p>Nothing.</p>';
  const entries = counts.map(([id, count]) => {
    const { message, byHand } = reasons[id as keyof typeof reasons];
    return `<dt id="${html(id)}">${html(message)} <small>${html(id)}, ${html(count)}</small></dt><dd>${html(byHand)}</dd>`;
  });
  return `<dl>${entries.join('\n')}</dl>`;
}

function fileSection(file: FileResult, cwd: string): string {
  const outcomes = [...new Set(file.sites.map((site) => site.outcome))].join(' ');
  const problem = file.problem === undefined ? '' : `<p class="problem">${html(file.problem.message)} ${html(file.problem.wayOut)}</p>`;
  const diff = file.diff === undefined ? '' : `<details><summary>The change</summary><pre>${file.diff.split('\n').map(diffLine).join('\n')}</pre></details>`;
  return `<section class="file" data-path="${html(file.path)}" data-outcomes="${html(outcomes)}"><h3>${html(file.path)}</h3>
${problem}<ul>${file.sites.map((site) => siteItem(site, file.path, cwd)).join('\n')}</ul>
${diff}</section>`;
}

function siteItem(site: SiteOutcome, path: string, cwd: string): string {
  const what = site.outcome === 'changed' ? html(idioms[site.idiom]) : `<a href="#${html(site.reason)}">${html(reasons[site.reason].message)}</a>`;
  const place = `${String(site.line)}:${String(site.column)}`;
  const link = `vscode://file/${encodeURI(`${cwd.replaceAll('\\', '/')}/${path}`.replace(/^\//, ''))}:${place}`;
  return `<li class="${site.outcome}" data-outcome="${site.outcome}"><a class="place" href="${html(link)}" title="Open in the editor">${html(place)}</a> <code>${html(site.name)}</code> <small>${html(site.library)} ${html(site.client)}</small> ${what}</li>`;
}

function diffLine(line: string): string {
  const kind = line.startsWith('@@') ? 'hunk' : /^(?:---|\+\+\+)/.test(line) ? 'head' : line.startsWith('+') ? 'plus' : line.startsWith('-') ? 'minus' : '';
  return kind === '' ? html(line) : `<span class="${kind}">${html(line)}</span>`;
}

const style = `
:root { color-scheme: light dark; --changed: #1a7f37; --review: #9a6700; --skipped: #656d76; --line: #8884; }
@media (prefers-color-scheme: dark) { :root { --changed: #3fb950; --review: #d29922; --skipped: #8b949e; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; } h3 { font: 600 1rem ui-monospace, monospace; margin: 0; }
.totals { display: flex; flex-wrap: wrap; gap: 1rem; list-style: none; padding: 0; }
.totals li { border: 1px solid var(--line); border-left: .4rem solid; border-radius: .4rem; padding: .6rem 1.2rem; } .totals strong { font-size: 1.8rem; }
.changed { border-color: var(--changed); } .review { border-color: var(--review); } .skipped { border-color: var(--skipped); }
.chart { width: 100%; border-collapse: collapse; } .chart th { text-align: left; font-weight: normal; width: 45%; padding: .2rem .5rem .2rem 0; }
.bar { display: block; height: 1rem; min-width: 2px; background: var(--changed); border-radius: .2rem; } .count { width: 4rem; text-align: right; }
dt { font-weight: 600; margin-top: 1rem; } small { color: var(--skipped); font-weight: normal; }
.filter { border: 1px solid var(--line); border-radius: .4rem; } .filter label { margin-right: 1rem; }
.file { border: 1px solid var(--line); border-radius: .4rem; margin: 1rem 0; padding: .8rem 1rem; overflow-x: auto; } .file ul { list-style: none; padding: 0; }
.file li { border-left: .3rem solid; padding: .1rem .6rem; margin: .3rem 0; } .place { font-family: ui-monospace, monospace; }
pre { overflow-x: auto; } .plus { color: var(--changed); } .minus, .problem { color: #cf222e; } .hunk { color: #0969da; } .head { font-weight: 600; }
[hidden] { display: none; }`;

const script = `
const boxes = [...document.querySelectorAll('[data-outcome][type=checkbox]')];
const path = document.getElementById('path');
function show() {
  const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.outcome));
  for (const file of document.querySelectorAll('.file')) {
    const items = [...file.querySelectorAll('li')];
    for (const item of items) item.hidden = !wanted.has(item.dataset.outcome);
    file.hidden = !file.dataset.path.includes(path.value) || (items.length > 0 && items.every((item) => item.hidden));
  }
}
for (const input of [...boxes, path]) input.addEventListener('input', show);`;
