/**
 * Loaded into the measured process before the application (`node --import`). It watches from the inside what can't be
 * seen from the outside, and holds nothing open: it says when the event loop ran dry and waits for the measuring side
 * to count the sockets before the operating system closes them.
 */
import { subscribe } from 'node:diagnostics_channel';

const tell = (message) => process.send(message);

// The runtime publishes each phase of each closing; the end of the last one says how long all of it took.
subscribe('safely-close:phase', ({ phase, stage, label, elapsedMs, left = [] }) => {
  if (phase === 'verify' && stage === 'end') tell({ kind: 'closing', label, tookMs: elapsedMs, left: left.map((item) => item.label) });
});

process.once('beforeExit', () => {
  process.channel.ref();
  tell({ kind: 'over' });
  process.once('message', () => process.disconnect());
});

process.channel.unref();
