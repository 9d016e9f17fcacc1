/** What the exit code tells a script. */
export const exitCodes = {
  done: 0,
  /** `--check` found something that would change. */
  checkFoundWork: 1,
  usage: 2,
  /** Some files could not be processed; the others were. */
  someFilesFailed: 3,
  interrupted: 130,
} as const;
