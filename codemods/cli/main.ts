#!/usr/bin/env node
/** The command `safely-close-codemod`. */
import { createInterface } from 'node:readline/promises';
import { closing } from 'safely-close';
import { run } from './run.ts';
import { paintFor } from './terminal.ts';

const isInteractive = process.stdin.isTTY && process.stdout.isTTY && process.stderr.isTTY && (process.env['CI'] ?? '') === '';
const abort = new AbortController();

// The file at hand is finished, so that every file is whole; a second signal ends the process as it always does.
process.once('SIGINT', () => abort.abort());

async function confirm(question: string): Promise<boolean> {
  await using reader = closing(createInterface({ input: process.stdin, output: process.stderr }));
  return !/^n/i.test((await reader.question(question)).trim());
}

process.exitCode = await run(process.argv.slice(2), {
  cwd: process.cwd(),
  terminal: {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isInteractive,
    paint: paintFor(process.env, process.stdout.isTTY),
  },
  signal: abort.signal,
  ...(isInteractive ? { confirm } : {}),
});
