/** Writes the reports that were asked for, each in the form that its file's ending names. */
import { access, constants, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join, resolve, sep } from 'node:path';
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
  const isWritable = await access(found === undefined ? await nearestFolder(path) : path, constants.W_OK).then(() => true, () => false);
  return isWritable ? undefined : `"--report ${report}" cannot be written there. Give a path in a folder that may be written to.`;
}

/** The folder that a file would be made in, or the nearest above it that is there; the file that stands in the way of one. */
async function nearestFolder(path: string): Promise<string> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => undefined);
    // A file is no folder to make another in: with a slash behind it, it is not there.
    if (found !== undefined) return found.isDirectory() ? folder : join(folder, sep);
    if (dirname(folder) === folder) return folder;
  }
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
