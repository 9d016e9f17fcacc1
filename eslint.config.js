// The project holds itself to its own rules, to typescript-eslint's strict ones, and to what good ESLint plugins keep to.
import { defineConfig, globalIgnores } from 'eslint/config';
import eslintPlugin from 'eslint-plugin-eslint-plugin';
import safelyClose from 'eslint-plugin-safely-close';
import typescriptEslint from 'typescript-eslint';

/** Where the conventions of ESLint's own rules do not suit ours. */
export const ruleConventions = {
  // ESLint throws where such a rule meets another language; a config without `files`, beside @eslint/json, must not end in that.
  'eslint-plugin/require-meta-languages': 'off',
  // Descriptions are sentences, and there are rules that prefer.
  'eslint-plugin/require-meta-docs-description': ['error', { pattern: '^(?:Disallow|Prefer|Require) .+\\.$' }],
};

const packages = '{runtime,rules,codemods}/**/*.ts';

export default defineConfig([
  // What leaks on purpose, what is given to the tools under test, and what is written by a machine.
  globalIgnores(['**/dist/', '.cache/', '.demo/', 'examples/', 'tests/codemods/fixtures/', 'tests/codemods/behaviour/', 'tests/e2e/packed/', 'tests/matrix/project/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  {
    name: 'own rules',
    files: [packages, 'scripts/**/*.mjs', '*.{js,ts}'],
    plugins: { 'safely-close': safelyClose },
    extends: ['safely-close/strict'],
  },
  {
    name: 'own rules, in tests',
    files: ['tests/**/*.{ts,mjs,cjs}'],
    // There, sessions are left open, closed badly and used afterwards, to see what becomes of them.
    ignores: ['tests/runtime/**', 'tests/services/**', 'tests/memory/**'],
    plugins: { 'safely-close': safelyClose },
    extends: ['safely-close/recommended'],
  },
  {
    name: 'own rules, in the runtime',
    files: ['runtime/**/*.ts'],
    // It imports by a path what its users import by name.
    settings: { 'safely-close': { closers: ['safelyCloseClient', 'closeAll'] } },
  },
  {
    name: 'own rules, in what they ask for',
    files: ['runtime/clients/**/*.ts', 'runtime/escalation/**/*.ts'],
    // A library's own close is what `safelyCloseClient` is made of.
    rules: { 'safely-close/prefer-safe-close': 'off' },
  },

  {
    name: 'typescript',
    files: ['**/*.ts'],
    extends: [typescriptEslint.configs.strict, typescriptEslint.configs.stylistic],
    rules: { '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, varsIgnorePattern: '^_', argsIgnorePattern: '^_' }] },
  },
  {
    name: 'typescript of the packages',
    files: [packages],
    extends: [typescriptEslint.configs.strictTypeCheckedOnly],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Node types are enums in typescript-eslint's types only; at run time they are strings, and nothing of it is loaded.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidOperator: true, ignoreVoidReturningFunctions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Trees of other parsers and clients of other versions hold less than their types say, and throw what they like.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      // `void | Promise<void>` is what a step that may take a while gives.
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },

  {
    name: 'what shadows methods',
    files: ['runtime/clients/**/*.ts', 'runtime/register/**/*.ts'],
    // The method that was there is kept, and called on its client.
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },

  {
    name: 'the rules',
    files: ['rules/*.ts', 'rules/rule/*.ts'],
    // What it cannot see behind `createRule`, a test shows it rule by rule: tests/rules/plugin-conventions.test.ts, with the same exceptions.
    extends: [eslintPlugin.configs.all],
    rules: ruleConventions,
  },
]);
