// A session that a callback of a promise chain puts into a variable outside itself: it is there from then on.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';

describe('a variable of the function', () => {
  checkAll([
    bad('that nothing closes', `
import { launch } from 'puppeteer';

export async function title() {
  let browser;
  await launch().then((launched) => { browser = launched; }); // ! require-safe-close
  return (await browser.newPage()).title();
}
`),
    bad('that the chain closes only where all of it succeeds', `
import { launch } from 'puppeteer';
import { safelyCloseClient } from 'safely-close';

export function title() {
  let browser;
  return launch() // ! require-safe-close
    .then((launched) => { browser = launched; return browser.newPage(); })
    .then((page) => page.title())
    .then(() => safelyCloseClient(browser));
}
`),
    good('that the chain closes however it ends', `
import { launch } from 'puppeteer';
import { safelyCloseClient } from 'safely-close';

export function title() {
  let browser;
  return launch()
    .then((launched) => { browser = launched; return browser.newPage(); })
    .then((page) => page.title())
    .finally(() => safelyCloseClient(browser));
}
`),
    good('that a block around the chain closes', `
import { launch } from 'puppeteer';
import { safelyCloseClient } from 'safely-close';

export async function warm() {
  let browser;
  try {
    await launch().then((launched) => { browser = launched; });
    await browser.newPage();
  } finally {
    await safelyCloseClient(browser);
  }
}
`),
    good('that is returned', `
import { launch } from 'puppeteer';

export async function warmed() {
  let browser;
  await launch().then((launched) => { browser = launched; });
  return browser;
}
`),
    bad('into which another callback makes it, and a later one closes it: no proof for strict', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function status(resolved: Promise<string>) {
  let client: Client | undefined;
  return resolved
    .then((origin) => {
      client = new Client(origin); // !strict require-safe-close
      return client.request({ path: '/', method: 'HEAD' });
    })
    .then(() => safelyCloseClient(client));
}
`),
  ]);
});

describe('a variable of the module', () => {
  checkAll([
    bad('that nothing proves to be closed: only strict reports it', `
import { launch } from 'puppeteer';
import { safelyCloseClient } from 'safely-close';

let browser;

export function start() {
  return launch().then((launched) => { browser = launched; }); // !strict require-safe-close
}

export const stop = () => safelyCloseClient(browser);
`),
    bad('that a function given the session keeps it in', `
import { Client } from 'undici';

let kept: Client | undefined;

function keep(client: Client) {
  kept = client;
}

export function open(origin: string) {
  keep(new Client(origin)); // ! require-safe-close
}
`),
  ]);
});

describe('a variable of a test\'s block', () => {
  checkAll([
    good('that the tear-down closes', `
import { launch } from 'puppeteer';
import { afterAll, beforeAll, describe } from 'vitest';

describe('the page', () => {
  let browser;
  beforeAll(() => launch().then((launched) => { browser = launched; }));
  afterAll(() => browser.close());
});
`),
    bad('that no tear-down closes', `
import { launch } from 'puppeteer';
import { beforeAll, describe } from 'vitest';

describe('the page', () => {
  let browser;
  beforeAll(() => launch().then((launched) => { browser = launched; })); // ! require-safe-close
});
`),
  ]);
});
