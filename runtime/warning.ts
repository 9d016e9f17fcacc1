import type { CloseReport } from './report.ts';

const listedItems = 5;

/** Warns that a closing left something: once for the closing, with what and where. */
export function warnOfRemaining(report: CloseReport, label: string): void {
  const { remaining } = report;
  const listed = remaining.slice(0, listedItems).map((item) => `  ${item.kind} ${item.label}${item.createdAt === undefined ? '' : ` (made at ${item.createdAt})`}`);
  const more = remaining.length > listedItems ? [`  and ${remaining.length - listedItems} more`] : [];
  const reasons: readonly unknown[] = [...report.errors, ...remaining.map(({ error }) => error)].filter((error) => error !== undefined);
  process.emitWarning(`Closing ${label} left ${remaining.length === 1 ? 'one thing' : `${remaining.length} things`} open after ${Math.round(report.durationMs)} ms.`, {
    type: 'SafelyCloseWarning',
    code: 'SAFELY_CLOSE_REMAINING',
    detail: [...listed, ...more, ...reasons.slice(0, 1).map((reason) => `  ${String(reason)}`)].join('\n'),
  });
}
