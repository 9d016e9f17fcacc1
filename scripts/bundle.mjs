#!/usr/bin/env node
// Bundles the plugin: a module for each of its entries in `exports`, and what they share beside them. Its sources are 170 small
// files, and Node takes longer to find and open them than to run them; in these few it loads in half the time (`npm run bench:lint`
// has the figure). Rolldown, since Vite brings it along and it reads TypeScript as it stands. Types are left to `tsc`.
// Files are written only where they differ, each at once, so that whoever loads the plugin meanwhile finds it whole.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'rules');
const output = join(folder, 'dist');

/** The entries by their path in `dist/`, without its ending. */
function entries() {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const modules = Object.values(exports).flatMap((entry) => entry.default ?? []);
  return modules.map((path) => path.replace(/^\.\/dist\/(.*)\.js$/, '$1'));
}

/** Compiles the plugin's sources to `rules/dist/`, and clears away modules that are none of the bundle's; gives those that it wrote. */
export async function bundle() {
  const input = Object.fromEntries(entries().map((entry) => [entry, join(folder, `${entry}.ts`)]));
  const build = await rolldown({ input, cwd: folder, platform: 'node', external: /^[^./]/, tsconfig: false, transform: { target: 'es2022' } });
  const { output: chunks } = await build.generate({ format: 'esm', chunkFileNames: 'shared/[name].js', comments: false });
  await build.close();
  for (const { fileName, code } of chunks) writeWhole(join(output, fileName), code);
  const written = new Set(chunks.map(({ fileName }) => join(output, fileName)));
  for (const entry of readdirSync(output, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && path.endsWith('.js') && !written.has(path)) rmSync(path);
  }
  return written;
}

function writeWhole(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
}

/** Vitest calls it before it runs any test, and would take what it gives for a way to tear it down. */
export default async function beforeTests() {
  await bundle();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
