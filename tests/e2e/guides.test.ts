/**
 * The guides are followed literally: files of theirs (`file=NAME` after a fence) are written into an empty project, commands (`run`, or
 * `run=CODE` where another exit code is meant) are run in it, and what follows as `output` is what they must say; `…` stands for anything.
 */
import { spawnSync } from 'node:child_process';
import type { SpawnSyncReturns } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fencesOf } from '../rules/docs-samples.ts';
import type { Fence } from '../rules/docs-samples.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const guides = join(root, 'docs', 'guides');
const codemod = join(root, 'codemods', 'dist', 'cli', 'main.js');
const runtime = join(root, 'runtime', 'dist', 'inspect', 'main.js');

const wordOf = (fence: Fence, name: string): string | undefined => fence.words.find((word) => word === name || word.startsWith(`${name}=`));
const fileOf = (fence: Fence): string | undefined => wordOf(fence, 'file')?.slice('file='.length);
const isRun = (fence: Fence): boolean => wordOf(fence, 'run') !== undefined;
const codeOf = (fence: Fence): number => Number(wordOf(fence, 'run')?.split('=')[1] ?? 0);

/** `…` stands for anything, also for nothing. */
function patternOf(output: string): RegExp {
  const literal = output.trimEnd().split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(literal.join(String.raw`[\s\S]*`));
}

/** A page that begins with `<!-- starts from FOLDER, in git -->` is followed in a copy of that folder, which is committed. */
const exampleOf = (page: string): string | undefined => /^<!-- starts from (\S+), in git -->/.exec(readFileSync(join(guides, page), 'utf8'))?.[1];

/** Whoever commits is nobody in particular. */
const identity = { GIT_AUTHOR_NAME: 'a reader', GIT_AUTHOR_EMAIL: 'reader@example.invalid', GIT_COMMITTER_NAME: 'a reader', GIT_COMMITTER_EMAIL: 'reader@example.invalid' };

function run(project: string, command: string): SpawnSyncReturns<string> {
  const { SAFELY_CLOSE_ON_LEFT: _left, VITEST: _vitest, ...environment } = process.env;
  const path = `${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`;
  return spawnSync('bash', ['-e', '-c', command], { cwd: project, encoding: 'utf8', env: { ...environment, ...identity, PATH: path, NO_COLOR: '1', FORCE_COLOR: '0' } });
}

/** npx would ask a registry for what is not installed; here everything is. */
const asInstalled = (command: string): string =>
  command.replaceAll('npx safely-close-codemod', `node "${codemod}"`).replaceAll('npx safely-close ', `node "${runtime}" `).replaceAll(/\bnpx /g, '').replaceAll(/^npm install .*$/gm, ':');

const pages = readdirSync(guides).filter((page) => page.endsWith('.md') && fencesOf(join(guides, page)).some(isRun));

test('there are guides with commands to follow', () => {
  expect(pages).toEqual(expect.arrayContaining(['applications.md', 'libraries.md', 'migration.md', 'test-suites.md', 'tracking.md']));
});

describe.each(pages)('docs/guides/%s', (page) => {
  let project = '';
  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'safely-close-guide-'));
    const example = exampleOf(page);
    if (example === undefined) writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    else cpSync(join(root, example), project, { recursive: true, filter: (path) => !path.includes('node_modules') });
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
    if (example !== undefined) run(project, "echo node_modules > .gitignore && git init --quiet && git add . && git commit --quiet --message 'What there was'");
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  const fences = fencesOf(join(guides, page));
  fences.forEach((fence, index) => {
    const file = fileOf(fence);
    if (file !== undefined) {
      test(`line ${String(fence.line)}: ${file} is written`, () => {
        const path = join(project, file);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, fence.code);
      });
    }
    if (!isRun(fence)) return;
    const next = fences[index + 1];
    test(`line ${String(fence.line)}: ${fence.code.trim()}`, () => {
      const { status, stdout, stderr } = run(project, asInstalled(fence.code));
      const said = `${stdout}\n${stderr}`;
      expect(status, said).toBe(codeOf(fence));
      if (next?.words.includes('output') === true) expect(said).toMatch(patternOf(next.code));
    });
  });
});
