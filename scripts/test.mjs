#!/usr/bin/env node
// Runs every test and ends with the one line that continuous integration reads: "N passed, N failed, N skipped".
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'safely-close-test-'));
const resultFile = join(folder, 'results.json');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

const run = spawnSync(process.execPath, [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});

let failed = run.status !== 0;
try {
  const results = JSON.parse(readFileSync(resultFile, 'utf8'));
  const skipped = results.numPendingTests + (results.numTodoTests ?? 0);
  const brokenFiles = results.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  failed ||= results.numPassedTests === 0;
  console.log(`\n${results.numPassedTests} passed, ${results.numFailedTests + brokenFiles} failed, ${skipped} skipped`);
} catch (error) {
  failed = true;
  console.error(`The test run left no readable result (${error instanceof Error ? error.message : String(error)}); see its output above.`);
  console.log('\n0 passed, 1 failed, 0 skipped');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
