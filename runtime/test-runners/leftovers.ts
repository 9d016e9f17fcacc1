/** What the integrations of all test runners have in common: what a test leaves open is closed after it. */
import { closeAll } from '../close-all.ts';
import { configuredOnLeft } from '../configuration.ts';
import { SafelyCloseError } from '../errors.ts';
import { openSessions } from '../open-sessions.ts';
import type { OpenSession } from '../open-sessions.ts';

/** Follows the tests of one file. */
export class Leftovers {
  /** What was open before the test: its suite's, not its own. */
  #before = new Set<object>();
  /** Tests that run side by side in one file cannot be told apart: what they leave is closed after the last of them. */
  #running = 0;
  /** Whether there was but one since none was running. */
  #isAlone = true;

  /** Before each test. */
  beginTest(): void {
    this.#running += 1;
    this.#isAlone = this.#running === 1;
    if (this.#isAlone) this.#before = new Set(ownSessions().map(({ client }) => client));
  }

  /**
   * After each test: closes what it left, and says so.
   *
   * @param test its name, where the runner tells
   * @throws {SafelyCloseError} `ERR_SAFELY_CLOSE_LEFT` where the test is to fail
   */
  async endTest(test?: string): Promise<void> {
    this.#running = Math.max(0, this.#running - 1);
    if (this.#running > 0) return;
    await close(
      ownSessions().filter(({ client }) => !this.#before.has(client)),
      test === undefined || !this.#isAlone ? 'a test' : `the test “${test}”`,
    );
  }

  /** After all tests: closes what the suite left. A worker that ends with a download in flight would take its process along. */
  async endSuite(): Promise<void> {
    this.#running = 0;
    await close(ownSessions(), 'the tests of a file');
  }
}

/** What libraries have made for themselves is theirs to close: the connections that `fetch` keeps, the sockets of an agent. */
function ownSessions(): readonly OpenSession[] {
  return openSessions().filter(({ madeBy }) => madeBy === 'user');
}

async function close(left: readonly OpenSession[], who: string): Promise<void> {
  if (left.length === 0) return;
  const places = left.map(({ label, createdAt }) => `  ${label}${createdAt === undefined ? '' : ` (made at ${createdAt})`}`).join('\n');
  await closeAll(left.map(({ client }) => client));
  const message = `${left.length === 1 ? 'One session was' : `${left.length} sessions were`} left open by ${who} and closed after it. Close it in the test, for example with await using session = closing(…).`;
  const reaction = configuredOnLeft();
  if (reaction === 'fail') throw failureAt(left[0]?.createdAt, `${message}\n${places}`);
  if (reaction === 'warn') process.emitWarning(message, { type: 'SafelyCloseWarning', code: 'SAFELY_CLOSE_LEFT_BY_TEST', detail: places });
}

/** An error whose stack is the place where the session was made: that is the line that runners show. */
function failureAt(place: string | undefined, message: string): SafelyCloseError {
  const error = new SafelyCloseError('ERR_SAFELY_CLOSE_LEFT', message);
  if (place !== undefined) error.stack = `${error.name}: ${message}\n    at ${place}`;
  return error;
}
