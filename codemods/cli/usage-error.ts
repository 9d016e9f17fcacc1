/** What the person who runs the tool can mend: a wrong option, a path that is not there, a dirty tree. */
export class UsageError extends Error {
  readonly code = 'ERR_SAFELY_CLOSE_USAGE';
  /** @param message - What is wrong, and what to do about it: whole sentences. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsageError';
  }
}
