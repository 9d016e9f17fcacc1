/** `--interactive`, typed at a real pseudo-terminal: util-linux's `script` gives one. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { forReview, leaking, manifest } from './support/messy-project.ts';
import { command, createProject } from './support/project.ts';
import type { Project } from './support/project.ts';

let project: Project;
afterEach(() => project.remove());

/** Runs the command at a terminal, and answers its questions one after the other. */
async function typed(answers: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<{ readonly exitCode: number | null; readonly screen: string }> {
  const { CI: _ci, EDITOR: _editor, VISUAL: _visual, ...rest } = process.env;
  const child = spawn('script', ['--quiet', '--return', '--command', `"${process.execPath}" "${command}" . --interactive`, '/dev/null'], { cwd: project.folder, env: { ...rest, NO_COLOR: '1', TERM: 'dumb', ...environment } });
  let screen = '';
  let answered = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString('utf8');
    const questions = screen.match(/\[q\]uit: /g)?.length ?? 0;
    for (; answered < questions; answered += 1) child.stdin.write(`${answers[answered] ?? 'q'}\r`);
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { exitCode, screen };
}

const hasScript = existsSync('/usr/bin/script');

test.skipIf(!hasScript)('each change is accepted or declined, then what is left is shown with what to do', async () => {
  project = createProject({ 'package.json': manifest, 'a.js': leaking, 'b.js': leaking, 'c.js': forReview });
  const { exitCode, screen } = await typed(['y', 'n', 's']);
  expect(exitCode, screen).toBe(0);
  expect(project.read('a.js')).toContain('await using client');
  expect(project.read('b.js')).toBe(leaking);
  expect(screen).toContain('+  await using client = closing(new Client(origin));');
  expect(screen).toMatch(/1 of 1 for review {2}c\.js:4:18 {2}client \(undici Client\)/);
  expect(screen).toContain('>   const client = new Client(origin);');
  expect(screen).toContain('declined 1');
});

test.skipIf(!hasScript)('an answer that is none is asked again; "all" asks no more', async () => {
  project = createProject({ 'package.json': manifest, 'a.js': leaking, 'b.js': leaking });
  const { exitCode, screen } = await typed(['maybe', 'a']);
  expect(exitCode, screen).toBe(0);
  expect(screen.match(/Write /g)).toHaveLength(2);
  for (const file of ['a.js', 'b.js']) expect(project.read(file)).toContain('await using client');
});

test.skipIf(!hasScript)('who quits goes on with the same command', async () => {
  project = createProject({ 'package.json': manifest, 'a.js': leaking, 'b.js': leaking });
  expect((await typed(['y', 'q'])).exitCode).toBe(130);
  expect(project.read('a.js')).toContain('await using client');
  expect(project.read('b.js')).toBe(leaking);
  const { exitCode, screen } = await typed(['y']);
  expect(exitCode, screen).toBe(0);
  expect(screen).toContain('Going on with a run that was interrupted; files that are done: 1.');
  expect(screen).toContain('2 sessions changed in 2 files');
});

test.skipIf(!hasScript)('a place is opened in $EDITOR, at the line where it is now', async () => {
  const both = `${leaking}${forReview.replace("import { Client } from 'undici';\n", '')}`;
  project = createProject({ 'package.json': manifest, 'a.js': both, 'editor.mjs': "import { writeFileSync } from 'node:fs';\nwriteFileSync('opened.txt', process.argv.slice(2).join(' '));\n" });
  const { exitCode, screen } = await typed(['y', 'o', 's'], { EDITOR: `"${process.execPath}" editor.mjs` });
  expect(exitCode, screen).toBe(0);
  const [, line = '', path = ''] = /^\+(\d+) (.*)$/.exec(project.read('opened.txt')) ?? [];
  expect(path.endsWith('/a.js')).toBe(true);
  expect(project.read('a.js').split('\n')[Number(line) - 1]).toBe('  const client = new Client(origin);');
});

test('without a terminal it is refused, with what to take instead', async () => {
  project = createProject({ 'package.json': manifest, 'a.js': leaking });
  const { exitCode, stderr } = await project.codemod('.', '--interactive');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('"--interactive" asks at a terminal, and there is none');
  expect(project.read('a.js')).toBe(leaking);
});
