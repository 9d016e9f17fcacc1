// The three packages as their users get them: packed, installed into empty projects by npm, and used from there.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { libcurlMissing } from '../runtime/support/libcurl.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const material = fileURLToPath(new URL('packed/', import.meta.url));

const packages = [
  { folder: 'runtime', name: 'safely-close' },
  { folder: 'rules', name: 'eslint-plugin-safely-close' },
  { folder: 'codemods', name: 'safely-close-codemod' },
] as const;

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly homepage: string;
  readonly bugs: string;
  readonly repository: { readonly directory: string };
  readonly files: readonly string[];
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without the environment of the npm script and the test runner that may be around it. */
function run(cwd: string, command: string, ...commandArguments: readonly string[]): Promise<Outcome> {
  const environment = Object.entries(process.env).filter(([name]) => !/^(npm_(?!config_)|npm_config_(local_prefix|workspace)|INIT_CWD$|VITEST|TEST$|NODE_ENV$|NODE_PATH$|FORCE_COLOR$)/i.test(name));
  const options = { cwd, env: { ...Object.fromEntries(environment), NO_COLOR: '1' }, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(command, commandArguments, options, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

const node = (cwd: string, ...commandArguments: readonly string[]): Promise<Outcome> => run(cwd, process.execPath, ...commandArguments);

/** Why nothing can be installed; `undefined` where it can. */
let offline: string | undefined;
let workplace: string;
/** A project with the linter alone, and one with everything. */
let linterOnly: string;
let everything: string;

async function whyOffline(): Promise<string | undefined> {
  const { exitCode, stderr } = await run(workplace, 'npm', 'view', 'eslint@10', 'version', '--fetch-retries=1', '--fetch-timeout=20000');
  return exitCode === 0 ? undefined : `the npm registry cannot be reached (${/npm error code (\S+)/.exec(stderr)?.[1] ?? 'npm view failed'})`;
}

async function install(project: string, ...specifiers: readonly string[]): Promise<void> {
  await mkdir(project, { recursive: true });
  await writeFile(join(project, 'package.json'), '{ "name": "user", "private": true, "type": "module", "engines": { "node": ">=24" } }\n');
  const { exitCode, stderr } = await run(project, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', ...specifiers);
  if (exitCode !== 0) throw new Error(`npm install failed:\n${stderr}`);
}

beforeAll(async () => {
  workplace = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-packed-')));
  for (const { folder } of packages) {
    const { exitCode, stderr } = await run(join(root, folder), 'npm', 'pack', '--pack-destination', workplace);
    if (exitCode !== 0) throw new Error(`npm pack failed in ${folder}:\n${stderr}`);
  }
  const tarballs = (await readdir(workplace)).map((file) => join(workplace, file));
  const linter = tarballs.filter((file) => !file.includes('codemod'));
  linterOnly = join(workplace, 'linter-only');
  everything = join(workplace, 'everything');
  offline = await whyOffline();
  if (offline !== undefined) return;
  await install(linterOnly, ...linter, 'eslint@10');
  await install(everything, ...tarballs, 'eslint@10', 'undici@8');
}, 300_000);

afterAll(() => rm(workplace, { recursive: true, force: true }));

beforeEach(({ skip }) => {
  skip(offline !== undefined, offline);
});

/** All files below a folder, by their paths in it, with `/`. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

const installed = (name: string): string => join(everything, 'node_modules', name);
const manifestOf = async (name: string): Promise<Manifest> => JSON.parse(await readFile(join(installed(name), 'package.json'), 'utf8')) as Manifest;

/** What a package needs: its manifest, its two pages, what is written in JavaScript or is a schema, for every source its types, and what the compiler or the bundler made of it. */
async function neededFiles(folder: string, name: string): Promise<readonly string[]> {
  const own = (await filesIn(join(root, folder))).filter((path) => !/^(dist|node_modules)\//.test(path));
  const sources = own.filter((path) => /(?<!\.d)\.c?ts$/.test(path));
  const types = sources.map((path) => `dist/${path.replace(/(c?ts)$/, 'd.$1')}`);
  const modules = folder === 'rules' ? await modulesLoaded(name) : sources.map((path) => `dist/${path.replace(/ts$/, 'js')}`);
  return ['LICENSE', 'README.md', 'package.json', ...own.filter((path) => path.endsWith('.js') || path.endsWith('.schema.json')), ...types, ...modules].sort();
}

/** The modules that a bundled package's entries lead to, themselves included. */
async function modulesLoaded(name: string): Promise<readonly string[]> {
  const { exports: entries } = await manifestOf(name);
  const loaded = new Set(Object.values(entries).flatMap((entry) => targetsOf(entry)).map(([, target]) => normalize(target)).filter((target) => target.endsWith('.js')));
  for (const path of loaded) {
    const text = await readFile(join(installed(name), path), 'utf8');
    for (const [, specifier] of text.matchAll(/^(?:import|export) [^;]*?"(\.[^"]+)";$/gmu)) if (specifier !== undefined) loaded.add(join(dirname(path), specifier));
  }
  return [...loaded];
}

/** The files that an entry of `exports` leads to, with its conditions. */
function targetsOf(entry: string | Readonly<Record<string, string>>): readonly (readonly [condition: string, target: string])[] {
  return typeof entry === 'string' ? [['default', entry]] : Object.entries(entry);
}

describe.each(packages)('$name', ({ folder, name }) => {
  test('holds what it needs and nothing else', async () => {
    const files = (await filesIn(installed(name))).filter((path) => !path.startsWith('node_modules/'));
    expect(files).toEqual(await neededFiles(folder, name));
  });

  test('says whose it is, under which licence, and where to ask', async () => {
    const manifest = await manifestOf(name);
    expect(manifest.license).toBe('MIT');
    expect(manifest.repository.directory).toBe(folder);
    expect(manifest.homepage).toContain(folder);
    expect(manifest.bugs).toMatch(/^https:/);
    expect(await readFile(join(installed(name), 'LICENSE'), 'utf8')).toBe(await readFile(join(root, 'LICENSE'), 'utf8'));
  });

  test('asks for the other packages in the version that they have', async () => {
    const { dependencies = {} } = await manifestOf(name);
    for (const other of packages) {
      const wanted = dependencies[other.name];
      if (wanted !== undefined) expect(wanted).toBe((await manifestOf(other.name)).version);
    }
  });

  test('exports only what is there, types first, default last', async () => {
    const { exports: entries, bin = {} } = await manifestOf(name);
    const files = await filesIn(installed(name));
    for (const [subpath, entry] of Object.entries(entries)) {
      const conditions = targetsOf(entry).map(([condition]) => condition);
      const typed = typeof entry === 'string' || subpath.includes('*');
      expect(conditions, subpath).toEqual(typed ? ['default'] : ['types', 'default']);
      for (const [, target] of targetsOf(entry)) {
        const pattern = new RegExp(`^${target.replace('./', '').replaceAll('.', '\\.').replace('*', '.+')}$`);
        expect(files.some((path) => pattern.test(path)), `${subpath} → ${target}`).toBe(true);
      }
    }
    for (const target of Object.values(bin)) expect(await readFile(join(installed(name), target), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test('can be imported by every name that it exports', async () => {
    const { exports: entries } = await manifestOf(name);
    // The test runners' hooks only load where their runner is, and libcurl's session where libcurl is: those have tests of their own.
    const bare = Object.keys(entries).filter((subpath) => !/\*|\.json$|vitest|jest|mocha|node-test|curl/.test(subpath));
    const specifiers = bare.map((subpath) => subpath.replace('.', name));
    const { exitCode, stderr } = await node(everything, '--input-type=module', '-e', specifiers.map((specifier) => `await import('${specifier}');`).join('\n'));
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });
});

interface LintResult {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string; readonly line: number; readonly column: number; readonly message: string }[];
}

/** Runs ESLint's own command in a project. */
async function lint(project: string, config: string, ...patterns: readonly string[]): Promise<{ readonly exitCode: number; readonly reports: readonly string[] }> {
  const { exitCode, stdout, stderr } = await node(project, 'node_modules/eslint/bin/eslint.js', '--config', config, '--format', 'json', ...patterns);
  if (stdout === '') throw new Error(stderr);
  const results = JSON.parse(stdout) as readonly LintResult[];
  return { exitCode, reports: results.flatMap(({ filePath, messages }) => messages.map(({ ruleId, line, column, message }) => `${relative(project, filePath).split(sep).join('/')}:${String(line)}:${String(column)} ${ruleId}: ${message}`)) };
}

const probeReport = 'src/probe.cjs:5:9 safely-close/prefer-await-using: The "finally" on line 9 closes "session", as "await using" does without it. Declare it with "await using session = closing(…)".';
const statusReport = 'src/status.js:4:18 safely-close/require-safe-close: "client" is never closed. Declare it with "await using client = closing(…)".';

describe('a project with the linter alone', () => {
  beforeAll(async () => {
    if (offline === undefined) await cp(material, linterOnly, { recursive: true });
  });

  test('has nothing to compile, no install script, no TypeScript, no client library', async () => {
    const lock = JSON.parse(await readFile(join(linterOnly, 'package-lock.json'), 'utf8')) as { packages: Record<string, { hasInstallScript?: boolean }> };
    expect(Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript === true)).toEqual([]);
    for (const absent of ['typescript', '@typescript-eslint', 'node-libcurl', 'undici', 'jscodeshift', 'node-gyp']) {
      expect(existsSync(join(linterOnly, 'node_modules', absent)), absent).toBe(false);
    }
  });

  test.each(['eslint-by-name.config.js', 'eslint-by-object.config.js', 'eslint-by-require.config.cjs'])('reports with %s', async (config) => {
    const { exitCode, reports } = await lint(linterOnly, config, 'src/status.js');
    expect(reports).toEqual([statusReport]);
    expect(exitCode).toBe(1);
  });

  test('reads CommonJS as well', async () => {
    const { reports } = await lint(linterOnly, 'eslint-by-name.config.js', 'src');
    expect(reports).toEqual([probeReport, statusReport]);
  });
});

describe('a project with all three', () => {
  beforeAll(async () => {
    if (offline === undefined) await cp(material, everything, { recursive: true });
  });

  test('is rewritten by the command, and the linter has nothing left to say', async () => {
    await cp(join(everything, 'src'), join(everything, 'migrated', 'src'), { recursive: true });
    const { exitCode, stdout } = await node(everything, 'node_modules/safely-close-codemod/dist/cli/main.js', 'migrated');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('2 sessions changed in 2 files');
    expect(await readFile(join(everything, 'migrated/src/status.js'), 'utf8')).toContain("import { closing } from 'safely-close';\n");
    expect(await readFile(join(everything, 'migrated/src/status.js'), 'utf8')).toContain('  await using client = closing(new Client(origin));\n');
    expect(await readFile(join(everything, 'migrated/src/probe.cjs'), 'utf8')).toContain('  await using session = closing(http2.connect(origin));\n');
    expect(await lint(everything, 'eslint-by-name.config.js', 'migrated')).toEqual({ exitCode: 0, reports: [] });
  });

  test('finds the command by its name', async () => {
    const { exitCode, stdout } = await run(everything, join(everything, 'node_modules', '.bin', 'safely-close-codemod'), '--version');
    expect(exitCode).toBe(0);
    expect(stdout).toContain((await manifestOf('safely-close-codemod')).version);
  });

  test('says by its name what a program leaves open', async () => {
    const program = "new (require('undici').Agent)(); process.exit();";
    const { exitCode, stderr } = await run(everything, join(everything, 'node_modules', '.bin', 'safely-close'), 'inspect', '--fail', '--', process.execPath, '-e', program);
    expect(exitCode, stderr).toBe(90);
    expect(stderr).toMatch(/undici Agent +idle .*\[eval\]:1/);
  });

  test('is rewritten under jscodeshift, too', async () => {
    await cp(join(everything, 'src'), join(everything, 'shifted', 'src'), { recursive: true });
    const transform = join(installed('safely-close-codemod'), 'transforms', 'safe-close.js');
    const { exitCode, stdout } = await node(everything, 'node_modules/jscodeshift/bin/jscodeshift.js', '--no-babel', '--run-in-band', '--extensions=js,cjs', '-t', transform, 'shifted');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('2 ok');
    expect(await readFile(join(everything, 'shifted/src/status.js'), 'utf8')).toBe(await readFile(join(everything, 'migrated/src/status.js'), 'utf8'));
  });

  const script = 'close-clients.mjs';
  const settled = { outcome: 'closed', remaining: 0, heard: 'that the session was closed' };

  test('closes an undici client, an HTTP/2 session and a server in mid-request, and the process ends by itself', async () => {
    const { exitCode, stdout, stderr } = await node(everything, script);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ undici: settled, http2: settled, 'http server': { outcome: 'closed', remaining: 0, heard: 'TypeError: fetch failed' } });
    expect(exitCode).toBe(0);
  });

  test.skipIf(libcurlMissing !== undefined)(`closes a Curl in mid-request${libcurlMissing === undefined ? '' : ` (skipped: ${libcurlMissing})`}`, async () => {
    // Compiled in the workspace already; installing it here would compile it again.
    await symlink(join(root, 'node_modules', 'node-libcurl'), join(everything, 'node_modules', 'node-libcurl'), 'junction');
    const { exitCode, stdout, stderr } = await node(everything, script, '--libcurl');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ 'node-libcurl': settled });
    expect(exitCode).toBe(0);
  });

  /** What the compiler says of a file that uses the packages, in a project that checks their declarations too. */
  async function compile(file: string, moduleResolution: string, module: string): Promise<string> {
    const config = {
      compilerOptions: { noEmit: true, strict: true, target: 'es2022', lib: ['es2022'], module, moduleResolution, skipLibCheck: false, types: [] },
      files: [file],
    };
    const path = join(everything, `tsconfig.${moduleResolution}.json`);
    await writeFile(path, JSON.stringify(config));
    return (await node(everything, join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', path)).stdout;
  }

  describe.each([
    ['nodenext', 'nodenext'],
    ['bundler', 'esnext'],
  ])('with moduleResolution %s', (moduleResolution, module) => {
    test('gets types of the runtime and the plugin that stand by themselves', async () => {
      expect(await compile('types/usage.ts', moduleResolution, module)).toBe('');
    });

    test('gets types of the migration that stand by themselves', async () => {
      expect(await compile('types/migrate.ts', moduleResolution, module)).toBe('');
    });
  });
});
