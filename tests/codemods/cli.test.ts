/** The command as a user runs it: in a folder of its own, by its name, with nothing mocked. */
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, statSync, rmSync, symlinkSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { command, createProject } from './support/project.ts';
import type { Project } from './support/project.ts';

const leaking = `import { Client } from 'undici';

export async function status(origin) {
  const client = new Client(origin);
  const { statusCode } = await client.request({ method: 'HEAD', path: '/' });
  return statusCode;
}
`;
const forReview = `import { Client } from 'undici';

export function fire(origin) {
  const client = new Client(origin);
  client.request({ method: 'POST', path: '/' });
}
`;
const unrelated = 'export const answer = 42;\n';
const manifest = '{ "name": "p", "type": "module", "engines": { "node": ">=24" } }\n';

let project: Project;
afterEach(() => project.remove());

const git = (...commandArguments: string[]): Promise<unknown> => project.run('git', '-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...commandArguments);

async function commitAll(): Promise<void> {
  await git('init', '-q');
  await git('add', '.');
  await git('commit', '-qm', 'start');
}

describe('looking', () => {
  test('--dry-run writes nothing and prints a diff and a summary', async () => {
    project = createProject({ 'package.json': manifest, 'src/a.js': leaking, 'src/b.js': unrelated });
    const { exitCode, stdout } = await project.codemod('--dry-run');
    expect(exitCode).toBe(0);
    expect(project.read('src/a.js')).toBe(leaking);
    expect(stdout).toContain('--- a/src/a.js');
    expect(stdout).toContain('+  await using client = closing(new Client(origin));');
    expect(stdout).toContain('1 session would change in 1 file: never-closed 1');
    expect(stdout).not.toContain('src/b.js');
    expect(stdout).not.toContain('\u001B[');
  });

  test.each(['--dry-run', '--check', '--insert-todos', '--allow-dirty', '--verbose', '--yes'])('%s takes no value: a path behind it is a path', async (option) => {
    project = createProject({ 'package.json': manifest, 'src/a.js': leaking, 'other/b.js': leaking });
    const isLooking = option === '--dry-run' || option === '--check';
    const { exitCode } = await project.codemod(option, 'src');
    expect(exitCode).toBe(option === '--check' ? 1 : 0);
    expect(project.read('other/b.js')).toBe(leaking);
    expect(project.read('src/a.js') === leaking).toBe(isLooking);
  });

  test('--check exits with 1 where something would change, and with 0 where nothing would', async () => {
    project = createProject({ 'package.json': manifest, 'a.js': leaking });
    expect((await project.codemod('--check')).exitCode).toBe(1);
    expect(project.read('a.js')).toBe(leaking);
    await project.codemod('--yes');
    expect((await project.codemod('--check')).exitCode).toBe(0);
  });

  test('a review site alone is no work for --check', async () => {
    project = createProject({ 'package.json': manifest, 'a.js': forReview });
    const { exitCode, stdout } = await project.codemod('--check');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('a.js:4:18  client (undici Client)');
  });
});

describe('writing', () => {
  test('changes what must change, and a second run changes nothing', async () => {
    project = createProject({ 'package.json': manifest, 'a.js': leaking, 'b.js': unrelated });
    const first = await project.codemod('.');
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toContain('1 session changed in 1 file');
    const text = project.read('a.js');
    expect(text).toContain("import { closing } from 'safely-close';");
    expect(project.read('b.js')).toBe(unrelated);
    const second = await project.codemod('.');
    expect(second.stdout).toContain('0 sessions changed');
    expect(project.read('a.js')).toBe(text);
  });

  test('keeps carriage returns, the byte order mark, the mode and a symbolic link', async () => {
    const text = '\uFEFF' + leaking.replaceAll('\n', '\r\n');
    project = createProject({ 'package.json': manifest, 'real/a.js': text });
    chmodSync(join(project.folder, 'real/a.js'), 0o755);
    symlinkSync('real/a.js', join(project.folder, 'link.js'));
    expect((await project.codemod('link.js')).exitCode).toBe(0);
    const written = project.read('real/a.js');
    expect(written.startsWith('\uFEFF')).toBe(true);
    expect(written.match(/[^\r]\n/)).toBeNull();
    expect(written).toContain('closing(new Client(origin))');
    expect(statSync(join(project.folder, 'real/a.js')).mode & 0o777).toBe(0o755);
    expect(lstatSync(join(project.folder, 'link.js')).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(project.folder, 'real'))).toEqual(['a.js']);
  });

  test('files that git ignores, node_modules and declaration files are passed over; a file named by itself is not', async () => {
    project = createProject({
      'package.json': manifest,
      '.gitignore': 'dist/\n',
      'dist/a.js': leaking,
      'node_modules/x/a.js': leaking,
      'src/.gitignore': 'generated.*\n!generated.keep.js\n',
      'src/generated.js': leaking,
      'src/generated.keep.js': leaking,
      'src/a.mts': leaking,
      'src/types.d.ts': leaking,
    });
    const { stdout } = await project.codemod('.', '--style', 'await-using');
    expect(stdout).toContain('2 sessions changed in 2 files');
    expect(project.read('src/generated.keep.js')).not.toBe(leaking);
    expect(project.read('src/a.mts')).not.toBe(leaking);
    for (const path of ['dist/a.js', 'node_modules/x/a.js', 'src/generated.js', 'src/types.d.ts']) expect(project.read(path)).toBe(leaking);
    await project.codemod('dist/a.js');
    expect(project.read('dist/a.js')).not.toBe(leaking);
  });

  test('--only rewrites the idioms it names', async () => {
    project = createProject({ 'package.json': manifest, 'a.js': leaking });
    const { stdout } = await project.codemod('.', '--only', 'try-finally');
    expect(stdout).toContain('not-selected 1');
    expect(project.read('a.js')).toBe(leaking);
  });

  test('--insert-todos marks what is left for review, once', async () => {
    project = createProject({ 'package.json': manifest, 'a.js': forReview });
    await project.codemod('.', '--insert-todos');
    const text = project.read('a.js');
    expect(text).toMatch(/^ {2}\/\/ TODO\(safely-close\): .+\.\n {2}const client/m);
    await project.codemod('.', '--insert-todos');
    expect(project.read('a.js')).toBe(text);
  });

  test('--format runs a command on the changed files alone', async () => {
    project = createProject({ 'package.json': manifest, "it's a.js": leaking, 'b.js': unrelated, 'format.mjs': "import { appendFileSync } from 'node:fs';\nfor (const file of process.argv.slice(2)) appendFileSync(file, '// formatted\\n');\n" });
    const { exitCode } = await project.codemod('.', '--format', `"${process.execPath}" format.mjs`);
    expect(exitCode).toBe(0);
    expect(project.read("it's a.js")).toMatch(/\/\/ formatted\n$/);
    expect(project.read('b.js')).toBe(unrelated);
  });
});

describe.each(['SIGINT', 'SIGKILL'] as const)('a run that %s interrupts', (signal) => {
  const files = Object.fromEntries(Array.from({ length: 600 }, (_unused, index) => [`src/file${String(index).padStart(3, '0')}.js`, leaking]));

  test('leaves whole files, and the same command goes on, with a report that tells of all', async () => {
    project = createProject({ 'package.json': manifest, ...files });
    await commitAll();
    const child = spawn(process.execPath, [command, 'src', '--yes'], { cwd: project.folder, stdio: 'ignore' });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await expect.poll(() => project.read('src/file002.js') !== leaking, { timeout: 30_000, interval: 5 }).toBe(true);
    child.kill(signal);
    expect(await ended).toBe(signal === 'SIGINT' ? 130 : null);
    const texts = Object.keys(files).map((file) => project.read(file));
    const migrated = texts.find((text) => text !== leaking);
    expect(texts.every((text) => text === leaking || text === migrated)).toBe(true);
    expect(texts.at(-1)).toBe(leaking);
    // A process that is killed outright cannot take away what it was about to put in place.
    if (signal === 'SIGINT') expect(readdirSync(join(project.folder, 'src')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    for (const name of readdirSync(join(project.folder, 'src'))) if (name.endsWith('.tmp')) rmSync(join(project.folder, 'src', name));

    const second = await project.codemod('src', '--report', 'report.json');
    expect(second.exitCode, second.stderr).toBe(0);
    expect(second.stderr).toMatch(/Going on with a run that was interrupted; files that are done: \d+\./);
    expect(Object.keys(files).every((file) => project.read(file) === migrated)).toBe(true);
    const { totals, sites } = JSON.parse(project.read('report.json')) as { totals: object; sites: { path: string }[] };
    expect(totals).toMatchObject({ changed: 600, changedFiles: 600, skipped: 0, scannedFiles: 600 });
    expect(sites.map(({ path }) => path)).toEqual(Object.keys(files));
  });
});

test('where nothing can be kept for that, the run says so and goes on', async () => {
  project = createProject({ 'package.json': manifest, 'a.js': leaking, node_modules: 'not a folder' });
  const { exitCode, stderr } = await project.codemod('.');
  expect({ exitCode, changed: project.read('a.js') !== leaking }).toEqual({ exitCode: 0, changed: true });
  expect(stderr).toMatch(/What is done is not kept, .*: E\w+/u);
});

test('what somebody else changed since the interruption is refused as before', async () => {
  const files = Object.fromEntries(Array.from({ length: 600 }, (_unused, index) => [`src/file${String(index).padStart(3, '0')}.js`, leaking]));
  project = createProject({ 'package.json': manifest, ...files });
  await commitAll();
  const child = spawn(process.execPath, [command, 'src', '--yes'], { cwd: project.folder, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await expect.poll(() => project.read('src/file002.js') !== leaking, { timeout: 30_000, interval: 5 }).toBe(true);
  child.kill('SIGINT');
  await ended;
  project.write({ 'src/file000.js': `${project.read('src/file000.js')}// by hand\n` });
  const { exitCode, stderr } = await project.codemod('src');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('uncommitted changes (src/file000.js)');
});

describe('git', () => {
  test('a dirty tree is refused before anything is written, unless it is allowed', async () => {
    project = createProject({ 'package.json': manifest, 'a.js': leaking });
    await commitAll();
    project.write({ 'b.js': unrelated });
    const refused = await project.codemod('.');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('uncommitted changes (b.js)');
    expect(refused.stderr).toContain('--allow-dirty');
    expect(project.read('a.js')).toBe(leaking);
    expect((await project.codemod('.', '--dry-run')).exitCode).toBe(0);
    expect((await project.codemod('.', '--allow-dirty')).exitCode).toBe(0);
    expect(project.read('a.js')).not.toBe(leaking);
  });

  test('a report that the same command wrote before is no change of somebody else\'s', async () => {
    project = createProject({ 'package.json': manifest, 'a.js': leaking });
    await commitAll();
    await project.codemod('.', '--dry-run', '--report', 'review.md');
    expect((await project.codemod('.', '--report', 'review.md')).exitCode).toBe(0);
    expect(project.read('a.js')).not.toBe(leaking);
  });

  test('where git does not answer, that is said', async () => {
    project = createProject({ 'package.json': manifest, 'a.js': leaking, '.git/HEAD': 'nothing\n' });
    const { exitCode, stderr } = await project.codemod('.');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Git does not say whether');
    expect(project.read('a.js')).toBe(leaking);
  });

  test('a clean tree is migrated', async () => {
    project = createProject({ 'package.json': manifest, 'a.js': leaking });
    await commitAll();
    expect((await project.codemod('.')).exitCode).toBe(0);
    expect(project.read('a.js')).not.toBe(leaking);
  });
});

describe('files that cannot be processed are named and left alone, the others are done', () => {
  test('a syntax error, bytes that are no UTF-8, a generated file', async () => {
    const broken = `import { Client } from 'undici';\nconst client = new Client(;\n`;
    const generated = `// @generated by a tool\n${leaking}`;
    const latin1 = Buffer.concat([Buffer.from(`// caf`), Buffer.from([0xe9]), Buffer.from(`\n${leaking}`)]);
    project = createProject({ 'package.json': manifest, 'broken.js': broken, 'generated.js': generated, 'latin1.js': latin1, 'good.js': leaking });
    const { exitCode, stdout } = await project.codemod('.');
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^broken\.js:2:\d+ {2}The file does not parse: .+ Mend the syntax, or leave the file out\.$/m);
    expect(stdout).toContain('latin1.js  The file is not valid UTF-8.');
    expect(stdout).toContain('generated.js  The file says that a tool generates it.');
    expect(project.read('broken.js')).toBe(broken);
    expect(project.read('generated.js')).toBe(generated);
    expect(project.read('good.js')).not.toBe(leaking);
  });

  test('component files are recognised and reported', async () => {
    const component = `<script setup>\nimport { Client } from 'undici';\nconst client = new Client('http://127.0.0.1');\n</script>\n`;
    project = createProject({ 'package.json': manifest, 'App.vue': component, 'App.svelte': component });
    const { exitCode, stdout } = await project.codemod('.');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('App.vue  The file is a component');
    expect(stdout).toContain('App.svelte  The file is a component');
    expect(project.read('App.vue')).toBe(component);
  });
});

describe('style', () => {
  test.each([
    ['engines that admit Node 20', { 'package.json': '{ "type": "module", "engines": { "node": ">=20" } }' }, 'try {', 'admits Node 20'],
    ['engines of Node 24', { 'package.json': '{ "type": "module", "engines": { "node": "^24.1.0 || >=26" } }' }, 'await using', 'admits only versions that read it'],
    ['Babel with the plugin', { 'package.json': '{ "type": "module", "engines": { "node": ">=18" } }', 'babel.config.json': '{ "plugins": ["@babel/plugin-proposal-explicit-resource-management"] }' }, 'await using', 'Babel compiles it down'],
  ])('%s', async (_name, files, written, reason) => {
    project = createProject({ ...files, 'a.js': leaking });
    const { stderr } = await project.codemod('.');
    expect(project.read('a.js')).toContain(written);
    expect(stderr).toContain(reason);
    expect(stderr.match(/Style:/g)).toHaveLength(1);
  });

  test.each([
    ['a target that TypeScript compiles down to', '{ "compilerOptions": { "target": "es2022" /* old */, } }', '^5.6.0', 'await using'],
    ['a TypeScript that cannot read it', '{ "compilerOptions": { "target": "es2022" } }', '~5.1.6', 'try {'],
    ['types stripped by a runtime that cannot read it', '{ "compilerOptions": { "target": "esnext", "noEmit": true } }', '^6.0.0', 'try {'],
  ])('%s', async (_name, tsconfig, version, written) => {
    project = createProject({ 'package.json': `{ "type": "module", "engines": { "node": ">=20" }, "devDependencies": { "typescript": "${version}" } }`, 'tsconfig.json': tsconfig, 'a.ts': leaking });
    await project.codemod('.');
    expect(project.read('a.ts')).toContain(written);
  });

  test.each([
    ['tsconfig.json', { 'node_modules/team-config/package.json': '{ "name": "team-config" }', 'node_modules/team-config/tsconfig.json': '{ "compilerOptions": { "noEmit": true } }' }],
    ['base.json', { 'node_modules/team-config/package.json': '{ "name": "team-config", "tsconfig": "./base.json" }', 'node_modules/team-config/base.json': '{ "compilerOptions": { "noEmit": true } }' }],
  ])('a tsconfig.json that extends a package is read on in its %s', async (_file, ofPackage) => {
    project = createProject({ 'package.json': '{ "type": "module", "engines": { "node": ">=20" }, "devDependencies": { "typescript": "^6.0.0" } }', 'tsconfig.json': '{ "extends": "team-config" }', ...ofPackage, 'a.ts': leaking });
    const { exitCode, stdout } = await project.codemod('.');
    expect(exitCode, stdout).toBe(0);
    expect(project.read('a.ts')).toContain('try {');
  });

  test('a fixed style wins', async () => {
    project = createProject({ 'package.json': manifest, 'a.js': leaking });
    await project.codemod('.', '--style', 'try-finally');
    expect(project.read('a.js')).toContain('await safelyCloseClient(client);');
  });
});

describe('reports', () => {
  test('JSON names every session with its outcome, and the reasons with what to do', async () => {
    project = createProject({ 'package.json': manifest, 'a.js': leaking, 'sub/b.js': forReview });
    await project.codemod('.', '--report', 'out/report.json', '--report', 'out/report.md');
    const report = JSON.parse(project.read('out/report.json')) as { totals: Record<string, number>; sites: unknown[]; reasons: Record<string, { byHand: string; count: number }> };
    expect(report.totals).toMatchObject({ changed: 1, review: 1, skipped: 0, changedFiles: 1, failedFiles: 0 });
    expect(report.sites).toContainEqual(expect.objectContaining({ path: 'a.js', line: 4, column: 18, name: 'client', outcome: 'changed', idiom: 'never-closed' }));
    expect(report.sites).toContainEqual(expect.objectContaining({ path: 'sub/b.js', outcome: 'review' }));
    for (const reason of Object.values(report.reasons)) expect(reason.byHand).toMatch(/\.$/);
    expect(project.read('out/report.md')).toContain('- [ ] [sub/b.js:4](sub/b.js#L4) `client` (undici Client)');
  });
});

describe('reports for other readers', () => {
  test('SARIF holds what is left for review, with its place', async () => {
    project = createProject({ 'package.json': manifest, 'a.js': leaking, 'sub folder/b.js': forReview });
    await project.codemod('.', '--report', 'r.sarif');
    const log = JSON.parse(project.read('r.sarif')) as { version: string; runs: { tool: { driver: { rules: { id: string }[] } }; results: { ruleId: string; ruleIndex: number; locations: unknown[] }[] }[] };
    expect(log.version).toBe('2.1.0');
    const [run] = log.runs;
    const [finding] = run?.results ?? [];
    expect(run?.results).toHaveLength(1);
    expect(run?.tool.driver.rules[finding?.ruleIndex ?? -1]?.id).toBe(finding?.ruleId);
    expect(finding?.locations).toMatchObject([{ physicalLocation: { artifactLocation: { uri: 'sub%20folder/b.js', uriBaseId: 'SRCROOT' }, region: { startLine: 4, startColumn: 18 } } }]);
  });

  test('HTML is one file, with every session and its change, and nothing of the code gets out as markup', async () => {
    const hostile = leaking.replace("'HEAD'", "'<script>alert(1)</script>'");
    project = createProject({ 'package.json': manifest, 'a.js': hostile, 'b.js': forReview });
    await project.codemod('.', '--report', 'r.html');
    const page = project.read('r.html');
    expect(page).toContain('<strong>1</strong> changed');
    expect(page).toContain('<strong>1</strong> for review');
    expect(page).toContain('+  await using client = closing(new Client(origin));');
    expect(page).toMatch(/href="vscode:\/\/file\/[^"]+\/b\.js:4:18"/);
    expect(page).not.toContain('<script>alert');
    expect(page).not.toMatch(/ src=|<link|url\(|@import/);
  });
});

test('several workers do what one thread does', async () => {
  const files = Object.fromEntries(Array.from({ length: 12 }, (_unused, index) => [`src/file${String(index)}.js`, index % 3 === 0 ? forReview : leaking]));
  project = createProject({ 'package.json': manifest, ...files, 'broken.js': "import { Client } from 'undici'; const = 1;" });
  const alone = await project.codemod('.', '--dry-run', '--report', 'alone.json');
  const together = await project.codemod('.', '--dry-run', '--workers', '3', '--report', 'together.json');
  const withoutTime = (text: string): string => text.replace(/in \d+\.\d s|"durationMs": \d+/g, '');
  expect(together.exitCode).toBe(3);
  expect(withoutTime(together.stdout)).toBe(withoutTime(alone.stdout));
  expect(withoutTime(project.read('together.json'))).toBe(withoutTime(project.read('alone.json')));
});

test('all shards together do what one run does', async () => {
  const files = Object.fromEntries(Array.from({ length: 7 }, (_unused, index) => [`src/file${String(index)}.js`, leaking]));
  project = createProject({ 'package.json': manifest, ...files });
  for (const shard of ['1/3', '2/3', '3/3']) await project.codemod('.', '--shard', shard, '--allow-dirty');
  for (const file of Object.keys(files)) expect(project.read(file)).toContain('await using');
});

describe('bad input gets an error that says what to do', () => {
  test('an older Node.js is told so, in place of a syntax error', async () => {
    project = createProject({});
    const older = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })";
    const { exitCode, stdout, stderr } = await project.run(process.execPath, '--import', `data:text/javascript,${encodeURIComponent(older)}`, command, '.');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/runs on Node\.js 22\.14 or later, and this is 20\.20\.2/u);
  });

  test.each([
    [['--nope'], 'Unknown option `--nope`'],
    [['--dry-rnu'], 'Unknown option `--dry-rnu`'],
    [['--only', 'everything'], 'names no idiom. The idioms are never-closed'],
    [['--style', 'fancy'], 'take one of auto, await-using, try-finally'],
    [['--report', 'report.pdf'], 'ends in no known form; take one of'],
    [['--workers', '0'], 'is no number of threads'],
    [['--shard', '5/4'], 'is no part; write for example 1/4'],
    [['--report', 'a.js/report.json'], 'cannot be written there'],
    // Nobody can make a folder there, not even who may do everything.
    [['--report', '/proc/nope/report.json'], 'cannot be written there'],
    [['missing-folder'], 'There is nothing at "missing-folder"'],
    [['src/**/*.ts', '*.mjs'], 'No file matches "src/**/*.ts", "*.mjs"'],
    [['package.json'], 'is no JavaScript or TypeScript file'],
    [['--config', 'missing.json'], 'There is no configuration file at'],
  ])('%j', async (commandArguments, message) => {
    project = createProject({ 'package.json': manifest, 'a.js': leaking });
    const { exitCode, stderr } = await project.codemod(...commandArguments);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(project.read('a.js')).toBe(leaking);
  });

  test('a configuration that says something unknown', async () => {
    project = createProject({ 'package.json': manifest, 'a.js': leaking, 'safely-close.config.json': '{ "stile": "auto" }' });
    const { exitCode, stderr } = await project.codemod('.');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('"stile" in');
  });

  test('a setting that the analysis refuses', async () => {
    project = createProject({ 'package.json': manifest, 'a.js': leaking, 'safely-close.config.json': '{ "settings": { "mode": "lax" } }' });
    const { exitCode, stderr } = await project.codemod('.');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('safely-close.mode');
  });
});

test('--help teaches, --version tells', async () => {
  project = createProject();
  const help = await project.codemod('--help');
  expect(help.exitCode).toBe(0);
  for (const word of ['--dry-run', '--check', '--report', '--only', '--style', '--allow-dirty', '--insert-todos', '--format', '--config', '--yes', '--interactive', '--editor', '--workers', '--shard', '--verbose', 'Exit codes', 'Examples']) expect(help.stdout).toContain(word);
  expect((await project.codemod('--version')).stdout).toMatch(/^safely-close-codemod \d+\.\d+\.\d+\n$/);
});

test('a reader that has read enough ends nothing', async () => {
  project = createProject({ 'package.json': manifest, 'a.js': leaking, 'b.js': leaking });
  const { stderr } = await project.run('sh', '-c', '{ "$0" "$1" . --yes; echo "ended with $?" >&2; } | true', process.execPath, command);
  expect(stderr).toContain('ended with 0');
  expect(stderr).not.toContain('EPIPE');
  expect([project.read('a.js'), project.read('b.js')]).not.toContain(leaking);
});

test('settings make the user\'s own clients known', async () => {
  const own = `import { Store } from './store.js';\n\nexport async function use() {\n  const store = new Store();\n  await store.load();\n}\n`;
  project = createProject({ 'package.json': manifest, 'a.js': own, 'safely-close.config.json': JSON.stringify({ settings: { clients: [{ module: './store.js', name: 'Store', close: ['stop'] }] } }) });
  expect((await project.codemod('.')).exitCode).toBe(0);
  expect(project.read('a.js')).toContain('await using store = closing(new Store());');
  expect(existsSync(join(project.folder, 'safely-close.config.json'))).toBe(true);
});
