// A session that is known by its declared type alone: found with types, not without.
import assert from 'node:assert/strict';
import { ESLint } from 'eslint';
import ts from 'typescript';

async function reported(config) {
  const [{ messages }] = await new ESLint({ overrideConfigFile: config }).lintFiles(['src/finish.ts']);
  return messages.map(({ ruleId, message }) => ruleId ?? message);
}

assert.deepEqual(await reported('eslint-typed.config.js'), ['safely-close/prefer-safe-close']);
console.log(`ESLint ${ESLint.version}, TypeScript ${ts.version}`);
