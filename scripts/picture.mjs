#!/usr/bin/env node
// Draws the pictures of the README and of the site's first page from real runs over the example: what the linter says, what the codemod changes. After a build: `node
// scripts/picture.mjs` writes them, `--check` fails where they no longer show what the tools say. `--run` also draws what the example leaves
// behind when it is run, before and after, which takes half a minute and has other times on another machine.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawCodemod } from './pictures/codemod.mjs';
import { drawHome } from './pictures/home.mjs';
import { drawLint } from './pictures/lint.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const example = join(root, 'examples', 'crawler');

const pictures = { 'lint.svg': await drawLint(example), 'codemod.svg': drawCodemod(example), 'home.svg': await drawHome(example) };
if (process.argv.includes('--run')) {
  const { drawRuntime } = await import('./pictures/runtime.mjs');
  pictures['runtime.svg'] = await drawRuntime(example, join(root, 'node_modules'));
}

for (const [name, drawing] of Object.entries(pictures)) {
  const path = join(root, 'docs', 'images', name);
  if (!process.argv.includes('--check')) {
    writeFileSync(path, drawing);
    console.log(`wrote docs/images/${name}`);
  } else if (readFileSync(path, 'utf8') !== drawing) {
    console.error(`docs/images/${name} no longer shows what the tools say: run "node scripts/picture.mjs".`);
    process.exitCode = 1;
  }
}
