// One run of ESLint over files, and where its time went: the statistics that ESLint keeps itself (`stats: true`).
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as typescriptParser from '@typescript-eslint/parser';
import { ESLint } from 'eslint';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import safelyClose from 'eslint-plugin-safely-close';
import typescriptEslint from 'typescript-eslint';
import { root } from './corpus.mjs';

/** What everybody has on: the rules that ESLint itself calls recommended. */
const everydayRules = Object.fromEntries(
  [...builtinRules].filter(([, rule]) => rule.meta.docs.recommended === true && !rule.meta.deprecated).map(([name]) => [name, 'error']),
);

const globals = Object.fromEntries([...Object.getOwnPropertyNames(globalThis), 'require', 'module', 'exports', '__dirname', '__filename'].map((name) => [name, 'readonly']));

const packageTypes = new Map();
function packageType(folder) {
  let type = packageTypes.get(folder);
  if (type === undefined) {
    try {
      type = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).type ?? 'commonjs';
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
      type = dirname(folder) === folder ? 'commonjs' : packageType(dirname(folder));
    }
    packageTypes.set(folder, type);
  }
  return type;
}

/** Many packages ship modules as `.js` without saying so, for bundlers: there, the text tells. */
function isCommonJs(path) {
  if (/\.c[jt]s$/u.test(path)) return true;
  return path.endsWith('.js') && packageType(dirname(path)) === 'commonjs' && !/^(?:import\b(?!\s*\()|export\b)/mu.test(readFileSync(path, 'utf8'));
}

/** The plugin's caches live as long as its settings object: a copy is what a fresh process would have. */
const withFreshCaches = (config) => (config.settings === undefined ? config : { ...config, settings: structuredClone(config.settings) });

const pluginConfigs = {
  recommended: [safelyClose.configs.recommended],
  'recommended-type-checked': [safelyClose.configs['recommended-type-checked']],
  'no-floating-promises': [{ plugins: { '@typescript-eslint': typescriptEslint.plugin }, rules: { '@typescript-eslint/no-floating-promises': 'error' } }],
};

function createLinter(configName, typedIn) {
  const parserOptions = typedIn === undefined ? {} : { projectService: true, tsconfigRootDir: typedIn };
  return new ESLint({
    cwd: root,
    stats: true,
    overrideConfigFile: true,
    overrideConfig: [
      { ignores: ['!**/node_modules/', '!.cache/'] },
      { files: ['**/*.{js,mjs,cjs,ts,mts,cts}'], linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' }, languageOptions: { globals }, rules: everydayRules },
      { files: [isCommonJs], languageOptions: { sourceType: 'commonjs' } },
      // TypeScript tells itself what is not defined.
      { files: ['**/*.{ts,mts,cts}'], languageOptions: { parser: typescriptParser, parserOptions }, rules: { 'no-undef': 'off' } },
      ...pluginConfigs[configName].map(withFreshCaches),
    ],
  });
}

/**
 * Lints files and adds up the statistics.
 *
 * @param files - Absolute paths. One that does not parse is counted and left out of the times.
 * @param configName - What is linted with besides ESLint's recommended rules.
 * @param typedIn - The folder of the TypeScript projects, where types are wanted.
 * @returns Times in milliseconds: `totalMs` is all of ESLint (parsing, scopes, code paths, every rule), `pluginMs` the rules of
 * `configName`, `rules` each of these, and `files`, how many were linted.
 */
export async function lintTimes(files, configName, typedIn) {
  const results = await createLinter(configName, typedIn).lintFiles(files);
  const times = { config: configName, files: 0, unparsable: 0, lines: 0, totalMs: 0, parseMs: 0, pluginMs: 0, reports: 0, rules: {} };
  for (const { fatalErrorCount, filePath, messages, stats } of results) {
    if (fatalErrorCount > 0) {
      times.unparsable += 1;
      continue;
    }
    times.files += 1;
    times.lines += readFileSync(filePath, 'utf8').split('\n').length;
    times.reports += messages.filter(({ ruleId }) => !(ruleId in everydayRules)).length;
    for (const pass of stats.times.passes) {
      times.totalMs += pass.total;
      times.parseMs += pass.parse.total;
      for (const [rule, { total }] of Object.entries(pass.rules)) {
        if (rule in everydayRules) continue;
        times.pluginMs += total;
        times.rules[rule] = (times.rules[rule] ?? 0) + total;
      }
    }
  }
  return times;
}
