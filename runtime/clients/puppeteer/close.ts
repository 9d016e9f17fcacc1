/** Closing Puppeteer's browser: its close() ends the browser for everybody, also where somebody else started it. */
import type { ChildProcess } from 'node:child_process';
import { until } from '../../escalation/until.ts';
import type { Room } from '../../escalation/work.ts';
import { hasMethods } from '../shape.ts';

interface Browser {
  readonly connected: boolean;
  /** Null where it was only connected to. */
  process(): ChildProcess | null;
  close(): Promise<void>;
  disconnect(): Promise<void> | void;
}

const closed = new WeakSet<object>();

const browserRoom: Room<Browser> = {
  library: 'puppeteer',
  name: 'Browser',
  level: 1,
  recognise: (value): value is Browser => hasMethods(value, 'process', 'close', 'disconnect', 'newPage', 'wsEndpoint', 'createBrowserContext'),
  begin(browser) {
    const child = browser.process();
    const hasEnded = (): boolean => child === null || child.exitCode !== null || child.signalCode !== null;
    return {
      inFlight: () => [],
      isClosed: () => closed.has(browser) || (!browser.connected && hasEnded()),
      async polite({ signal }) {
        await (child === null ? browser.disconnect() : browser.close());
        if (await until(hasEnded, signal)) closed.add(browser);
      },
      async force({ signal }) {
        child?.kill('SIGKILL');
        await browser.disconnect();
        if (await until(hasEnded, signal)) closed.add(browser);
      },
    };
  },
};

export const puppeteerRooms: readonly Room[] = [browserRoom];
