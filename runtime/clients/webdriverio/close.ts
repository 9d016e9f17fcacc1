/** Closing WebdriverIO's browser: deleteSession() waits behind a command that never ends, and tries for minutes where nobody answers. */
import type { EventEmitter } from 'node:events';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room, WorkItem } from '../../escalation/work.ts';
import { browserProcessIn, killProcess } from '../browser-processes.ts';
import { hasMethods } from '../shape.ts';

/** The WebSocket beside a session, over which some commands go: each has a number, by which its answer is known. */
interface BidiHandler {
  readonly socket?: EventEmitter;
  sendAsync(command: unknown): number;
  close(): void;
}

interface Browser extends EventEmitter {
  readonly sessionId: string;
  readonly capabilities: object;
  readonly _bidiHandler?: BidiHandler;
  deleteSession(): Promise<void>;
}

/** The command that is the end of a session. */
const lastCommand = 'deleteSession';
/** The commands under way of a browser that was given to `closing`: how many over HTTP, and which over its WebSocket. */
interface Commands {
  count: number;
  readonly numbers: Set<number>;
}

const running = new WeakMap<object, Commands>();
const closed = new WeakSet<object>();

const browserRoom: Room<Browser> = {
  library: 'webdriverio',
  name: 'Browser',
  level: 1,
  politeMs: 'half-the-deadline',
  recognise: (value): value is Browser => hasMethods(value, lastCommand, 'emit', 'on', 'addCommand') && typeof Reflect.get(value, 'sessionId') === 'string' && typeof Reflect.get(value, 'capabilities') === 'object',
  watch(browser) {
    if (running.has(browser)) return;
    const commands: Commands = { count: 0, numbers: new Set() };
    running.set(browser, commands);
    browser.on('command', () => (commands.count += 1));
    browser.on('result', () => (commands.count = Math.max(0, commands.count - 1)));
    browser.on('bidiResult', ({ id }: { readonly id: number }) => commands.numbers.delete(id));
    const bidi = browser._bidiHandler;
    if (bidi === undefined) return;
    const send = bidi.sendAsync.bind(bidi);
    const following: BidiHandler['sendAsync'] = (command) => {
      const number = send(command);
      commands.numbers.add(number);
      return number;
    };
    Object.defineProperty(bidi, 'sendAsync', { value: following, writable: true, configurable: true, enumerable: false });
  },
  begin: closingOf,
};

function closingOf(browser: Browser): ClosingWork {
  let deleting: Promise<void> | undefined;
  const commands = running.get(browser);
  const count = (): number => (closed.has(browser) || deleting !== undefined || commands === undefined ? 0 : commands.count + commands.numbers.size);
  const { [driverProcess]: driver } = browser.capabilities as { readonly [driverProcess]?: number };
  const end = async (): Promise<void> => {
    await (deleting ??= browser.deleteSession());
    closed.add(browser);
  };
  return {
    inFlight: () => Array.from({ length: count() }, (_, index): WorkItem => ({ key: index, kind: 'transfer', label: 'a command' })),
    isClosed: () => closed.has(browser),
    async polite({ signal }) {
      if (await until(() => count() === 0, signal)) await end();
    },
    async cancel({ reason }) {
      answerBidi(browser, commands, reason);
      // Where it was asked already, one waits for that; it has told its error.
      await (deleting === undefined ? end() : deleting.then(() => closed.add(browser), () => undefined));
    },
    async force({ reason, signal }) {
      let isOver = deleting === undefined;
      void deleting
        ?.catch(() => undefined)
        .finally(() => {
          isOver = true;
        });
      // What the library itself does when a session has been deleted: it breaks off every command.
      browser.emit('result', { command: lastCommand, result: { value: null } });
      answerBidi(browser, commands, reason);
      browser._bidiHandler?.close();
      if (driver !== undefined) {
        killProcess(browserProcessIn((name) => Reflect.get(browser.capabilities, name)));
        killProcess(driver);
      }
      if (await until(() => isOver, signal)) closed.add(browser);
    },
  };
}

/** Answers what was asked over the WebSocket with the reason: when it is closed, the library tells nobody. */
function answerBidi({ _bidiHandler: bidi }: Browser, commands: Commands | undefined, { message }: Error): void {
  for (const id of commands?.numbers ?? []) bidi?.socket?.emit('message', JSON.stringify({ type: 'error', id, error: 'session closed', message }));
}

/** The driver that the library started for this session. */
const driverProcess = 'wdio:driverPID';

export const webdriverioRooms: readonly Room[] = [browserRoom];
