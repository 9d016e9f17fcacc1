/** The report for programs; `report.schema.json` says what it holds. */
import { reasons } from 'eslint-plugin-safely-close/rewrite';
import { isFailure } from '../migrate/file-outcome.ts';
import { reasonUrl, reportSchemaUrl } from '../migrate/documentation.ts';
import { countBy, sitesOf } from './run-result.ts';
import type { RunResult } from './run-result.ts';

/** Grows when a reader of the report would have to change. */
export const reportVersion = 1;

export function reportAsJson(result: RunResult): string {
  const sites = result.files.flatMap(({ path, sites: own }) => own.map((site) => ({ path, ...site, ...(site.outcome === 'changed' ? {} : { link: reasonUrl(site.reason) }) })));
  const used = new Set(sites.flatMap((site) => (site.outcome === 'changed' ? [] : [site.reason])));
  const report = {
    $schema: reportSchemaUrl,
    version: reportVersion,
    totals: {
      scannedFiles: result.scanned,
      parsedFiles: result.parsed,
      changedFiles: result.files.filter((file) => file.isChanged).length,
      failedFiles: result.files.filter(({ problem }) => problem !== undefined && isFailure(problem)).length,
      changed: sitesOf(result, 'changed').length,
      skipped: sitesOf(result, 'skipped').length,
      review: sitesOf(result, 'review').length,
    },
    isWritten: result.isWritten,
    wasInterrupted: result.wasInterrupted,
    durationMs: Math.round(result.durationMs),
    idioms: Object.fromEntries(countBy(sitesOf(result, 'changed'), ({ site }) => site.idiom)),
    reasons: Object.fromEntries([...used].sort().map((id) => [id, { ...reasons[id], count: sites.filter((site) => site.outcome !== 'changed' && site.reason === id).length }])),
    sites,
    problems: result.files.flatMap(({ path, problem }) => (problem === undefined ? [] : [{ path, ...problem }])),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
