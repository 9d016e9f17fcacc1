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
async function typed(answers: readonly string[], environment: NodeJS.ProcessEnv = {}, onQuestion: (count: number) => void = () => undefined): Promise<{ readonly exitCode: number | null; readonly screen: string }> {
  const { CI: _ci, EDITOR: _editor, VISUAL: _visual, ...rest } = process.env;
  const child = spawn('script', ['--quiet', '--return', '--command', `"${process.execPath}" "${command}" . --interactive`, '/dev/null'], { cwd: project.folder, env: { ...rest, NO_COLOR: '1', TERM: 'dumb', ...environment } });
  let screen = '';
  let answered = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString('utf8');
    const questions = screen.match(/\[q\]uit: /g)?.length ?? 0;
    for (; answered < questions; answered += 1) {
      onQuestion(answered + 1);
      child.stdin.write(`${answers[answered] ?? 'q'}\r`);
    }
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { exitCode, screen };
}

/** Exported from a package that others may import: a rewrite needs a person who answers for the callers. */
const unseenCallers = `import { Client } from 'undici';

export function probe(origin, check) {
  const client = new Client(origin);
  try {
    check(client);
  } finally {
    client.close();
  }
}
`;
/** No rewrite is safe, whoever answers. */
const keptForLater = `import { Client } from 'undici';

let client = new Client('http://127.0.0.1:1');
if (process.argv.length > 2) client = new Client(process.argv[2]);
export const { statusCode } = await client.request({ method: 'HEAD', path: '/' });
`;

const hasScript = existsSync('/usr/bin/script');

test.skipIf(!hasScript)('each change is accepted or declined, then what is left is shown with what to do', async () => {
  project = createProject({ 'package.json': manifest, 'a.js': leaking, 'b.js': leaking, 'c.js': forReview });
  const { exitCode, screen } = await typed(['y', 'n', 's']);
  expect(exitCode, screen).toBe(0);
  expect(project.read('a.js')).toContain('await using client');
  expect(project.read('b.js')).toBe(leaking);
  expect(screen).toContain('+  await using client = closing(new Client(origin));');
  expect(screen).toMatch(/1 for review in this file {2}c\.js:4:18 {2}client \(undici Client\)/);
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

test.skipIf(!hasScript)('a session for review is accepted: the function becomes asynchronous, and the reviewer answers for the callers', async () => {
  project = createProject({ 'package.json': manifest, 'a.js': `${unseenCallers}\n${unseenCallers.replace(/^import.*\n\n/, '').replace('probe', 'again')}` });
  const { exitCode, screen } = await typed(['a', 's']);
  expect(exitCode, screen).toBe(0);
  expect(screen).toContain('+export async function probe(origin, check) {');
  expect(screen).toContain('Reviewed: 1 rewritten, 0 marked, 1 skipped.');
  const text = project.read('a.js');
  expect(text).toContain('export async function probe(origin, check) {\n  const client = new Client(origin);\n  try {\n    check(client);\n  } finally {\n    await safelyCloseClient(client);');
  expect(text).toContain('export function again(origin, check) {\n  const client = new Client(origin);');
  expect((await project.codemod('.', '--dry-run')).stdout).toContain('1 session for review');
});

test.skipIf(!hasScript)('where no rewrite is safe, accepting marks the session for later', async () => {
  project = createProject({ 'package.json': manifest, 'a.js': keptForLater });
  const { exitCode, screen } = await typed(['a', 's']);
  expect(exitCode, screen).toBe(0);
  expect(screen).toContain('No rewrite is safe here.');
  const lines = project.read('a.js').split('\n');
  expect(lines.filter((line) => line.startsWith('// TODO(safely-close): '))).toHaveLength(1);
  expect(lines.filter((line) => !line.startsWith('// TODO')).join('\n')).toBe(keptForLater);
});

test.skipIf(!hasScript)('what was declined or skipped is not asked again by a run that goes on', async () => {
  project = createProject({ 'package.json': manifest, 'a.js': leaking, 'b.js': forReview, 'c.js': unseenCallers });
  const first = await typed(['n', 's', 'q']);
  expect(first.exitCode, first.screen).toBe(130);
  expect(first.screen).toContain('what was decided is not asked again');
  const { exitCode, screen } = await typed(['a']);
  expect(exitCode, screen).toBe(0);
  expect(screen).not.toContain('Write a.js?');
  expect(screen).not.toMatch(/for review in this file {2}b\.js/);
  expect(screen.match(/\[q\]uit: /g)).toHaveLength(1);
  expect(project.read('a.js')).toBe(leaking);
  expect(project.read('b.js')).toBe(forReview);
  expect(project.read('c.js')).toContain('export async function probe');
});

test.skipIf(!hasScript)('a file that somebody changes while the question stands is not overwritten', async () => {
  project = createProject({ 'package.json': manifest, 'a.js': unseenCallers });
  const changed = `// Mine.\n${unseenCallers}`;
  const { exitCode, screen } = await typed(['a', 's'], {}, (count) => {
    if (count === 1) project.write({ 'a.js': changed });
  });
  expect(exitCode, screen).toBe(0);
  expect(screen).toContain('a.js was changed meanwhile, and nothing was written');
  expect(project.read('a.js')).toBe(changed);
});

test.skipIf(!hasScript)('nor is one that is changed before its own rewrite is accepted', async () => {
  project = createProject({ 'package.json': manifest, 'a.js': leaking, 'b.js': leaking });
  const changed = `// Mine.\n${leaking}`;
  const { exitCode, screen } = await typed(['y', 'y'], {}, (count) => {
    if (count === 1) project.write({ 'a.js': changed });
  });
  expect(exitCode, screen).toBe(3);
  expect(screen).toContain('a.js  The file was changed by somebody else while the run went on. Run the codemod on it again.');
  expect(project.read('a.js')).toBe(changed);
  expect(project.read('b.js')).toContain('await using client');
});

test('without a terminal it is refused, with what to take instead', async () => {
  project = createProject({ 'package.json': manifest, 'a.js': leaking });
  const { exitCode, stderr } = await project.codemod('.', '--interactive');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('"--interactive" asks at a terminal, and there is none');
  expect(project.read('a.js')).toBe(leaking);
});
