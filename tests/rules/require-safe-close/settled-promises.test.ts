// Promises whose rejection is taken care of where they are awaited.
import { describe } from 'vitest';
import { bad, checkAll, improvable } from '../support/sample.ts';

describe('a rejection that a handler takes', () => {
  checkAll([
    improvable('ends nothing where the handler cannot throw', `
import { launch } from 'puppeteer';

export async function title(url: string) {
  const browser = await launch();
  const page = await browser.newPage().catch(() => undefined);
  if (page) await page.close().catch(() => {});
  await browser.close(); // ! prefer-safe-close
}
`, { modes: ['recommended'] }),
    improvable('also where it only logs', `
import { launch } from 'puppeteer';

export async function warm(load: () => Promise<void>) {
  const browser = await launch();
  await load().catch(console.error);
  await browser.close(); // ! prefer-safe-close
}
`, { modes: ['recommended'] }),
    bad('still ends it where the handler throws', `
import { launch } from 'puppeteer';

export async function warm(load: () => Promise<void>) {
  const browser = await launch(); // ! require-safe-close
  await load().catch((error) => {
    throw new Error('not warm', { cause: error });
  });
  await browser.close(); // !strict prefer-safe-close
}
`, { modes: ['recommended'] }),
    bad('still ends it where the handler asks again', `
import { launch } from 'puppeteer';

export async function warm(load: () => Promise<void>) {
  const browser = await launch(); // ! require-safe-close
  await load().catch(() => load());
  await browser.close();
}
`, { modes: ['recommended'] }),
    bad('still ends it where a handler of success may throw', `
import { launch } from 'puppeteer';

export async function warm(load: () => Promise<string>) {
  const browser = await launch(); // ! require-safe-close
  await load().then(JSON.parse);
  await browser.close();
}
`, { modes: ['recommended'] }),
    bad('may be thrown before there is a promise, under strict', `
import { launch } from 'puppeteer';

export async function warm(load: () => Promise<void>) {
  const browser = await launch(); // !strict require-safe-close
  await load().catch(() => {});
  await browser.close(); // !recommended prefer-safe-close
}
`),
  ]);
});
