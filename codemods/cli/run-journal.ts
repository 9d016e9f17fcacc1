/**
 * What a run has written so far, kept beside the project until the run is over. A run that was interrupted, however it ended, is gone on
 * with by the same command: git's tree is dirty then, by the run's own changes, and the report shall tell of all of them.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { FileResult } from '../reports/run-result.ts';

interface Entry {
  readonly result: FileResult;
  /** Of the text that was written: a file that somebody changed since is not the run's any more. */
  readonly hash: string;
}

export interface RunJournal {
  /** What an interrupted run of the same command has written and nobody has changed since, by absolute path. */
  readonly done: ReadonlyMap<string, FileResult>;
  /** Called before the file is written: killed in between, the run finds another text in the file, and the record counts for nothing. */
  record(file: string, result: FileResult, text: string): void;
  /** Called when the run is over: there is nothing to go on with. */
  forget(): void;
}

const hashOf = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

/**
 * @param cwd - Where the run began: paths of results are relative to it.
 * @param command - What must be the same for a run to be the same: plain data.
 */
export function openRunJournal(cwd: string, command: unknown): RunJournal {
  const path = join(folderFor(cwd), `${hashOf(JSON.stringify([cwd, command])).slice(0, 16)}.jsonl`);
  return {
    done: readEntries(path, cwd),
    record(_file, result, text) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      appendFileSync(path, `${JSON.stringify({ result, hash: hashOf(text) } satisfies Entry)}\n`, { mode: 0o600 });
    },
    forget: () => rmSync(path, { force: true }),
  };
}

/** Where tools keep what they may lose: git ignores it. */
function folderFor(cwd: string): string {
  const modules = join(cwd, 'node_modules');
  return existsSync(modules) ? join(modules, '.cache', 'safely-close-codemod') : join(tmpdir(), `safely-close-codemod-${String(userInfo().uid)}`);
}

function readEntries(path: string, cwd: string): Map<string, FileResult> {
  const done = new Map<string, FileResult>();
  if (!existsSync(path)) return done;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const entry = entryIn(line);
    if (entry === undefined) continue;
    const file = join(cwd, entry.result.path);
    if (existsSync(file) && hashOf(readFileSync(file)) === entry.hash) done.set(file, entry.result);
  }
  return done;
}

/** The last line may be half of one, where the process was killed as it wrote. */
function entryIn(line: string): Entry | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined;
  }
}
