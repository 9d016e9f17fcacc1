// Classes whose way of opening and closing takes a second look: getters, either branch of a condition, wrapped promises.
import { describe } from 'vitest';
import { bad, checkAll, good, improvable } from '../support/sample.ts';

describe('a getter that only gives a field is another name of it', () => {
  checkAll([
    good('closed by the getter: a subclass may override it, so that strict proves nothing by it', `
import { safelyCloseClient } from 'safely-close';
import { WebSocketServer } from 'ws';

export class Inspector {
  start(port: number) {
    this._sockets = new WebSocketServer({ port });
  }

  get sockets() {
    return this._sockets;
  }

  async closeSockets() {
    await safelyCloseClient(this.sockets);
  }
}
`, { modes: ['recommended'] }),
    improvable('a bare close by the getter', `
import { WebSocketServer } from 'ws';

export class Inspector {
  start(port: number) {
    this._sockets = new WebSocketServer({ port });
  }

  get sockets() {
    return this._sockets;
  }

  async close() {
    await new Promise((resolve) => {
      this.sockets.close(resolve); // ! prefer-safe-close
    });
  }
}
`, { modes: ['recommended'] }),
    bad('a getter of something else closes nothing', `
import { safelyCloseClient } from 'safely-close';
import { WebSocketServer } from 'ws';

export class Inspector {
  start(port: number) {
    this._sockets = new WebSocketServer({ port }); // ! require-owner-dispose
  }

  get sockets() {
    return this._others;
  }

  async close() {
    await safelyCloseClient(this.sockets);
  }
}
`),
  ]);
});

describe('a field that one method fills in either branch is filled once', () => {
  checkAll([
    good('attached to, or launched', `
import puppeteer from 'puppeteer';
import { safelyCloseClient } from 'safely-close';

export class Pages {
  async start(endpoint: string | undefined) {
    if (endpoint) {
      this.browser = await puppeteer.connect({ browserWSEndpoint: endpoint });
    } else {
      this.browser = await puppeteer.launch();
    }
  }

  async stop() {
    await safelyCloseClient(this.browser);
  }
}
`, { modes: ['recommended'] }),
    bad('two methods fill it, one after the other', `
import puppeteer from 'puppeteer';
import { safelyCloseClient } from 'safely-close';

export class Pages {
  async start() {
    this.browser = await puppeteer.launch(); // ! require-owner-dispose
  }

  async startWith(endpoint: string) {
    this.browser = await puppeteer.connect({ browserWSEndpoint: endpoint }); // ! require-owner-dispose
  }

  async stop() {
    await safelyCloseClient(this.browser);
  }
}
`, { modes: ['recommended'] }),
  ]);
});

const inTime = `
const inTime = <T>(promise: Promise<T>, timeoutMs: number) =>
  Promise.race([promise, new Promise<never>((_, reject) => { setTimeout(() => reject(new Error('too late')), timeoutMs); })]);
`;

describe('what comes of a promise in time is the session itself, and no list', () => {
  checkAll([
    good('kept in a field that the class closes', `
import puppeteer from 'puppeteer';
import { safelyCloseClient } from 'safely-close';
${inTime}
export class Pages {
  async start() {
    this.browser = await inTime(puppeteer.launch(), 10_000);
  }

  async stop() {
    await safelyCloseClient(this.browser);
  }
}
`, { modes: ['recommended'] }),
    good('closed where it was asked for', `
import puppeteer from 'puppeteer';
import { safelyCloseClient } from 'safely-close';
${inTime}
export async function look() {
  const browser = await inTime(puppeteer.launch(), 10_000);
  await safelyCloseClient(browser);
}
`, { modes: ['recommended'] }),
    bad('strict minds the one that comes too late', `
import puppeteer from 'puppeteer';
import { safelyCloseClient } from 'safely-close';
${inTime}
export async function look() {
  const browser = await inTime(puppeteer.launch(), 10_000); // !strict require-safe-close
  await safelyCloseClient(browser);
}
`),
    bad('closed nowhere', `
import puppeteer from 'puppeteer';
${inTime}
export async function look() {
  const browser = await inTime(puppeteer.launch(), 10_000); // ! require-safe-close
  console.log(browser);
}
`),
  ]);
});
