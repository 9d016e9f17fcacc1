import type { CloseOptions } from '../options.ts';
import type { CloseReport } from '../report.ts';

/** A closing that has begun. */
export interface RunningClosing {
  /** Carries it out, and calls {@link hasEnded} in the end. A closing that waits for nothing is over when this returns. */
  run(): CloseReport | Promise<CloseReport>;
  /** Takes over what a later call asks, as far as it is harder. */
  join(options: CloseOptions): void;
  /** Who joined it. */
  waiting?: ((report: CloseReport) => void)[] | undefined;
}

const running = new WeakMap<object, RunningClosing>();

/** Two calls on one client share one closing: the second joins the first and may harden it. */
export function joinOrBegin(client: object, options: CloseOptions, begin: () => RunningClosing): CloseReport | Promise<CloseReport> {
  const present = running.get(client);
  if (present !== undefined) {
    present.join(options);
    return new Promise((resolve) => (present.waiting ??= []).push(resolve));
  }
  const begun = begin();
  running.set(client, begun);
  return begun.run();
}

/** Notes that the closing of a client is over, and tells who joined it. */
export function hasEnded(client: object, { waiting }: RunningClosing, report: CloseReport): void {
  running.delete(client);
  if (waiting === undefined) return;
  for (const tell of waiting) tell(report);
}
