/** Several files on disk, linted where they lie: for what one file's rules learn from its neighbours and its surroundings. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { lint } from './lint.ts';
import type { LintOptions, Mode } from './lint.ts';
import { expectationsOf, linesOf } from './sample.ts';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

export interface ProjectOptions extends Pick<LintOptions, 'rules' | 'settings' | 'typeChecked'> {
  readonly modes?: readonly Mode[];
  /** Files that are only there to be read by the rules, not linted themselves. */
  readonly neighbours?: readonly string[];
}

/** Runs `use` in a new folder that holds `files` and sees the workspace's packages, and removes it afterwards. */
export function withFiles<Result>(files: Readonly<Record<string, string>>, use: (folder: string) => Result): Result {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'safely-close-project-')));
  try {
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'dir');
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const isSource = (name: string): boolean => /\.[cm]?[jt]sx?$/.test(name) && !/\.d\.[cm]?ts$/.test(name);

/** Registers one test for each mode: every source file of the project is linted and compared with its markers. */
export function checkProject(title: string, files: Readonly<Record<string, string>>, options: ProjectOptions = {}): void {
  const { modes = ['recommended', 'strict'], neighbours = [], ...lintOptions } = options;
  for (const mode of modes) {
    it(`${title} [${mode}]`, () => {
      withFiles(files, (folder) => {
        const sources = Object.entries(files).filter(([name]) => isSource(name) && !neighbours.includes(name));
        const reported = sources.flatMap(([name, code]) =>
          linesOf(lint(code, { ...lintOptions, mode, cwd: folder, filename: join(folder, name) })).map((line) => `${name}:${line}`),
        );
        const expected = sources.flatMap(([name, code]) => expectationsOf(code, mode).map(({ line, rule }) => `${name}:${String(line)} ${rule}`));
        expect([...reported].sort()).toEqual([...expected].sort());
      });
    });
  }
}
