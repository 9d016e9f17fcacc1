import type { CloseOptions } from '../options.ts';
import type { CloseReport } from '../report.ts';

/** A closing that has begun. */
export interface RunningClosing {
  readonly report: Promise<CloseReport>;
  /** Takes over what a later call asks, as far as it is harder. */
  join(options: CloseOptions): void;
}

const running = new WeakMap<object, RunningClosing>();

/** Two calls on one client share one closing: the second joins the first and may harden it. */
export function joinOrBegin(client: object, options: CloseOptions, begin: () => RunningClosing): Promise<CloseReport> {
  const present = running.get(client);
  if (present !== undefined) {
    present.join(options);
    return present.report;
  }
  const begun = begin();
  running.set(client, begun);
  const forget = (): void => {
    running.delete(client);
  };
  void begun.report.then(forget, forget);
  return begun.report;
}
