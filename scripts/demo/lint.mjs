/** Runs ESLint itself, with the plugin's `recommended` config, over one copy of the example. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { codeFrame } from './code-frame.mjs';
import { say } from './terminal.mjs';

/** @returns {Promise<import('eslint').ESLint.LintResult[]>} one result a file, in the order of the file names. */
export async function lint(folder) {
  const [{ ESLint }, { default: safelyClose }, typescriptParser] = await Promise.all([
    import('eslint'),
    import('eslint-plugin-safely-close'),
    import('@typescript-eslint/parser'),
  ]);
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: [
      ...[safelyClose.configs.recommended].flat(),
      { files: ['**/*.ts'], languageOptions: { parser: typescriptParser } },
    ],
  });
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
