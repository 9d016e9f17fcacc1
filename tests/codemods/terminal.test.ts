/** What a person sees at a terminal: colours, unless `NO_COLOR` says no, and how far the run is. util-linux's `script` gives a real one. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { leaking, manifest } from './support/messy-project.ts';
import { command, createProject } from './support/project.ts';
import type { Project } from './support/project.ts';

let project: Project;
afterEach(() => project.remove());

const hasScript = existsSync('/usr/bin/script');
const count = 60;

async function seen(environment: NodeJS.ProcessEnv): Promise<string> {
  const { NO_COLOR: _no, FORCE_COLOR: _force, CI: _ci, ...rest } = process.env;
  const child = spawn('script', ['--quiet', '--return', '--command', `"${process.execPath}" "${command}" . --dry-run`, '/dev/null'], { cwd: project.folder, env: { ...rest, TERM: 'xterm-256color', ...environment } });
  let screen = '';
  child.stdout.on('data', (chunk: Buffer) => (screen += chunk.toString('utf8')));
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  expect(exitCode, screen).toBe(0);
  return screen;
}

const colour = /\u001B\[\d+m/u;

test.skipIf(!hasScript)('the diff is coloured, and a bar with files, sessions and time left goes ahead of it', async () => {
  project = createProject({ 'package.json': manifest, ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${String(index)}.js`, leaking])) });
  const screen = await seen({});
  expect(screen).toMatch(colour);
  expect(screen).toMatch(/[█░]{24} \d+ of 60 files, \d+ sessions, about \d+ s left/u);
  // The bar is taken away before anything else is printed.
  expect(screen.slice(screen.lastIndexOf('s left'))).toContain('\u001B[K');
});

test.skipIf(!hasScript)('NO_COLOR is honoured', async () => {
  project = createProject({ 'package.json': manifest, 'a.js': leaking });
  expect(await seen({ NO_COLOR: '1' })).not.toMatch(colour);
});
