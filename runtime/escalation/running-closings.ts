import type { CloseOptions } from '../options.ts';
import type { CloseReport } from '../report.ts';

/** A closing that has begun. */
export interface RunningClosing {
  /** Carries it out. A closing that waits for nothing is over when this returns. */
  run(): CloseReport | Promise<CloseReport>;
  /** Takes over what a later call asks, as far as it is harder. */
  join(options: CloseOptions): void;
}

interface Running {
  readonly closing: RunningClosing;
  /** Who joined it. */
  readonly waiting: ((report: CloseReport) => void)[];
}

const running = new WeakMap<object, Running>();

/** Two calls on one client share one closing: the second joins the first and may harden it. */
export function joinOrBegin(client: object, options: CloseOptions, begin: () => RunningClosing): CloseReport | Promise<CloseReport> {
  const present = running.get(client);
  if (present !== undefined) {
    present.closing.join(options);
    return new Promise((resolve) => present.waiting.push(resolve));
  }
  const begun: Running = { closing: begin(), waiting: [] };
  running.set(client, begun);
  const end = (report: CloseReport): CloseReport => {
    running.delete(client);
    for (const tell of begun.waiting) tell(report);
    return report;
  };
  const report = begun.closing.run();
  return report instanceof Promise ? report.then(end) : end(report);
}
