/**
 * What a run has written so far, kept beside the project until the run is over. A run that was interrupted, however it ended, is gone on
 * with by the same command: git's tree is dirty then, by the run's own changes, and the report shall tell of all of them.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { FileResult } from '../reports/run-result.ts';
import { messageOf } from './read-source.ts';

type Entry =
  /** `hash` is that of the text that was written: a file that somebody changed since is not the run's any more. */
  | { readonly kind: 'written'; readonly result: FileResult; readonly hash: string }
  /** `hash` is that of the text that was declined a change: another text may get another one. */
  | { readonly kind: 'declined'; readonly path: string; readonly hash: string }
  | { readonly kind: 'skipped'; readonly site: string };

export interface RunJournal {
  /** What an interrupted run of the same command has written and nobody has changed since, by absolute path. */
  readonly done: ReadonlyMap<string, FileResult>;
  /** Called before the file is written: killed in between, the run finds another text in the file, and the record counts for nothing. */
  record(result: FileResult, text: string): void;
  /** What the person who was asked does not want to be asked again. */
  readonly answers: Answers;
  /** Called when the run is over: there is nothing to go on with. */
  forget(): void;
}

export interface Answers {
  /** @param path - As in the results. */
  declineFile(path: string, text: string): void;
  isDeclined(path: string, text: string): boolean;
  skipSite(key: string): void;
  isSkipped(key: string): boolean;
}

const hashOf = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

/**
 * @param cwd - Where the run began: paths of results are relative to it.
 * @param command - What must be the same for a run to be the same: plain data.
 * @param onLost - Told once why nothing can be kept, where that is so. The run itself is none the worse for it.
 */
export function openRunJournal(cwd: string, command: unknown, onLost: (why: string) => void): RunJournal {
  const path = join(folderFor(cwd), `${hashOf(JSON.stringify([cwd, command])).slice(0, 16)}.jsonl`);
  const entries = readEntries(path);
  const declined = new Set(entries.flatMap((entry) => (entry.kind === 'declined' ? [`${entry.hash} ${entry.path}`] : [])));
  const skipped = new Set(entries.flatMap((entry) => (entry.kind === 'skipped' ? [entry.site] : [])));
  let isLost = false;
  const append = (entry: Entry): void => {
    if (isLost) return;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      appendFileSync(path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    } catch (error) {
      isLost = true;
      onLost(messageOf(error));
    }
  };
  return {
    done: doneIn(entries, cwd),
    record: (result, text) => append({ kind: 'written', result, hash: hashOf(text) }),
    answers: {
      declineFile: (file, text) => append({ kind: 'declined', path: file, hash: hashOf(text) }),
      isDeclined: (file, text) => declined.has(`${hashOf(text)} ${file}`),
      skipSite: (site) => append({ kind: 'skipped', site }),
      isSkipped: (site) => skipped.has(site),
    },
    forget() {
      if (existsSync(path)) rmSync(path);
    },
  };
}

/** Where tools keep what they may lose: git ignores it. */
function folderFor(cwd: string): string {
  const modules = join(cwd, 'node_modules');
  return existsSync(modules) ? join(modules, '.cache', 'safely-close-codemod') : join(tmpdir(), `safely-close-codemod-${String(userInfo().uid)}`);
}

function readEntries(path: string): Entry[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').flatMap((line) => entryIn(line) ?? []) : [];
}

function doneIn(entries: readonly Entry[], cwd: string): Map<string, FileResult> {
  const done = new Map<string, FileResult>();
  for (const entry of entries) {
    if (entry.kind !== 'written') continue;
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
