/** Puppeteer and Playwright against a real Chromium: its processes are gone after the closing, whatever the page is doing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watch } from '../runtime/support/watched.ts';
import { areGone, browserProcesses, chromiumArguments as args, processesOf } from './support/browser-processes.ts';
import { programNamed, whyMissing } from './support/programs.ts';
import { eventually } from './support/service.ts';

const missing = whyMissing('Chromium', 'chromium');
const executablePath = programNamed('chromium') ?? '';

/** The pages whose script or request never ends, and what is waited for. */
const states = [
  'a page that loads for ever',
  'a dialog that nobody answers',
  'a script that never ends',
  'an expression that is never settled',
] as const;

/** What both libraries can do alike. */
interface Page {
  goto(url: string): Promise<unknown>;
  evaluate(expression: string): Promise<unknown>;
}

function beginIn(page: Page, state: (typeof states)[number], origin: string): Promise<unknown> {
  if (state === 'a page that loads for ever') return page.goto(`${origin}/never`);
  if (state === 'a dialog that nobody answers') return page.evaluate('alert("anybody there?")');
  return page.evaluate(state === 'a script that never ends' ? 'while (true);' : 'new Promise(() => undefined)');
}

describe.skipIf(missing !== undefined)(`Chromium${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  const server = createServer((request, response) => {
    if (request.url !== '/never') response.end('<p>fine</p>');
  });
  let origin: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterAll(() => safelyCloseClient(server, { politeMs: 0 }));

  describe.each(states)('puppeteer-core with %s', (state) => {
    it.each([100, 0])('is closed, and so are its processes (%i ms of politeness)', async (politeMs) => {
      const before = browserProcesses();
      const browser = await puppeteer.launch({ executablePath, args });
      const page = await browser.newPage();
      // With a listener, the dialog is left to it; without one, Puppeteer leaves it open as well.
      page.on('dialog', () => undefined);
      await page.goto(origin);
      const answer = watch(beginIn(page, state, origin));
      await new Promise((resolve) => setTimeout(resolve, 200));
      const started = processesOf(before);
      expect(await safelyCloseClient(browser, { politeMs, timeoutMs: 10_000 })).toMatchObject({ outcome: 'closed' });
      await eventually(() => expect(answer.state).toBe('rejected'));
      await areGone(started);
    });
  });

  describe.each(states)('playwright-core with %s', (state) => {
    it.each([100, 0])('is closed, and so are its processes (%i ms of politeness)', async (politeMs) => {
      const before = browserProcesses();
      const browser = await chromium.launch({ executablePath, args });
      const page = await browser.newPage();
      page.on('dialog', () => undefined);
      await page.goto(origin);
      const answer = watch(beginIn(page, state, origin));
      await new Promise((resolve) => setTimeout(resolve, 200));
      const started = processesOf(before);
      expect(await safelyCloseClient(browser, { politeMs, timeoutMs: 10_000 })).toMatchObject({ outcome: 'closed' });
      await eventually(() => expect(answer.state).toBe('rejected'));
      await areGone(started);
    });
  });

  it('lets go of a browser that it is only connected to', async () => {
    const before = browserProcesses();
    const owner = await puppeteer.launch({ executablePath, args });
    const started = processesOf(before);
    const guest = await puppeteer.connect({ browserWSEndpoint: owner.wsEndpoint() });
    expect(await safelyCloseClient(guest)).toMatchObject({ outcome: 'closed' });
    expect(guest.connected).toBe(false);
    // Long enough for a browser to end that was asked to.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await owner.version()).toContain('Chrome');
    expect(await safelyCloseClient(owner, { timeoutMs: 10_000 })).toMatchObject({ outcome: 'closed' });
    await areGone(started);
  });

  it('leaves another browser of the same process alone', async () => {
    const neighbour = await chromium.launch({ executablePath, args });
    const page = await neighbour.newPage();
    const browser = await chromium.launch({ executablePath, args });
    expect(await safelyCloseClient(browser, { timeoutMs: 10_000 })).toMatchObject({ outcome: 'closed' });
    await page.goto(origin);
    expect(await page.textContent('p')).toBe('fine');
    expect(await safelyCloseClient(neighbour, { timeoutMs: 10_000 })).toMatchObject({ outcome: 'closed' });
  });

  it('ends a browser that a BrowserServer started', async () => {
    const before = browserProcesses();
    const launched = await chromium.launchServer({ executablePath, args });
    const started = processesOf(before);
    expect(await safelyCloseClient(launched, { timeoutMs: 10_000 })).toMatchObject({ outcome: 'closed' });
    await areGone(started);
  });
});
