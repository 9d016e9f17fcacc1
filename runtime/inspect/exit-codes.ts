import { constants } from 'node:os';

/** How `safely-close inspect` ends where it does not end as the program did. */
export const exitCodes = {
  /** The command line is wrong. */
  usage: 2,
  /** Under `--fail`: the program ended well, and left something open. */
  leftOpen: 90,
  /** The program did not end by itself within `--timeout-ms`. As `timeout(1)` has it. */
  timedOut: 124,
  /** The program could not be started. */
  notStarted: 127,
} as const;

/** What shells say of a program that a signal has ended. */
export function codeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
