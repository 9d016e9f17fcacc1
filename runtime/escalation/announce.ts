/** How a closing can be watched: `NODE_DEBUG=safely-close`, the diagnostics channels `safely-close:phase` and `safely-close:closed`, `onPhase`. */
import { channel } from 'node:diagnostics_channel';
import { debuglog } from 'node:util';
import type { CloseReport, FellIn } from '../report.ts';

/** What is told at the beginning and the end of each phase of each closing. */
export interface ClosePhaseEvent {
  readonly client: object;
  /** The closing's label, or the client's kind. */
  readonly label: string;
  readonly phase: 'polite' | 'cancel' | 'force' | 'verify';
  readonly stage: 'start' | 'end';
  /** Counts the cancel passes from 1; 0 in the other phases. */
  readonly pass: number;
  /** How much still goes on. */
  readonly inFlight: number;
  /** Milliseconds since the closing began. */
  readonly elapsedMs: number;
  /** At the end of `verify`: what is left of it. */
  readonly left?: readonly { readonly label: string; readonly fellIn: FellIn }[];
}

/** What the channel `safely-close:closed` carries when a closing has ended, unless there was nothing to close. */
export interface ClosedEvent {
  readonly client: unknown;
  /** The closing's label, or the client's kind. */
  readonly label: string;
  readonly report: CloseReport;
}

const phases = channel('safely-close:phase');
const closings = channel('safely-close:closed');
const debug = debuglog('safely-close');

/** Whether somebody watches, so that an event is worth making. */
export function isWatched(): boolean {
  return phases.hasSubscribers || debug.enabled;
}

/** Tells the debug log and the channel. */
export function announce(event: ClosePhaseEvent): void {
  debug(
    '%s: %s%s %s after %d ms, %d in flight%s',
    event.label,
    event.phase,
    event.pass > 0 ? ` (pass ${event.pass})` : '',
    event.stage,
    Math.round(event.elapsedMs),
    event.inFlight,
    event.left === undefined || event.left.length === 0 ? '' : `, left: ${event.left.map((item) => item.label).join(', ')}`,
  );
  phases.publish(event);
}

/** Tells the debug log and the channel how a closing has ended. */
export function announceReport(report: CloseReport, label: string): void {
  if (report.outcome === 'already-closed' || !(closings.hasSubscribers || debug.enabled)) return;
  debug('%s: %s after %d ms, %d of %d transfers settled', label, report.outcome, Math.round(report.durationMs), report.settled, report.transfers);
  closings.publish({ client: report.client, label, report } satisfies ClosedEvent);
}
