/** A repository of fifty packages, most of which depend on the one before, with the templates of the documentation. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun } from '../matrix/run-program.mjs';
import { quietNpm } from '../matrix/tools.mjs';

export const packageCount = 50;
/** Chains of dependence are this long, so that a change is felt by some and not by all. */
const chainLength = 10;

const nameOf = (number) => `p${String(number).padStart(2, '0')}`;
export const packageNames = Array.from({ length: packageCount }, (_unused, index) => nameOf(index + 1));

/** Those that feel a change of a package: itself, and what comes after it in its chain. */
export function dependents(name) {
  const index = packageNames.indexOf(name);
  return packageNames.slice(index, index - (index % chainLength) + chainLength);
}

const leak = (name) => `import { Client } from 'undici';

export async function ${name}(origin) {
  const client = new Client(origin);
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  return statusCode;
}
`;

const tidy = (name) => leak(name).replace("'undici';\n", "'undici';\nimport { closing } from 'safely-close';\n").replace('const client = new Client(origin)', 'await using client = closing(new Client(origin))');

/** What decides, by its type, whether the package that depends on it closes a session badly. */
export const plainSession = 'export interface Session { close(): Promise<void> }\n';
export const clientSession = "export type { Client as Session } from 'undici';\n";

/** Types are asked in files that name a client library themselves. */
const typedUse = (dependency) => `import type { Session } from '@mono/${dependency}';
import { Pool } from 'undici';

export const makePool = (): Pool => new Pool('http://127.0.0.1');

export async function finish(session: Session): Promise<void> {
  await session.close();
}
`;

export async function write(folder, files) {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }
}

const tsconfig = { compilerOptions: { strict: true, module: 'nodenext', target: 'es2022', lib: ['es2023', 'esnext.disposable'], types: [], noEmit: true }, include: ['src'] };

/** The last one is TypeScript and is linted with types, against the one before. */
function filesOf(name, index) {
  const dependency = index % chainLength === 0 ? undefined : packageNames[index - 1];
  const isTyped = index === packageCount - 1;
  const isItsDependency = index === packageCount - 2;
  return {
    'package.json': {
      name: `@mono/${name}`,
      version: '1.0.0',
      type: 'module',
      engines: { node: '>=24' },
      exports: isItsDependency ? { types: './src/index.d.ts', default: './src/index.js' } : './src/index.js',
      scripts: {
        lint: 'eslint src --format json --output-file reports/eslint.json',
        migrated: 'safely-close-codemod src --check --report reports/left.json',
      },
      dependencies: { undici: '8', ...(dependency === undefined ? {} : { [`@mono/${dependency}`]: '1.0.0' }) },
    },
    ...(isTyped
      ? { 'src/index.ts': typedUse(dependency), 'tsconfig.json': tsconfig }
      : { 'src/index.js': tidy(`status${name}`), 'src/more.js': tidy(`more${name}`) }),
    ...(isItsDependency ? { 'src/index.d.ts': plainSession, 'tsconfig.json': tsconfig } : {}),
  };
}

const eslintConfig = `import { defineConfig } from 'eslint/config';
import safelyClose from 'eslint-plugin-safely-close';
import typescriptEslint from 'typescript-eslint';

export default defineConfig([
  { files: ['**/*.js'], extends: [safelyClose.configs.recommended] },
  { files: ['**/*.ts'], extends: [typescriptEslint.configs.base, safelyClose.configs['recommended-type-checked']], languageOptions: { parserOptions: { projectService: true } } },
]);
`;

/**
 * @param {string} folder where the repository is to be
 * @param {Readonly<Record<string, string>>} tarballs of our packages, by their names
 */
export async function makeRepository(folder, tarballs) {
  const docs = fileURLToPath(new URL('../../docs/monorepo/', import.meta.url));
  await mkdir(folder, { recursive: true });
  await cp(docs, folder, { recursive: true });
  await write(folder, {
    'package.json': {
      name: 'mono',
      private: true,
      type: 'module',
      packageManager: 'npm@11.0.0',
      engines: { node: '>=24' },
      workspaces: ['packages/*'],
      devDependencies: { eslint: '10', nx: '24', turbo: '2.11', typescript: '6.0', 'typescript-eslint': '8', ...Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`])) },
    },
    'eslint.config.js': eslintConfig,
    'tsconfig.base.json': {},
    '.gitignore': 'node_modules/\nreports/\n.turbo/\n.nx/\n',
  });
  for (const [index, name] of packageNames.entries()) await write(join(folder, 'packages', name), filesOf(name, index));
  await mustRun(folder, ['npm', 'install', '--ignore-scripts', ...quietNpm]);
  await mustRun(folder, ['git', 'init', '--quiet', '--initial-branch=main']);
  await mustRun(folder, ['git', 'add', '.']);
  await mustRun(folder, ['git', '-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '-m', 'All packages']);
}

/** Puts a leak into a package. */
export const makeLeak = (folder, name) => write(join(folder, 'packages', name), { 'src/leak.js': leak(`leak${name}`) });

