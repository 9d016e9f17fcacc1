#!/usr/bin/env node
// Looks at the three packages as npm would publish them: "npm run check:packages". What publint and "are the types wrong" say
// of the tarballs, their sizes against budgets, the licences of what they bring along. A line for each, and an exit code of 1
// where one of them is not in order.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { licences } from './licences.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What a package may weigh, in kilobytes. A budget is raised on purpose, with what it pays for in the commit. */
const budgets = {
  runtime: { packedKb: 170, unpackedKb: 630 },
  rules: { packedKb: 220, unpackedKb: 860 },
  codemods: { packedKb: 90, unpackedKb: 320 },
};

function pack(folder, destination) {
  const { status, stdout, stderr } = spawnSync('npm', ['pack', '--json', '--pack-destination', destination], { cwd: join(root, folder), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`npm pack failed in ${folder}:\n${stderr}`);
  // npm 12 gives an object by names, earlier ones a list; the scripts that run before may write in front of it.
  const [packed] = Object.values(JSON.parse(stdout.slice(stdout.search(/^[[{]/m))));
  return { ...packed, tarball: join(destination, packed.filename) };
}

async function byPublint(folder) {
  const { messages, pkg } = await publint({ pkgDir: join(root, folder), strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }));
}

function byTypes(tarball) {
  const attw = join(root, 'node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [attw, tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji'], { encoding: 'utf8' });
  return status === 0 ? [] : [`the types are wrong for some who import them:\n${stdout}${stderr}`];
}

function bySize(folder, { size, unpackedSize }) {
  const { packedKb, unpackedKb } = budgets[folder];
  const sizes = [['packed', size / 1000, packedKb], ['unpacked', unpackedSize / 1000, unpackedKb]];
  return sizes.filter(([, actual, budget]) => actual > budget).map(([what, actual, budget]) => `${what} it has ${actual.toFixed(0)} kB, and its budget is ${budget} kB`);
}

/** The packages of one repository are published together, under one version. */
function byVersion(manifest) {
  const versions = Object.keys(budgets).map((folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).version);
  const wrong = versions.filter((version) => version !== manifest.version);
  return [
    ...(wrong.length > 0 ? [`its version is ${manifest.version}, and another package has ${wrong[0]}`] : []),
    ...(manifest.publishConfig?.provenance === true && manifest.publishConfig.access === 'public' ? [] : ['publishConfig must say "access": "public" and "provenance": true']),
  ];
}

function byLicences(name) {
  return licences().get(name).filter(({ isPermissive }) => !isPermissive).map((entry) => `${entry.name} ${entry.version} is under ${entry.licence}`);
}

const destination = mkdtempSync(join(tmpdir(), 'safely-close-packages-'));
try {
  for (const folder of Object.keys(budgets)) {
    const packed = pack(folder, destination);
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const problems = [...(await byPublint(folder)), ...byTypes(packed.tarball), ...bySize(folder, packed), ...byVersion(manifest), ...byLicences(packed.name)];
    const sizes = `${(packed.size / 1000).toFixed(0)} kB packed, ${(packed.unpackedSize / 1000).toFixed(0)} kB in ${packed.entryCount} files`;
    console.log(`${problems.length === 0 ? '✓' : '✗'} ${packed.name}@${packed.version}: ${sizes}`);
    for (const problem of problems) console.log(`  ${problem}`);
    if (problems.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(destination, { recursive: true, force: true });
}
