/** Runs ESLint itself, with the plugin's `recommended` config, over one copy of the example. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { codeFrame } from './code-frame.mjs';
import { say } from './terminal.mjs';

/** The example's configuration: `recommended`, and a parser for TypeScript. */
export async function overrides() {
  const [{ default: safelyClose }, typescriptParser] = await Promise.all([import('eslint-plugin-safely-close'), import('@typescript-eslint/parser')]);
  return [...[safelyClose.configs.recommended].flat(), { files: ['**/*.ts'], languageOptions: { parser: typescriptParser } }];
}

/** @returns {Promise<import('eslint').ESLint.LintResult[]>} one result a file, in the order of the file names. */
export async function lint(folder) {
  const { ESLint } = await import('eslint');
  const eslint = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: await overrides() });
  const results = await eslint.lintFiles(['.']);
  return results.sort((one, other) => one.filePath.localeCompare(other.filePath));
}

export async function show(folder, results) {
  for (const result of results) {
    if (result.messages.length === 0) continue;
    const source = await readFile(result.filePath, 'utf8');
    for (const message of result.messages) {
      say(codeFrame(relative(folder, result.filePath), source, message));
      say();
    }
  }
}
