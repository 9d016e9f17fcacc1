/** The command `safely-close-codemod`, on a Node.js that can run it. */
import { enableCompileCache } from 'node:module';
import { createInterface } from 'node:readline/promises';
import { closing } from 'safely-close';
import { paintFor } from './terminal.ts';

// Most of a small run is spent on compiling TypeScript, which is the same every time.
enableCompileCache();
const { run } = await import('./run.ts');

const isInteractive = process.stdin.isTTY && process.stdout.isTTY && process.stderr.isTTY && (process.env['CI'] ?? '') === '';
const abort = new AbortController();

// The file at hand is finished, so that every file is whole; a second signal ends the process as it always does.
process.once('SIGINT', () => abort.abort());

// Whoever reads what is said may have read enough (`| head`): the files are migrated all the same.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

async function ask(question: string): Promise<string> {
  await using reader = closing(createInterface({ input: process.stdin, output: process.stderr }));
  const ended = new Promise<string>((resolve) => {
    reader.once('close', () => resolve('q'));
    // Where readline holds the terminal, Ctrl+C comes to it and not to the process.
    reader.once('SIGINT', () => {
      abort.abort();
      resolve('q');
    });
  });
  return await Promise.race([reader.question(question), ended]);
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
  ...(isInteractive ? { ask } : {}),
});
