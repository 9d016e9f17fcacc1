// The plugin as its users meet it: its names, its configs, what its rules say of themselves.
import { ESLint } from 'eslint';
import type { Linter } from 'eslint';
import { defineConfig } from 'eslint/config';
import safelyClose from 'eslint-plugin-safely-close';
import { describe, expect, it } from 'vitest';
import { lint, ruleNames } from './support/lint.ts';

const configNames = ['recommended', 'strict', 'recommended-type-checked', 'strict-type-checked'] as const;
const leak = "import { Easy } from 'node-libcurl';\nexport function probe() {\n  const easy = new Easy();\n  console.log(easy);\n}\n";

async function reported(config: Linter.Config[]): Promise<readonly (string | null)[]> {
  const eslint = new ESLint({ overrideConfigFile: true, overrideConfig: config });
  const [result] = await eslint.lintText(leak, { filePath: 'sample.js' });
  return result?.messages.map(({ ruleId }) => ruleId) ?? [];
}

describe('the plugin', () => {
  it('has the eleven rules', () => {
    expect(Object.keys(safelyClose.rules).sort()).toEqual([...ruleNames].sort());
  });

  it('names itself, its version and its namespace', () => {
    expect(safelyClose.meta).toMatchObject({ name: 'eslint-plugin-safely-close', namespace: 'safely-close' });
    expect(safelyClose.meta.version).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('has four configs', () => {
    expect(Object.keys(safelyClose.configs).sort()).toEqual([...configNames].sort());
  });

  it.each(configNames)('%s has every rule as an error, and a name', (name) => {
    const config = safelyClose.configs[name];
    expect(config.rules).toEqual(Object.fromEntries(ruleNames.map((rule) => [`safely-close/${rule}`, 'error'])));
    expect(config.name).toBe(`safely-close/${name}`);
  });

  it.each(configNames)('%s differs from the others by its settings only', (name) => {
    expect(safelyClose.configs[name].settings?.['safely-close']).toEqual({
      mode: name.startsWith('strict') ? 'strict' : 'recommended',
      types: name.endsWith('type-checked'),
    });
  });

  it('is extended by its config object', async () => {
    expect(await reported(defineConfig([{ files: ['**/*.js'], extends: [safelyClose.configs.recommended] }]))).toEqual(['safely-close/require-safe-close']);
  });

  it('is extended by name', async () => {
    const config = defineConfig([{ files: ['**/*.js'], plugins: { 'safely-close': safelyClose }, extends: ['safely-close/recommended'] }]);
    expect(await reported(config)).toEqual(['safely-close/require-safe-close']);
  });

  it('is extended by name under another local name of the plugin', async () => {
    const config = defineConfig([{ files: ['**/*.js'], plugins: { sc: safelyClose }, extends: ['sc/recommended'] }]);
    expect(await reported(config)).toHaveLength(1);
  });

  it('works as a plain array element', async () => {
    expect(await reported([safelyClose.configs.strict])).toEqual(['safely-close/require-safe-close']);
  });

  it('is what `require` gives', async () => {
    const { createRequire } = await import('node:module');
    // The test runner loads its own copy of the package, so the two are compared by what they say.
    const required: unknown = createRequire(import.meta.url)('eslint-plugin-safely-close');
    expect(required).toMatchObject({ meta: safelyClose.meta, configs: { recommended: { name: 'safely-close/recommended' } } });
  });
});

describe('every rule', () => {
  it.each(Object.entries(safelyClose.rules))('%s describes itself, links its page and takes no options that change the analysis', (name, { meta }) => {
    expect(meta?.docs?.description).toMatch(/^(Enforce|Require|Disallow|Prefer) .+/);
    expect(meta?.docs?.url).toContain(name);
    expect(['problem', 'suggestion']).toContain(meta?.type);
    expect(meta?.schema ?? []).toEqual([]);
  });

  it.each(Object.entries(safelyClose.rules))('%s speaks in whole sentences', (_name, { meta }) => {
    for (const [id, message] of Object.entries(meta?.messages ?? {})) {
      expect(message, id).toMatch(/^["'`A-Z{].*(\.|\}\}|\.")$/s);
      expect(message, `${id} speaks of its own machinery`).not.toMatch(/obligation|flow graph|discharge/i);
    }
  });

  it('says nothing on an empty file, a file of comments, and one without sessions', () => {
    for (const mode of ['recommended', 'strict'] as const) {
      for (const code of ['', '\n', '// nothing\n', '#!/usr/bin/env node\n', "'use strict';\n", 'export const two = 1 + 1;\n']) {
        expect(lint(code, { mode }), code).toEqual([]);
      }
    }
  });
});
