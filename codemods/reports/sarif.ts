/** The report for code scanning: SARIF 2.1.0, with what is left for review as results. */
import { reasons } from 'eslint-plugin-safely-close/rewrite';
import type { ReasonId } from 'eslint-plugin-safely-close/rewrite';
import { isFailure } from '../migrate/file-outcome.ts';
import { reasonUrl } from '../migrate/documentation.ts';
import { sitesOf } from './run-result.ts';
import type { Excerpt } from './excerpt.ts';
import type { RunResult } from './run-result.ts';
import { toolName, toolVersion } from './tool.ts';

const uriOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

export function reportAsSarif(result: RunResult): string {
  const review = sitesOf(result, 'review');
  const used = [...new Set(review.map(({ site }) => site.reason))].sort();
  const problems = result.files.flatMap(({ path, problem }) => (problem === undefined ? [] : [{ path, problem }]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: toolName,
            semanticVersion: toolVersion(),
            rules: used.map((id: ReasonId) => ({ id, shortDescription: { text: reasons[id].message }, helpUri: reasonUrl(id), help: { text: reasons[id].byHand }, defaultConfiguration: { level: 'warning' } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The folder that the migration was run in.' } } },
        invocations: [
          {
            executionSuccessful: !problems.some(({ problem }) => isFailure(problem)),
            toolExecutionNotifications: problems.map(({ path, problem }) => ({
              level: isFailure(problem) ? 'error' : 'note',
              message: { text: `${problem.message} ${problem.wayOut}` },
              locations: [locationOf(path, problem.line, problem.column)],
            })),
          },
        ],
        results: review.map(({ path, site }) => ({
          ruleId: site.reason,
          ruleIndex: used.indexOf(site.reason),
          level: 'warning',
          message: { text: `${site.name} (${site.library} ${site.client}): ${reasons[site.reason].message} ${reasons[site.reason].byHand}` },
          locations: [locationOf(path, site.line, site.column, site.excerpt)],
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function locationOf(path: string, line: number | undefined, column: number | undefined, excerpt?: Excerpt): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(path), uriBaseId: 'SRCROOT' },
      ...(line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } }),
      ...(excerpt === undefined ? {} : { contextRegion: { startLine: excerpt.startLine, endLine: excerpt.startLine + excerpt.lines.length - 1, snippet: { text: excerpt.lines.join('\n') } } }),
    },
  };
}
