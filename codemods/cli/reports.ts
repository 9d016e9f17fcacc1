/** Writes the reports that were asked for, each in the form that its file's ending names. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { reportAsHtml } from './report-html.ts';
import { reportAsJson } from './report-json.ts';
import { reportAsMarkdown } from './report-markdown.ts';
import { reportAsSarif } from './report-sarif.ts';
import type { RunResult } from './run-result.ts';
import { UsageError } from './usage-error.ts';

const writers: Readonly<Record<string, (result: RunResult) => string>> = { '.json': reportAsJson, '.md': reportAsMarkdown, '.html': reportAsHtml, '.sarif': reportAsSarif };

/** @throws {UsageError} Where a report's ending names no form; before any work is done. */
export function checkReports(reports: readonly string[]): void {
  for (const report of reports) {
    if (writers[extname(report)] === undefined) throw new UsageError(`"--report ${report}" ends in no known form; take one of ${Object.keys(writers).join(', ')}.`);
  }
}

export async function writeReports(reports: readonly string[], result: RunResult, cwd: string): Promise<void> {
  for (const report of reports) {
    const write = writers[extname(report)];
    if (write === undefined) continue;
    const path = resolve(cwd, report);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, write(result));
  }
}
