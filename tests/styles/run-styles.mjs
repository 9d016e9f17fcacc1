// Proves `--style auto` by running what it writes: small projects as people set them up, migrated by the command, built by their own
// compiler, and run by every Node that they say they run on. What they say must be what they said before.
//
//   npm run test:styles                       all of them; needs the registry
//   npm run test:styles -- babel              those whose name holds the word
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const codemod = join(root, 'codemods/dist/cli/main.js');

/** A server that is asked by a socket, both closed by hand; an early return, a throw, and work in a nested function. */
const body = (type) => `import { createServer, connect } from 'node:net';
import { once } from 'node:events';

async function ask(port${type('number')}, question${type('string')})${type('Promise<string>')} {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    if (question === '') return 'nothing asked';
    socket.write(question);
    const [answer] = await once(socket, 'data');
    if (String(answer) === 'FAIL') throw new Error('refused');
    return String(answer);
  } finally {
    socket.destroy();
  }
}

async function main()${type('Promise<void>')} {
  const server = createServer((socket) => {
    socket.on('data', (data) => socket.write(String(data).toUpperCase()));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address()${type() ? ' as { port: number }' : ''};
  for (const question of ['one', '', 'two', 'fail']) {
    try {
      console.log(question, await ask(port, question));
    } catch (error) {
      console.log(question, 'failed', (error${type() ? ' as Error' : ''}).message);
    }
  }
  server.close();
}

main().then(() => console.log('done'));
`;
const javascript = body(() => '');
const typescript = body((name) => (name === undefined ? 'yes' : `: ${name}`));
const commonjs = javascript.replace("import { createServer, connect } from 'node:net';", "const { createServer, connect } = require('node:net');").replace("import { once } from 'node:events';", "const { once } = require('node:events');");

const manifest = (engines, more = {}) => JSON.stringify({ name: 'p', private: true, type: 'module', engines: { node: engines }, ...more });
const tsconfig = (options) => JSON.stringify({ compilerOptions: { module: 'nodenext', strict: true, skipLibCheck: true, types: ['node'], rootDir: 'src', outDir: 'built', ...options }, include: ['src'] });
const withTypes = (compiler) => ({ [`typescript`]: compiler, '@types/node': '22' });
const withBabel = (core, ...more) => ({ '@babel/core': core, '@babel/cli': core, ...Object.fromEntries(more) });
const babel = ['babel', 'src', '--out-dir', 'built'];

/** Node before 24 does not read `await using`; before 22.14 the runtime does not say that it runs. */
const setUps = [
  { name: 'JavaScript for Node 22 and later', files: { 'package.json': manifest('>=22.14'), 'src/main.js': javascript }, style: 'try-finally', runs: ['22', '24'], entry: 'src/main.js' },
  { name: 'JavaScript for Node 20 and later', files: { 'package.json': manifest('>=20'), 'src/main.js': javascript }, style: 'try-finally', runs: ['20', '22', '24'], entry: 'src/main.js' },
  { name: 'CommonJS for Node 22 and later', files: { 'package.json': JSON.stringify({ engines: { node: '^22.14.0 || >=24' } }), 'src/main.cjs': commonjs }, style: 'try-finally', runs: ['22', '24'], entry: 'src/main.cjs' },
  { name: 'JavaScript for Node 24', files: { 'package.json': manifest('>=24'), 'src/main.js': javascript }, style: 'await-using', runs: ['24'], entry: 'src/main.js' },
  { name: 'a version file and no engines', files: { 'package.json': JSON.stringify({ type: 'module' }), '.nvmrc': 'v22\n', 'src/main.js': javascript }, style: 'try-finally', runs: ['22', '24'], entry: 'src/main.js' },
  ...['5.2.2', '5.9.3', '6.0.3'].map((version) => ({
    name: `TypeScript ${version} with an old target`,
    files: { 'package.json': manifest('>=20'), 'tsconfig.json': tsconfig({ target: 'es2022', lib: ['es2022', 'esnext.disposable'] }), 'src/main.ts': typescript },
    style: 'await-using', needs: withTypes(version), build: ['tsc'], runs: ['20', '22', '24'], entry: 'built/main.js',
  })),
  { name: 'TypeScript with the target of Node 24', files: { 'package.json': manifest('>=24'), 'tsconfig.json': tsconfig({ target: 'esnext' }), 'src/main.ts': typescript }, style: 'await-using', needs: withTypes('6.0.3'), build: ['tsc'], runs: ['24'], entry: 'built/main.js' },
  { name: 'TypeScript with the newest target, for Node 22', files: { 'package.json': manifest('>=22.14'), 'tsconfig.json': tsconfig({ target: 'esnext' }), 'src/main.ts': typescript }, style: 'try-finally', needs: withTypes('6.0.3'), build: ['tsc'], runs: ['22', '24'], entry: 'built/main.js' },
  { name: 'TypeScript 5.1, which cannot read it', files: { 'package.json': manifest('>=20'), 'tsconfig.json': tsconfig({ target: 'es2022' }), 'src/main.ts': typescript }, style: 'try-finally', needs: withTypes('5.1.6'), build: ['tsc'], runs: ['20', '22', '24'], entry: 'built/main.js' },
  { name: 'types stripped by Node 24', files: { 'package.json': manifest('>=24'), 'tsconfig.json': tsconfig({ target: 'esnext', noEmit: true }), 'src/main.ts': typescript }, style: 'await-using', runs: ['24'], entry: 'src/main.ts' },
  ...[['7', 'the plugin', '@babel/plugin-transform-explicit-resource-management'], ['7', 'the plugin by its older name', '@babel/plugin-proposal-explicit-resource-management'], ['8', 'the plugin', '@babel/plugin-transform-explicit-resource-management']].map(([core, title, plugin]) => ({
    name: `Babel ${core} with ${title}`,
    files: { 'package.json': manifest('>=20'), 'babel.config.json': JSON.stringify({ plugins: [plugin] }), 'src/main.js': javascript },
    style: 'await-using', needs: withBabel(core, [plugin, core]), build: babel, runs: ['20', '22', '24'], entry: 'built/main.js',
  })),
  { name: 'Babel 7 without the plugin', files: { 'package.json': manifest('>=20'), 'babel.config.json': JSON.stringify({ presets: [['@babel/preset-env', { targets: { node: '20' }, modules: false }]] }), 'src/main.js': javascript }, style: 'try-finally', needs: withBabel('7', ['@babel/preset-env', '7']), build: babel, runs: ['20', '22', '24'], entry: 'built/main.js' },
  { name: 'Babel 8 with its preset alone', files: { 'package.json': manifest('>=20'), 'babel.config.json': JSON.stringify({ presets: [['@babel/preset-env', { targets: { node: '20' }, modules: false }]] }), 'src/main.js': javascript }, style: 'try-finally', needs: withBabel('8', ['@babel/preset-env', '8']), build: babel, runs: ['20', '22', '24'], entry: 'built/main.js' },
];

function run(folder, command, node) {
  const [program, ...rest] = command;
  const path = [...(node === undefined ? [] : [dirname(node)]), join(folder, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(':');
  return spawnSync(program, rest, { cwd: folder, env: { ...process.env, PATH: path, NO_COLOR: '1' }, encoding: 'utf8', timeout: 180_000 });
}

function install(folder, wanted) {
  const { status, stderr } = run(folder, ['npm', 'install', '--no-save', '--no-audit', '--no-fund', '--silent', '--legacy-peer-deps', ...wanted]);
  if (status !== 0) throw new Error(`npm could not install ${wanted.join(', ')}: ${stderr.slice(-1000)}`);
}

/** The program's lines, or why there are none. */
function linesOf(folder, { build, entry }, node) {
  if (build !== undefined) {
    const built = run(folder, build);
    if (built.status !== 0) return `"${build.join(' ')}" failed: ${(built.stdout + built.stderr).slice(0, 1000)}`;
  }
  const { status, stdout, stderr } = run(folder, [node, entry], node);
  return status === 0 ? stdout : `ended with ${status}: ${stdout}${stderr.slice(-1000)}`;
}

const scratch = mkdtempSync(join(tmpdir(), 'safely-close-styles-'));
let failures = 0;
try {
  const nodes = new Map();
  for (const version of ['20', '22', '24']) {
    const folder = join(scratch, `node-${version}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    install(folder, [`node@${version}`]);
    nodes.set(version, join(folder, 'node_modules/node/bin/node'));
  }
  const packed = run(join(root, 'runtime'), ['npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', scratch]);
  if (packed.status !== 0) throw new Error(packed.stderr);
  const runtime = join(scratch, readdirSync(scratch).find((name) => name.endsWith('.tgz')));

  const words = process.argv.slice(2).map((word) => word.toLowerCase());
  for (const [index, setUp] of setUps.entries()) {
    if (words.length > 0 && !words.some((word) => setUp.name.toLowerCase().includes(word))) continue;
    const folder = join(scratch, `project-${index}`);
    for (const [name, text] of Object.entries(setUp.files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    install(folder, [runtime, ...Object.entries(setUp.needs ?? {}).map(([name, version]) => `${name}@${version}`)]);
    const before = join(scratch, `before-${index}`);
    cpSync(folder, before, { recursive: true });

    const faults = [];
    const migrated = run(folder, [process.execPath, codemod, 'src', '--yes']);
    const source = readFileSync(join(folder, Object.keys(setUp.files).find((name) => name.startsWith('src/'))), 'utf8');
    const style = /await using/u.test(source) ? 'await-using' : /safelyCloseClient/u.test(source) ? 'try-finally' : 'nothing';
    if (migrated.status !== 0) faults.push(`the codemod ended with ${migrated.status}: ${migrated.stderr}`);
    if (style !== setUp.style) faults.push(`it wrote ${style}, and should have written ${setUp.style}`);
    for (const version of setUp.runs) {
      const node = nodes.get(version);
      const [was, is] = [linesOf(before, setUp, node), linesOf(folder, setUp, node)];
      if (!was.endsWith('done\n')) faults.push(`Node ${version}, before: ${was}`);
      else if (is !== was) faults.push(`Node ${version}: ${is}`);
    }
    failures += faults.length;
    const because = /Style: .*, because (.*)\./u.exec(migrated.stderr)?.[1] ?? '';
    console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${setUp.name}: ${style}, runs on Node ${setUp.runs.join(', ')} (${because})`);
    for (const fault of faults) console.log(`     ${fault.replaceAll('\n', '\n     ')}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;
