/** How far the run is: one line that is rewritten on a terminal, a plain line now and then elsewhere. */
import type { Terminal } from './terminal.ts';

export interface Progress {
  /** Called after each file. */
  advance(sites: number): void;
  /** Takes the line away, so that other output can follow. */
  readonly clear: () => void;
}

const width = 24;
const redrawEveryMs = 80;
const sayEveryMs = 10_000;

export function createProgress(total: number, terminal: Terminal, now: () => number = Date.now): Progress {
  const start = now();
  let files = 0;
  let sessions = 0;
  let last = start;

  function advance(sites: number): void {
    files += 1;
    sessions += sites;
    const time = now();
    if (time - last < (terminal.isInteractive ? redrawEveryMs : sayEveryMs)) return;
    last = time;
    const left = Math.round(((time - start) / files) * (total - files) / 1_000);
    const text = `${String(files)} of ${String(total)} files, ${String(sessions)} sessions, about ${String(left)} s left`;
    if (!terminal.isInteractive) return terminal.err(`${text}\n`);
    const filled = Math.round((files / total) * width);
    terminal.err(`\r\u001B[K${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${text}`);
  }

  return { advance, clear: () => (terminal.isInteractive ? terminal.err('\r\u001B[K') : undefined) };
}
