/** Runs the codemod's command line on the copy of the example, as a user would. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const codemod = fileURLToPath(new URL('../../codemods/dist/cli/main.js', import.meta.url));

/**
 * @typedef {object} Migration The part of the codemod's report that the demo reads.
 * @property {{ changed: number, skipped: number, review: number, failedFiles: number }} totals
 * @property {readonly { path: string, line: number, name: string, outcome: 'changed' | 'skipped' | 'review', reason?: string }[]} sites
 * @property {Readonly<Record<string, { message: string, byHand: string }>>} reasons
 */

/**
 * Writes nothing and shows the diff and the summary, in the demo's own output, so that the colours are those of the same terminal.
 *
 * @returns {Migration}
 */
export const preview = (folder) => run(folder, ['--dry-run'], 'inherit');

/**
 * Changes the files and says nothing but what its report holds.
 *
 * @returns {Migration}
 */
export const migrate = (folder) => run(folder, ['--yes'], 'pipe');

/**
 * What a second run would do: nothing, and the sites for review stand where they are now.
 *
 * @returns {Migration}
 */
export const again = (folder) => run(folder, ['--dry-run'], 'pipe');

function run(folder, options, stdio) {
  const reports = mkdtempSync(join(tmpdir(), 'safely-close-report-'));
  try {
    const report = join(reports, 'report.json');
    const { status, error, stderr } = spawnSync(process.execPath, [codemod, '.', ...options, '--report', report], {
      cwd: folder,
      stdio: ['ignore', stdio, stdio],
      encoding: 'utf8',
    });
    if (error !== undefined) throw error;
    if (status !== 0) throw new Error(`The codemod ended with exit code ${status}. ${stderr ?? ''}`);
    return JSON.parse(readFileSync(report, 'utf8'));
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}
