/** Closing Selenium's driver: quit() waits behind a command that never ends, and a driver that is killed leaves its browser running. */
import type { ClosingWork, Room, WorkItem } from '../../escalation/work.ts';
import { until } from '../../escalation/until.ts';
import { browserProcessIn, killProcess } from '../browser-processes.ts';
import { asCallOverHttp, callsOverHttpOf, followCallsOverHttp } from '../calls-over-http.ts';
import type { CallOverHttp } from '../calls-over-http.ts';
import { hasMethods } from '../shape.ts';

interface Session {
  getCapability(name: string): unknown;
}

interface WebDriver {
  readonly session_: Promise<Session>;
  /** Stops the driver's own server; undefined where somebody else has started that. */
  readonly onQuit_?: () => unknown;
  execute(command: { getName(): string }): Promise<unknown>;
  quit(): Promise<void>;
}

const closed = new WeakSet<object>();
const quitCommand = 'quit';

const driverRoom: Room<WebDriver> = {
  library: 'selenium-webdriver',
  name: 'WebDriver',
  level: 1,
  politeMs: 'half-the-deadline',
  recognise: (value): value is WebDriver => hasMethods(value, 'execute', 'quit', 'getExecutor', 'findElement', 'executeScript') && 'session_' in value,
  watch(driver) {
    if (!followCallsOverHttp(driver)) return;
    const execute = driver.execute.bind(driver);
    const following: WebDriver['execute'] = (command) => asCallOverHttp(driver, command.getName(), () => execute(command));
    Object.defineProperty(driver, 'execute', { value: following, writable: true, configurable: true, enumerable: false });
  },
  begin: closingOf,
};

function closingOf(driver: WebDriver): ClosingWork {
  let browser: number | undefined;
  let quitting: Promise<void> | undefined;
  const work = (): readonly CallOverHttp[] => callsOverHttpOf(driver).filter(({ label }) => label !== quitCommand);
  // Its session is a promise, for which force does not wait.
  driver.session_.then((session) => (browser = browserProcessIn((name) => session.getCapability(name)))).catch(() => undefined);
  const quit = async (): Promise<void> => {
    await (quitting ??= driver.quit());
    closed.add(driver);
  };
  return {
    inFlight: () => work().map((call): WorkItem => ({ key: call, kind: 'transfer', label: call.label })),
    isClosed: () => closed.has(driver),
    async polite({ signal }) {
      if (await until(() => work().length === 0, signal)) await quit();
    },
    async cancel({ reason }): Promise<void> {
      for (const call of work()) call.end(reason);
      // Where it was asked already, one waits for that; it has told its error.
      await (quitting === undefined ? quit() : quitting.then(() => closed.add(driver), () => undefined));
    },
    async force({ reason }) {
      quitting?.catch(() => undefined);
      for (const call of callsOverHttpOf(driver)) call.end(reason);
      if (driver.onQuit_ !== undefined) {
        killProcess(browser);
        await driver.onQuit_();
      }
      closed.add(driver);
    },
  };
}

export const seleniumRooms: readonly Room[] = [driverRoom];
