/** Writes the reports that were asked for, each in the form that its file's ending names. */
import { access, constants, mkdir, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { reportAsHtml } from './html.ts';
import { reportAsJson } from './json.ts';
import { reportAsMarkdown } from './markdown.ts';
import type { RunResult } from './run-result.ts';
import { reportAsSarif } from './sarif.ts';

export interface ReportOptions {
  /** How a link opens a place in an editor: see `editor-link.ts`. */
  readonly editorTemplate: string;
}

const writers: Readonly<Record<string, (result: RunResult, options: ReportOptions) => string>> = { '.json': reportAsJson, '.md': reportAsMarkdown, '.html': reportAsHtml, '.sarif': reportAsSarif };

export const reportEndings: readonly string[] = Object.keys(writers);

/**
 * Why a report could not be written, found before any work is done.
 *
 * @returns A whole sentence; `undefined` where nothing stands in the way.
 */
export async function whyNoReport(report: string, cwd: string): Promise<string | undefined> {
  if (writers[extname(report)] === undefined) return `"--report ${report}" ends in no known form; take one of ${reportEndings.join(', ')}.`;
  const path = resolve(cwd, report);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return `"--report ${report}" names a folder. Give the path of a file.`;
  const isWritable = await (found === undefined ? tryMaking(path) : access(path, constants.W_OK)).then(() => true, () => false);
  return isWritable ? undefined : `"--report ${report}" cannot be written there. Give a path in a folder that may be written to.`;
}

/**
 * Makes what is missing first on the way to a file, and takes it away again. To ask who may write is not enough: some file systems take nothing
 * from anybody, and Node.js never comes back from making a folder and those above it in one that says so by the wrong error.
 */
async function tryMaking(path: string): Promise<void> {
  const folder = dirname(path);
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined && dirname(folder) !== folder) return tryMaking(folder);
  const probe = join(folder, `${basename(path)}.${String(process.pid)}`);
  await mkdir(probe);
  await rmdir(probe);
}

export async function writeReports(reports: readonly string[], result: RunResult, options: ReportOptions): Promise<void> {
  for (const report of reports) {
    const write = writers[extname(report)];
    if (write === undefined) continue;
    const path = resolve(result.cwd, report);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, write(result, options));
  }
}
