// ESLint's command on JavaScript, JSON and CSS by one config, which has no `files` of its own for the plugin: with a cache, with threads, and
// with what there is set aside.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { ESLint } from 'eslint';

const leak = readFileSync('src/status.js', 'utf8');
const files = { 'a.js': leak, 'b.js': leak, 'data.json': '{ "undici": 1, "undici": 2 }\n', 'page.css': '/* undici */\na { colr: red }\n', 'unread.ts': 'export const one: number = 1;\n' };
mkdirSync('beside', { recursive: true });
for (const [name, text] of Object.entries(files)) writeFileSync(`beside/${name}`, text);

function lint(...flags) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['node_modules/eslint/bin/eslint.js', '--config', 'eslint-beside.config.js', '--format', 'json', ...flags, 'beside'], { encoding: 'utf8', env: { ...process.env, NODE_NO_WARNINGS: '1' } });
  assert.equal(stderr, '');
  return { status, reports: JSON.parse(stdout).flatMap(({ filePath, messages }) => messages.map(({ ruleId }) => `${relative('beside', filePath)} ${ruleId}`)).sort() };
}

const expected = ['a.js safely-close/require-safe-close', 'b.js safely-close/require-safe-close', 'data.json json/no-duplicate-keys', 'page.css css/no-invalid-properties'];
for (const flags of [[], ['--cache'], ['--cache'], ['--concurrency', '2']]) assert.deepEqual(lint(...flags), { status: 1, reports: expected }, flags.join(' '));
assert.equal(lint('--suppress-all').status, 0);
assert.deepEqual(JSON.parse(readFileSync('eslint-suppressions.json', 'utf8'))['beside/a.js'], { 'safely-close/require-safe-close': { count: 1 } });
writeFileSync('beside/c.js', leak);
assert.deepEqual(lint(), { status: 1, reports: ['c.js safely-close/require-safe-close'] });
rmSync('beside', { recursive: true });
console.log(`ESLint ${ESLint.version}, Node ${process.version}`);
