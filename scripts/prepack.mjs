#!/usr/bin/env node
// Runs before npm packs or publishes one of the packages, in its folder: compiles, and clears away what earlier
// compilations left of sources that are gone, which would be published otherwise.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packageFolder = process.cwd();
const output = join(packageFolder, 'dist');

const compiled = spawnSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', packageFolder], { stdio: ['ignore', 'inherit', 'inherit'] });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
const bundled = basename(packageFolder) === 'rules' ? await bundle() : new Set();

for (const entry of readdirSync(output, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  const source = path.replace(output, packageFolder).replace(/(?:\.d\.ts|\.js)$/, '.ts');
  if (entry.isFile() && source.endsWith('.ts') && !existsSync(source) && !bundled.has(path)) rmSync(path);
}
