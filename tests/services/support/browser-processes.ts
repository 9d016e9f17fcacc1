/** Which processes a browser consists of, and whether they are gone. */
import { readFileSync, readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { eventually } from './service.ts';

/** Root may not have a sandbox; what Chromium asks its maker for would leave the loopback. */
export const chromiumArguments = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** The processes of Chromium that descend from this one. */
export function browserProcesses(): Set<number> {
  const all = processes();
  const isOurs = (pid: number | undefined): boolean => pid !== undefined && pid > 1 && (pid === process.pid || isOurs(all.get(pid)?.parent));
  return new Set([...all].flatMap(([pid, { name }]) => (name.startsWith('chrom') && isOurs(pid) ? [pid] : [])));
}

/** All that run, those left out of which only the exit code is left. */
function processes(): Map<number, { readonly parent: number; readonly name: string }> {
  return new Map(
    readdirSync('/proc').flatMap((entry) => {
      try {
        const [, name = '', state, parent] = /\((.*)\) (\S) (\d+)/s.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? [];
        return /^\d+$/.test(entry) && state !== undefined && state !== 'Z' ? [[Number(entry), { parent: Number(parent), name }] as const] : [];
      } catch {
        // It has ended meanwhile, or is no process.
        return [];
      }
    }),
  );
}

/** What a browser started, which has several processes; they may outlive the first of them. */
export function processesOf(before: ReadonlySet<number>): number[] {
  const started = [...browserProcesses()].filter((pid) => !before.has(pid));
  expect(started.length).toBeGreaterThan(2);
  return started;
}

export async function areGone(started: readonly number[]): Promise<void> {
  await eventually(() => {
    const all = processes();
    expect(started.filter((pid) => all.get(pid)?.name.startsWith('chrom') === true)).toEqual([]);
  });
}
