/** What the integrations of all test runners have in common: what a test leaves open is closed after it. */
import { closeAll } from '../close-all.ts';
import { openSessions } from '../registry.ts';
import type { OpenSession } from '../registry.ts';
import { SafelyCloseError } from '../errors.ts';

/** What happens when a test leaves something open: it fails, a warning tells, or nothing. In each case it is closed. */
export type OnLeft = 'fail' | 'warn' | 'ignore';

const isOnLeft = (value: unknown): value is OnLeft => value === 'fail' || value === 'warn' || value === 'ignore';

/** `SAFELY_CLOSE_ON_LEFT`, or `warn`. */
function onLeft(): OnLeft {
  const asked = process.env['SAFELY_CLOSE_ON_LEFT'];
  return isOnLeft(asked) ? asked : 'warn';
}

/** Follows the tests of one file. */
export class Leftovers {
  /** What was open before the test: its suite's, not its own. */
  #before = new Set<object>();

  /** Before each test. */
  beginTest(): void {
    this.#before = new Set(openSessions().map(({ client }) => client));
  }

  /** After each test: closes what it left, and says so. */
  async endTest(): Promise<void> {
    await this.#close(openSessions().filter(({ client }) => !this.#before.has(client)));
  }

  /** After all tests: closes what the suite left. A worker that ends with a download in flight would take its process along. */
  async endSuite(): Promise<void> {
    await this.#close(openSessions());
  }

  async #close(left: readonly OpenSession[]): Promise<void> {
    if (left.length === 0) return;
    const places = left.map(({ label, createdAt }) => `  ${label}${createdAt === undefined ? '' : ` (made at ${createdAt})`}`).join('\n');
    await closeAll(left.map(({ client }) => client));
    const message = `${left.length === 1 ? 'One session was' : `${left.length} sessions were`} left open by a test and closed after it. Close it in the test, for example with await using session = closing(…).`;
    const reaction = onLeft();
    if (reaction === 'fail') throw new SafelyCloseError('ERR_SAFELY_CLOSE_LEFT', `${message}\n${places}`);
    if (reaction === 'warn') process.emitWarning(message, { type: 'SafelyCloseWarning', code: 'SAFELY_CLOSE_LEFT_BY_TEST', detail: places });
  }
}
