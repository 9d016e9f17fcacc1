// Lints the two files that leak, takes the suggestions, and lints the result, which must be silent.
import assert from 'node:assert/strict';
import { ESLint } from 'eslint';

const eslint = new ESLint({ overrideConfigFile: 'eslint-by-name.config.js' });
const expected = { 'src/status.js': 'safely-close/require-safe-close', 'src/probe.cjs': process.env.NO_AWAIT_USING === '1' ? 'safely-close/prefer-safe-close' : 'safely-close/prefer-await-using' };

const applied = (text, { range: [start, end], text: replacement }) => text.slice(0, start) + replacement + text.slice(end);

for (const [filePath, rule] of Object.entries(expected)) {
  const [{ messages, source }] = await eslint.lintFiles([filePath]);
  assert.deepEqual(messages.map(({ ruleId }) => ruleId), [rule], filePath);
  const fix = messages[0].suggestions?.[0]?.fix;
  assert.ok(fix, `${rule} offers nothing for ${filePath}.`);
  const [after] = await eslint.lintText(applied(source, fix), { filePath });
  assert.deepEqual(after.messages, [], `${filePath} after the suggestion`);
}
console.log(`ESLint ${ESLint.version}, Node ${process.version}`);
