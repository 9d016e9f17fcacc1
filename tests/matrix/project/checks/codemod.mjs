// Rewrites a copy of the two files that leak; the linter must be silent on it, and what was rewritten must run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ESLint } from 'eslint';

const manifest = fileURLToPath(import.meta.resolve('safely-close-codemod/package.json'));
const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
const command = join(dirname(manifest), bin['safely-close-codemod']);
const migrate = (...commandArguments) => spawnSync(process.execPath, [command, ...commandArguments], { encoding: 'utf8' });

const folder = mkdtempSync('migrated-');
try {
  for (const file of ['status.js', 'probe.cjs']) cpSync(`src/${file}`, join(folder, file));
  assert.equal(migrate('--check', folder).status, 1, '--check must fail where something is left to rewrite');
  const { status, stdout, stderr } = migrate(folder);
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /2 sessions changed in 2 files/);
  assert.equal(migrate('--check', folder).status, 0, 'nothing is left for a second run');
  const results = await new ESLint({ overrideConfigFile: 'eslint-by-name.config.js' }).lintFiles([folder]);
  assert.deepEqual(results.flatMap(({ messages }) => messages), []);

  const server = createServer((request, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { status: statusOf } = await import(pathToFileURL(join(folder, 'status.js')).href);
  assert.equal(await statusOf(`http://127.0.0.1:${server.address().port}`), 200);
  server.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`ESLint ${ESLint.version}, Node ${process.version}`);
