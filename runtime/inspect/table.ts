/** Snapshots in words. */
import { relative, sep } from 'node:path';
import type { OpenThing, Snapshot } from './snapshot.ts';

const columns = ['what', 'state', 'age', 'made at', 'holds up'] as const;
const mostRows = 50;
const mostNamed = 3;

/** What is worth a line: what users have made, and what keeps the process going. */
export function worthTelling(snapshot: Snapshot, all: boolean): readonly OpenThing[] {
  return snapshot.open.filter((thing) => all || thing.source === 'handle' || isUsers(thing) || (thing.source === 'session' && thing.keepsProcessAlive));
}

/** A timer that has been unref'd, or that fires while nothing else is left, holds nobody up. */
function isUsers({ source, kind, madeBy, keepsProcessAlive }: OpenThing): boolean {
  return madeBy === 'user' && (source !== 'call' || keepsProcessAlive || !kind.startsWith('set'));
}

/** One snapshot as lines: a sentence, and a table where something is open. */
export function describeSnapshot(snapshot: Snapshot, { all, cwd }: { readonly all: boolean; readonly cwd: string }): string {
  const things = worthTelling(snapshot, all);
  const lines = [`${headline(snapshot, cwd)} ${things.length === 0 ? 'Nothing was left open.' : `${things.length === 1 ? 'One thing was' : `${things.length} things were`} open:`}`];
  if (things.length > 0) lines.push('', ...table(things.slice(0, mostRows), snapshot, cwd));
  if (things.length > mostRows) lines.push(`and ${things.length - mostRows} more`);
  return lines.join('\n');
}

function headline({ program, threadId, occasion, exitCode, afterMs }: Snapshot, cwd: string): string {
  const name = `${shortened(program[0] ?? 'The program', cwd)}${threadId === 0 ? '' : ` (thread ${threadId})`}`;
  switch (occasion) {
    case 'exit':
      return `${name} ended with code ${exitCode ?? 0} after ${duration(afterMs)}.${exitCode === 13 ? ' It waited for a promise at the top level that nothing could settle any more.' : ''}`;
    case 'timeout':
      return `${name} was still running after ${duration(afterMs)} and was ended.`;
    default:
      return `${name} was ended by ${occasion} after ${duration(afterMs)}.`;
  }
}

function table(things: readonly OpenThing[], { occasion }: Snapshot, cwd: string): string[] {
  const rows = things.map((thing) => [
    thing.label === '' || thing.label === thing.kind ? thing.kind : `${thing.kind} ${thing.source === 'session' ? `“${thing.label}”` : thing.label}`,
    thing.state,
    thing.ageMs === undefined ? '–' : duration(thing.ageMs),
    `${thing.createdAt === undefined ? '–' : shortened(thing.createdAt, cwd)}${thing.madeBy === 'library' && thing.source === 'session' ? ' (by a library)' : ''}`,
    holds(thing, occasion !== 'exit'),
  ]);
  const widths = columns.map((title, index) => Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `  ${cells.map((cell, index) => (index === cells.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  ')}`.trimEnd();
  return [line(columns), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)];
}

/** What waits because of it. */
function holds(thing: OpenThing, isRunning: boolean): string {
  const parts: string[] = [];
  if (thing.keepsProcessAlive && isRunning) parts.push('the process');
  if (thing.pending.length > 0) parts.push(`${thing.pending.length === 1 ? 'an answer' : `${thing.pending.length} answers`}${thing.source === 'call' ? '' : ` (${named(thing.pending)})`}`);
  for (const { type, fd, local, peer, processId } of thing.handles) {
    if (peer !== undefined) parts.push(`a socket to ${peer}`);
    else if (processId !== undefined) parts.push(`process ${processId}`);
    else if (local !== undefined) parts.push(`the address ${local}`);
    else if (fd !== undefined) parts.push(`descriptor ${fd} (${type})`);
  }
  const distinct = [...new Set(parts)];
  return distinct.length === 0 ? 'nothing that can be seen' : distinct.join(', ');
}

function named(labels: readonly string[]): string {
  const distinct = [...new Set(labels)];
  return distinct.length > mostNamed ? `${distinct.slice(0, mostNamed).join(', ')} and ${distinct.length - mostNamed} more` : distinct.join(', ');
}

function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}

/** Paths below the folder that one stands in are known well enough without it. */
function shortened(place: string, cwd: string): string {
  const below = relative(cwd, place);
  return below !== '' && !below.startsWith('..') && !below.includes(`..${sep}`) && place.startsWith(cwd) ? below : place;
}
