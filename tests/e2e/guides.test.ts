/**
 * The guides are followed literally: files of theirs (`file=NAME` after a fence) are written into an empty project, commands (`run`, or
 * `run=CODE` where another exit code is meant) are run in it, and what follows as `output` is what they must say; `…` stands for anything.
 */
import { spawnSync } from 'node:child_process';
import type { SpawnSyncReturns } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fencesOf } from '../rules/docs-samples.ts';
import type { Fence } from '../rules/docs-samples.ts';
import { guidePackages } from './guide-packages.ts';
import type { GuidePackages } from './guide-packages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const guides = join(root, 'docs', 'guides');

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

function run({ project, path, asRun }: GuidePackages, command: string): SpawnSyncReturns<string> {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(SAFELY_CLOSE_|VITEST|TEST$|NODE_ENV$|npm_(?!config_)|npm_config_(local_prefix|workspace)|INIT_CWD$)/i.test(name)));
  return spawnSync('bash', ['-e', '-c', asRun(command)], { cwd: project, encoding: 'utf8', env: { ...environment, ...identity, PATH: `${path}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1', FORCE_COLOR: '0' } });
}

const isInstallation = ({ language, code }: Fence): boolean => language === 'sh' && code.trim().split('\n').every((line) => line.startsWith('npm install ') && !line.includes('--global'));

/** A file of the guide; a `package.json` is laid over what npm has written into it. */
function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const isManifest = path.endsWith('/package.json') && existsSync(path);
  writeFileSync(path, isManifest ? JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...(JSON.parse(text) as object) }, null, 2) : text);
}

const pages = readdirSync(guides).filter((page) => page.endsWith('.md') && fencesOf(join(guides, page)).some(isRun));

test('there are guides with commands to follow', () => {
  expect(pages).toEqual(expect.arrayContaining(['applications.md', 'libraries.md', 'migration.md', 'test-suites.md', 'tracking.md']));
});

/** All that the guides tell their readers to install. */
const named = pages.flatMap((page) => fencesOf(join(guides, page))).flatMap(({ code }) => [...code.matchAll(/^npm install (.*)$/gm)].flatMap(([, names = '']) => names.split(' ')));

describe.each(pages)('docs/guides/%s', (page) => {
  let packages: GuidePackages;
  beforeAll(() => {
    packages = guidePackages(named);
    const { project } = packages;
    const example = exampleOf(page);
    if (example === undefined) writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    else cpSync(join(root, example), project, { recursive: true, filter: (path) => !path.includes('node_modules') });
    // A project under git has its lock file there.
    if (example !== undefined) run(packages, "npm install --package-lock-only\necho node_modules > .gitignore && git init --quiet && git add . && git commit --quiet --message 'What there was'");
  });
  afterAll(() => packages.remove());

  const fences = fencesOf(join(guides, page));
  fences.forEach((fence, index) => {
    const file = fileOf(fence);
    if (file !== undefined) {
      test(`line ${String(fence.line)}: ${file} is written`, () => {
        write(join(packages.project, file), fence.code);
      });
    }
    if (!isRun(fence) && !isInstallation(fence)) return;
    const next = fences[index + 1];
    test(`line ${String(fence.line)}: ${fence.code.trim()}`, { timeout: 240_000 }, () => {
      const { status, stdout, stderr } = run(packages, fence.code);
      const said = `${stdout}\n${stderr}`;
      expect(status, said).toBe(codeOf(fence));
      if (next?.words.includes('output') === true) expect(said).toMatch(patternOf(next.code));
    });
  });
});
