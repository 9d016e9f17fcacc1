/** One file of the report: its sessions, each with what changed or with what a person must decide. */
import { idioms, reasons } from 'eslint-plugin-safely-close/rewrite';
import { hunksBySite, hunksOf } from '../diff-hunks.ts';
import type { Hunk } from '../diff-hunks.ts';
import { reasonUrl } from '../../migrate/documentation.ts';
import { editorLink } from '../editor-link.ts';
import { outcomeName } from '../run-result.ts';
import type { FileResult, SiteResult } from '../run-result.ts';
import { excerptView, hunksView } from './code-view.ts';
import { html, prose } from './escape.ts';

export interface PageContext {
  readonly cwd: string;
  readonly isWritten: boolean;
  readonly editorTemplate: string;
}

export function fileSection(file: FileResult, context: PageContext): string {
  const hunks = file.diff === undefined ? [] : hunksOf(file.diff);
  const owned = hunksBySite<SiteResult>(hunks, file.sites.filter((site) => site.outcome === 'changed'));
  const sites = file.sites.map((site) => siteItem(site, file.path, owned.get(site) ?? [], context));
  const problem = file.problem === undefined ? '' : `<p class="problem">${prose(file.problem.message)} ${prose(file.problem.wayOut)}</p>`;
  const whole = hunks.length === 0 ? '' : `<details class="whole"><summary>All of the file’s changes</summary>${hunksView(hunks)}</details>`;
  const place = { line: file.problem?.line ?? file.sites[0]?.line ?? 1, column: file.problem?.column ?? file.sites[0]?.column ?? 1 };
  return `<section class="file card" data-path="${html(file.path)}"><h3><a href="${html(linkTo(file.path, place, context))}" title="Open in the editor">${html(file.path)}</a></h3>
${problem}${sites.length === 0 ? '' : `<ol>${sites.join('\n')}</ol>`}${whole}</section>`;
}

function linkTo(path: string, { line, column }: { readonly line: number; readonly column: number }, { cwd, editorTemplate }: PageContext): string {
  return editorLink(editorTemplate, { path: `${cwd}/${path}`, line, column });
}

function siteItem(site: SiteResult, path: string, hunks: readonly Hunk[], context: PageContext): string {
  const what = site.outcome === 'changed' ? site.idiom : site.reason;
  const text = [path, site.name, site.library, site.client, what].join(' ').toLowerCase();
  const place = `${String(site.line)}:${String(site.column)}`;
  return `<li class="site ${site.outcome}" data-outcome="${site.outcome}" data-what="${html(what)}" data-text="${html(text)}">
<p class="head"><span class="badge ${site.outcome}">${html(outcomeName(site.outcome, context))}</span> <a class="place" href="${html(linkTo(path, site, context))}" title="Open in the editor">line ${html(place)}</a> <code>${html(site.name)}</code> <span class="quiet">${html(site.library)} ${html(site.client)}</span></p>
${detail(site, hunks)}</li>`;
}

function detail(site: SiteResult, hunks: readonly Hunk[]): string {
  if (site.outcome === 'changed') return `<p>${prose(idioms[site.idiom])} <span class="quiet">${html(site.idiom)}</span></p>${hunks.length === 0 ? '' : `<details class="change"><summary>The change</summary>${hunksView(hunks)}</details>`}`;
  const { message, byHand } = reasons[site.reason];
  const why = `<p>${prose(message)} <a class="quiet" href="${html(reasonUrl(site.reason))}">${html(site.reason)}</a></p>`;
  if (site.outcome === 'skipped') return why;
  const code = site.excerpt === undefined ? '' : `<details class="change"><summary>The code</summary>${excerptView(site.excerpt, site.line)}</details>`;
  return `${why}<p class="by-hand"><strong>By hand:</strong> ${prose(byHand)}</p>${code}`;
}
