/** Folders as they are: files that no tool should touch, and those that would end a run that reads them carelessly. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { leaking, manifest } from './support/messy-project.ts';
import { createProject } from './support/project.ts';
import type { Project } from './support/project.ts';

let project: Project;
afterEach(() => project.remove());

const link = (target: string, path: string): void => symlinkSync(target, join(project.folder, path));

test('a bundle of megabytes that names a client is said to be left, and the run goes on', async () => {
  const bundle = `${leaking}export const data = [${'1,'.repeat(1_100_000)}];\n`;
  project = createProject({ 'package.json': manifest, 'bundle.js': bundle, 'status.js': leaking });
  const { exitCode, stdout } = await project.codemod('.');
  expect(exitCode, stdout).toBe(0);
  expect(stdout).toContain('bundle.js  The file has more than 2097152 characters');
  expect(project.read('bundle.js')).toBe(bundle);
  expect(project.read('status.js')).toContain('await using client');
});

test('a file that is read-only stays, although its folder would allow another one in its place', async () => {
  project = createProject({ 'package.json': manifest, 'kept.js': leaking, 'status.js': leaking });
  chmodSync(join(project.folder, 'kept.js'), 0o444);
  const { exitCode, stdout } = await project.codemod('.');
  expect(exitCode).toBe(3);
  expect(stdout).toContain('kept.js  The file cannot be written: it is read-only.');
  expect(project.read('kept.js')).toBe(leaking);
  expect(statSync(join(project.folder, 'kept.js')).mode & 0o777).toBe(0o444);
  expect(project.read('status.js')).toContain('await using client');
});

test('a file that a link leads to is rewritten once, and the link stays one', async () => {
  project = createProject({ 'package.json': manifest, 'status.js': leaking });
  link('status.js', 'a-second-name.js');
  const { exitCode, stdout } = await project.codemod('.');
  expect(exitCode, stdout).toBe(0);
  expect(stdout).toContain('1 session changed in 1 file');
  expect(readlinkSync(join(project.folder, 'a-second-name.js'))).toBe('status.js');
  expect(project.read('status.js').match(/await using client/g)).toHaveLength(1);
});

test('links in a circle, links to nowhere, folders that are called like files: nothing of that stops a run', async () => {
  project = createProject({ 'package.json': manifest, 'src/status.js': leaking, 'src/folder.js/status.js': leaking, 'src/empty.js': '' });
  link('loop.js', 'src/loop.js');
  link('nowhere.js', 'src/dangling.js');
  link('../src', 'src/again');
  const { exitCode, stdout } = await project.codemod('.');
  expect(exitCode, stdout).toBe(0);
  expect(stdout).toContain('2 sessions changed in 2 files');
  expect(lstatSync(join(project.folder, 'src/loop.js')).isSymbolicLink()).toBe(true);
});

test.skipIf(!existsSync('/usr/bin/mkfifo'))('a pipe that nobody writes to is not waited for', async () => {
  project = createProject({ 'package.json': manifest, 'status.js': leaking });
  mkdirSync(join(project.folder, 'src'));
  execFileSync('mkfifo', [join(project.folder, 'src/pipe.js')]);
  const { exitCode, stdout } = await project.codemod('.');
  expect(exitCode, stdout).toBe(0);
  expect(stdout).toContain('1 session changed in 1 file');
});

test('bytes that are no text are passed over, unless they name a client in another encoding', async () => {
  const bytes = Uint8Array.from({ length: 20_000 }, (_unused, index) => (index * 7 + (index >> 3)) % 256);
  project = createProject({ 'package.json': manifest, 'binary.js': bytes, 'utf-16.js': Buffer.from(`\uFEFF${leaking}`, 'utf16le'), 'status.js': leaking });
  const { exitCode, stdout } = await project.codemod('.');
  expect(exitCode).toBe(3);
  expect(stdout).toContain('utf-16.js  The file is not valid UTF-8.');
  expect(stdout).not.toContain('binary.js');
  expect(project.read('status.js')).toContain('await using client');
});

test('code that nests deeper than a parser can follow is named, and the run goes on', async () => {
  const nested = `${leaking}export const deep = ${'['.repeat(20_000)}${']'.repeat(20_000)};\n`;
  project = createProject({ 'package.json': manifest, 'nested.js': nested, 'status.js': leaking });
  const { exitCode, stdout } = await project.codemod('.');
  expect(exitCode).toBe(3);
  expect(stdout).toContain('nested.js  The migration failed on this file:');
  expect(project.read('nested.js')).toBe(nested);
  expect(project.read('status.js')).toContain('await using client');
});
