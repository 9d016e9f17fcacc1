import { openSessions } from '../open-sessions.ts';
import { onCollected } from '../registry.ts';

const listedSessions = 10;

/** Warns of sessions that are collected unclosed, and of those that are open when the process ends. */
export function warnAtExit(): void {
  onCollected(({ label, createdAt }) => {
    process.emitWarning(`${label} was garbage collected without having been closed.${createdAt === undefined ? '' : ` It was made at ${createdAt}.`}`, {
      type: 'SafelyCloseWarning',
      code: 'SAFELY_CLOSE_COLLECTED',
    });
  });
  process.once('exit', () => {
    const open = openSessions().filter(({ madeBy }) => madeBy === 'user');
    if (open.length === 0) return;
    const lines = open.slice(0, listedSessions).map((session) => `  ${session.label}${session.createdAt === undefined ? '' : ` (made at ${session.createdAt})`}`);
    if (open.length > listedSessions) lines.push(`  and ${open.length - listedSessions} more`);
    const warning = Object.assign(new Error(`${open.length === 1 ? 'One session is' : `${open.length} sessions are`} still open as the process ends.`), {
      name: 'SafelyCloseWarning',
      code: 'SAFELY_CLOSE_OPEN_AT_EXIT',
      detail: lines.join('\n'),
    });
    // emitWarning() waits for a turn that does not come any more.
    process.emit('warning', warning);
  });
}
