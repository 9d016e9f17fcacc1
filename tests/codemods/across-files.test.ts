/** What the migration knows from the files around the one that it rewrites: the command, run on small projects as a user runs it. */
import { afterEach, describe, expect, test } from 'vitest';
import { createProject } from './support/project.ts';
import type { Project } from './support/project.ts';

const manifest = '{ "name": "p", "type": "module", "engines": { "node": ">=24" } }\n';
const factory = `import { Client } from 'undici';

export function connect(origin) {
  return new Client(origin);
}
`;
const barrel = `export { connect } from './factory.js';\n`;
const user = `import { connect } from '../lib/index.js';

export async function status(origin) {
  const client = connect(origin);
  const { statusCode } = await client.request({ method: 'HEAD', path: '/' });
  return statusCode;
}
`;
const closed = user.replace('const client = connect(origin)', 'await using client = closing(connect(origin))').replace(".js';\n", ".js';\nimport { closing } from 'safely-close';\n");

const base = { 'package.json': manifest, 'lib/factory.js': factory, 'lib/index.js': barrel };

let project: Project;
afterEach(() => project.remove());

describe('a factory in another file', () => {
  test('its sessions are closed where they are used, though no library is named there', async () => {
    project = createProject({ ...base, 'src/user.js': user });
    const { exitCode, stdout } = await project.codemod('.');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('1 session changed in 1 file');
    expect(project.read('src/user.js')).toBe(closed);
    expect(project.read('lib/factory.js')).toBe(factory);
    expect((await project.codemod('.')).stdout).toContain('0 sessions changed');
  });

  test('outside of the paths that were given, it is looked into and left alone', async () => {
    project = createProject({ ...base, 'src/user.js': user, 'lib/leaking.js': user.replace('../lib/', './') });
    await project.codemod('src');
    expect(project.read('src/user.js')).toBe(closed);
    expect(project.read('lib/leaking.js')).toBe(user.replace('../lib/', './'));
  });

  test.each([
    ['a star', "export * from 'undici';\n", 'Client'],
    ['a star with a name', "export * as undici from 'undici';\n", 'undici.Client'],
    ['an import that is exported', "import * as undici from 'undici';\nexport { undici };\n", 'undici.Client'],
  ])('a library that a file hands on as it is: %s', async (_name, lib, client) => {
    const name = client.split('.')[0] ?? client;
    const using = user.replace('{ connect }', `{ ${name} }`).replace('connect(origin)', `new ${client}(origin)`);
    project = createProject({ 'package.json': manifest, 'lib/index.js': lib, 'src/user.js': using });
    await project.codemod('.');
    expect(project.read('src/user.js')).toContain(`await using client = closing(new ${client}(origin));`);
    expect(project.read('lib/index.js')).toBe(lib);
  });

  test('a library that a CommonJS file hands on as it is', async () => {
    const lib = "const undici = require('undici');\nmodule.exports = { undici };\n";
    const using = user.replace("import { connect } from '../lib/index.js';", "const { undici } = require('../lib/index.js');").replace('connect(origin)', 'new undici.Client(origin)').replace('export async', 'async');
    project = createProject({ 'package.json': '{ "name": "p", "engines": { "node": ">=24" } }\n', 'lib/index.js': lib, 'src/user.js': using });
    await project.codemod('.');
    expect(project.read('src/user.js')).toContain('await using client = closing(new undici.Client(origin));');
    expect(project.read('lib/index.js')).toBe(lib);
  });

  test('a class that is a client by its base class', async () => {
    const derived = `import { Client } from 'undici';\nexport class Api extends Client {}\n`;
    const using = user.replace('connect', 'Api').replace('../lib/index.js', './api.js').replace('connect(origin)', 'new Api(origin)');
    project = createProject({ 'package.json': manifest, 'src/api.js': derived, 'src/user.js': using });
    await project.codemod('.');
    expect(project.read('src/user.js')).toContain('await using client = closing(new Api(origin));');
  });

  test('of TypeScript behind a ".js" specifier, in TypeScript', async () => {
    project = createProject({
      'package.json': manifest,
      'lib/factory.ts': factory.replace('(origin)', '(origin: string): Client'),
      'src/user.ts': user.replace('../lib/index.js', '../lib/factory.js').replace('(origin)', '(origin: string)'),
    });
    await project.codemod('.');
    expect(project.read('src/user.ts')).toContain('await using client = closing(connect(origin));');
  });

  test('of CommonJS', async () => {
    project = createProject({
      'package.json': '{ "engines": { "node": ">=24" } }',
      'lib/factory.js': `const { Client } = require('undici');\nfunction connect(origin) {\n  return new Client(origin);\n}\nmodule.exports = { connect };\n`,
      'src/user.js': `const { connect } = require('../lib/factory');\n\nexports.status = async (origin) => {\n  const client = connect(origin);\n  return (await client.request({ method: 'HEAD', path: '/' })).statusCode;\n};\n`,
    });
    await project.codemod('.');
    expect(project.read('src/user.js')).toContain('await using client = closing(connect(origin));');
  });

  test('files that import no maker of sessions are not parsed', async () => {
    project = createProject({
      ...base,
      'src/closed.js': `import { Client } from 'undici';\nexport async function ping(origin) {\n  const client = new Client(origin);\n  await client.request({ method: 'HEAD', path: '/' });\n}\n`,
      ...Object.fromEntries(Array.from({ length: 5 }, (_unused, index) => [`src/other${String(index)}.js`, `import { ping } from './closed.js';\nawait ping('http://127.0.0.1');\n`])),
    });
    await project.codemod('.', '--dry-run', '--report', 'report.json');
    expect(JSON.parse(project.read('report.json'))).toMatchObject({ totals: { parsedFiles: 3 } });
  });

  test('nor are those that import from a file with a session what has none, though that file has it from another one', async () => {
    project = createProject({
      'package.json': manifest,
      'src/words.js': 'export const greet = (name) => `Hello, ${name}`;\n',
      'src/closed.js': `import { Client } from 'undici';\nimport { greet } from './words.js';\nexport { greet };\nexport { greet as hello } from './words.js';\nexport * from './words.js';\nexport async function ping(origin) {\n  const client = new Client(origin);\n  await client.request({ method: 'HEAD', path: '/' });\n}\n`,
      ...Object.fromEntries(Array.from({ length: 5 }, (_unused, index) => [`src/other${String(index)}.js`, `import { greet } from './closed.js';\nconsole.log(greet('world'));\n`])),
    });
    await project.codemod('.', '--dry-run', '--report', 'report.json');
    expect(JSON.parse(project.read('report.json'))).toMatchObject({ totals: { changed: 1, parsedFiles: 1 } });
  });

  test('files that stand in a circle of imports hand on the sessions of the circle', async () => {
    project = createProject({
      'package.json': manifest,
      'lib/factory.js': `export * from './index.js';\n${factory}`,
      'lib/index.js': `export * from './factory.js';\n`,
      'src/user.js': user,
    });
    await project.codemod('.');
    expect(project.read('src/user.js')).toBe(closed);
  });
});

describe('what another file does with a session', () => {
  const use = (what: string): string => `import { Client } from 'undici';\nimport { finish } from './finish.js';\n\nexport async function status(origin) {\n  const client = new Client(origin);\n  const { statusCode } = await client.request({ method: 'HEAD', path: '/' });\n  ${what}\n  return statusCode;\n}\n`;

  test('it closes it: the bare close is mended there, and the caller follows it', async () => {
    project = createProject({ 'package.json': manifest, 'src/finish.js': 'export async function finish(client) {\n  await client.close();\n}\n', 'src/user.js': use('await finish(client);') });
    await project.codemod('.');
    const first = project.read('src/user.js');
    expect((await project.codemod('.')).stdout).toContain('0 sessions changed');
    expect(project.read('src/user.js')).toBe(first);
  });

  test('it keeps it: then it is not closed here', async () => {
    project = createProject({ 'package.json': manifest, 'src/finish.js': 'const all = [];\nexport function finish(client) {\n  all.push(client);\n}\n', 'src/user.js': use('finish(client);') });
    await project.codemod('.');
    expect(project.read('src/user.js')).toBe(use('finish(client);'));
  });
});

describe('a plain function that other files call', () => {
  const probe = `import { Easy } from 'node-libcurl';

export function probe(url) {
  const easy = new Easy();
  easy.setOpt('URL', url);
  easy.perform();
  return easy.getInfo('RESPONSE_CODE').data;
}
`;
  const application = '{ "private": true, "type": "module", "engines": { "node": ">=24" } }';
  const awaiting = `import { probe } from './probe.js';\n\nexport const isUp = async (url) => (await probe(url)) === 200;\n`;
  const whole = `import * as probes from './probe.js';\n\nexport async function all(urls) {\n  return Promise.all(urls.map(async (url) => probes.probe(url)));\n}\n`;
  const app = { 'package.json': application, 'src/probe.js': probe, 'src/up.js': awaiting, 'src/all.js': whole };

  test('becomes asynchronous where the whole application is in view and awaits it', async () => {
    project = createProject(app);
    const { stdout } = await project.codemod('.');
    expect(stdout).toContain('1 session changed in 1 file');
    expect(project.read('src/probe.js')).toContain('export async function probe(url) {\n  await using easy = closing(new Easy());');
    expect(project.read('src/up.js')).toBe(awaiting);
    expect(project.read('src/all.js')).toBe(whole);
    expect((await project.codemod('.')).stdout).toContain('0 sessions changed');
  });

  const scripts = (exporting: string): Record<string, string> => ({
    'package.json': '{ "private": true, "engines": { "node": ">=24" } }',
    'probe.js': probe.replace("import { Easy } from 'node-libcurl'", "const { Easy } = require('node-libcurl')").replace('export ', '') + exporting,
    'a.js': `const { probe } = require('./probe');\nexports.a = async (url) => await probe(url);\n`,
    'b.js': `const probes = require('./probe');\nexports.b = async (url) => { console.log(await probes.probe(url)); };\n`,
  });

  test.each(['module.exports = { probe };\n', 'exports.probe = probe;\n', 'module.exports.probe = probe;\n'])('of CommonJS, too: %j', async (exporting) => {
    project = createProject(scripts(exporting));
    await project.codemod('.');
    expect(project.read('probe.js')).toContain('async function probe(url) {');
  });

  test.each([
    'exports.all = { probe };\n',
    'module.exports = { all: { probe } };\n',
    'exports.probe = exports.ask = probe;\n',
    'module.exports = [probe];\n',
    'other.exports = { probe };\n',
    'Object.assign(exports, { probe });\n',
  ])('stays where it lies deeper in what its file exports: %j', async (exporting) => {
    const files = scripts(exporting);
    project = createProject({ ...files, 'a.js': `const { all } = require('./probe');\nexports.a = (url) => all.probe(url);\n`, 'b.js': 'exports.b = 1;\n' });
    await project.codemod('.');
    expect(project.read('probe.js')).toBe(files['probe.js']);
  });

  test.each([
    ['module.exports = probe;\n', "const probe = require('./probe');\nexports.a = (url) => probe(url);\n"],
    ['exports.ask = probe;\n', "exports.a = (url) => require('./probe').ask(url);\n"],
  ])('stays where nobody awaits it: %j, used by %j', async (exporting, a) => {
    const files = scripts(exporting);
    project = createProject({ ...files, 'a.js': a, 'b.js': 'exports.b = 1;\n' });
    await project.codemod('.');
    expect(project.read('probe.js')).toBe(files['probe.js']);
  });

  test.each([
    ['a caller does not await it', { 'src/other.js': `import { probe } from './probe.js';\n\nconsole.log(probe('file:///'));\n` }, ['.'], '"probe" is exported, and src/other.js does not await it on line 3.'],
    ['a caller hands it on', { 'src/other.js': `import { probe as ask } from './probe.js';\nexport const asks = [ask];\n` }, ['.'], '"probe" is exported, and src/other.js uses it without calling it on line 2.'],
    ['a file exports it again', { 'src/index.js': `export * from './probe.js';\n` }, ['.'], '"probe" is exported. src/index.js exports it again.'],
    ['a file imports it when it runs', { 'src/other.js': `const { probe } = await import('./probe.js');\n` }, ['.'], 'src/other.js imports it in a way that is not followed.'],
    ['a module is imported by a name that is made', { 'src/other.js': 'export const load = (name) => import(`./${name}.js`);\n' }, ['.'], 'src/other.js imports modules of which the name is not known before it runs.'],
    ['an alias may lead to it', { 'src/other.js': `import { probe } from '@/probe';\n` }, ['.'], 'src/other.js imports something of its name in a way that is not followed.'],
    ['a component imports it', { 'src/Page.vue': `<script>\nimport { probe } from './probe.js';\n</script>\n` }, ['.'], 'src/Page.vue imports it and is not looked into.'],
    ['its package is not private', { 'package.json': manifest }, ['.'], 'Its package is not private, so other packages may import it.'],
    ['its package offers something', { 'package.json': application.replace('{', '{ "exports": "./src/probe.js",') }, ['.'], 'Its package offers "exports", so other packages may import it.'],
    ['only a part of the package is looked at', {}, ['src'], 'Not all files of its package are looked at; run the codemod on the whole of it.'],
  ])('stays where %s, and the report says so', async (_title, more, paths, because) => {
    project = createProject({ ...app, ...more });
    await project.codemod(...paths, '--report', 'report.json');
    expect(project.read('src/probe.js')).toBe(probe);
    const report = JSON.parse(project.read('report.json')) as { sites: { reason?: string; detail?: string }[] };
    expect(report.sites).toContainEqual(expect.objectContaining({ reason: 'callers-not-in-view', detail: expect.stringContaining(because) as string }));
  });
});

/** A chain of files, each a factory over the one before, and users that close in different ways. */
const chain = (length: number): Record<string, string> => ({
  'package.json': manifest,
  'f0.js': factory,
  ...Object.fromEntries(Array.from({ length }, (_unused, index) => [`f${String(index + 1)}.js`, `import { connect as inner } from './f${String(index)}.js';\n\nexport const connect = (origin) => inner(origin);\n`])),
  ...Object.fromEntries(Array.from({ length }, (_unused, index) => [`a${String(index)}.js`, user.replace('../lib/index.js', `./f${String(index + 1)}.js`)])),
  ...Object.fromEntries(Array.from({ length }, (_unused, index) => [`z${String(index)}.js`, user.replace('../lib/index.js', `./f${String(index + 1)}.js`).replace('  return statusCode', '  await client.close();\n  return statusCode')])),
  'circle-a.js': `import { connect } from './f1.js';\nimport { b } from './circle-b.js';\n\nexport async function a(origin) {\n  const client = connect(origin);\n  await client.request({ path: origin });\n  await b(client);\n}\n`,
  'circle-b.js': `import { a } from './circle-a.js';\n\nexport async function b(client) {\n  await client.close();\n  return a;\n}\n`,
});

describe('the same, whatever the order', () => {
  test('one thread, several workers and shards come to the same texts, and a second run to no other', async () => {
    const files = chain(6);
    const names = Object.keys(files);
    const textsAfter = async (...runs: readonly (readonly string[])[]): Promise<string[]> => {
      project = createProject(files);
      for (const run of runs) expect((await project.codemod(...run)).exitCode).toBe(0);
      const texts = names.map((name) => project.read(name));
      const again = await project.codemod('.');
      expect(again.stdout).toContain('0 sessions changed');
      expect(names.map((name) => project.read(name))).toEqual(texts);
      project.remove();
      return texts;
    };
    const alone = await textsAfter(['.']);
    expect(alone.filter((text) => text.includes('await using'))).toHaveLength(13);
    expect(await textsAfter(['.', '--workers', '3'])).toEqual(alone);
    expect(await textsAfter(['.', '--shard', '1/2'], ['.', '--shard', '2/2'])).toEqual(alone);
  });

  test('many folders that have nothing to do with each other come to what each comes to alone', async () => {
    const folders = Array.from({ length: 80 }, (_unused, index) => `service-${String(index)}`);
    const files = chain(1);
    project = createProject(files);
    await project.codemod('.');
    const alone = Object.keys(files).map((name) => project.read(name));
    project.remove();
    project = createProject(Object.fromEntries(folders.flatMap((folder) => Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]))));
    expect((await project.codemod('.', '--workers', '2')).exitCode).toBe(0);
    for (const folder of folders) expect(Object.keys(files).map((name) => project.read(`${folder}/${name}`)), folder).toEqual(alone);
  });
});
