/** Selenium and WebdriverIO with a real ChromeDriver and Chromium: the processes of both are gone after the closing, whatever the page is doing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closing, isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watch } from '../runtime/support/watched.ts';
import { areGone, browserProcesses, chromiumArguments, processesOf } from './support/browser-processes.ts';
import { programNamed, whyMissing } from './support/programs.ts';
import { eventually } from './support/service.ts';
import { serviceLibrary } from './support/service-library.ts';

const noPrograms = whyMissing('ChromeDriver', 'chromium', 'chromedriver');
const [chromium, chromedriver] = [programNamed('chromium') ?? '', programNamed('chromedriver') ?? ''];
const args = ['--headless', ...chromiumArguments];
const selenium = await serviceLibrary('selenium-webdriver');
const seleniumChrome = await serviceLibrary('selenium-webdriver/chrome.js');
const webdriverio = await serviceLibrary('webdriverio');

/** What both libraries can do alike. */
interface Browser {
  readonly session: object;
  goTo(url: string): Promise<unknown>;
  run(script: string): Promise<unknown>;
  title(): Promise<string>;
}

const libraries: readonly { readonly name: string; readonly missing: string | undefined; readonly gets: 'our error' | 'an error'; readonly start: () => Promise<Browser> }[] = [
  {
    name: 'selenium-webdriver', missing: noPrograms ?? selenium.missing, gets: 'our error',
    async start() {
      const { Builder } = selenium.exports;
      const { Options, ServiceBuilder } = seleniumChrome.exports;
      const options = new Options().setChromeBinaryPath(chromium).addArguments(...args);
      const driver = await new Builder().disableEnvironmentOverrides().forBrowser('chrome').setChromeOptions(options).setChromeService(new ServiceBuilder(chromedriver)).build();
      return { session: closing(driver), goTo: (url) => driver.get(url), run: (script) => driver.executeScript(script), title: () => driver.getTitle() };
    },
  },
  {
    name: 'webdriverio', missing: noPrograms ?? webdriverio.missing, gets: 'an error',
    async start() {
      const capabilities = { browserName: 'chrome', 'goog:chromeOptions': { binary: chromium, args }, 'wdio:chromedriverOptions': { binary: chromedriver } };
      const browser = await webdriverio.exports.remote({ logLevel: 'silent', capabilities });
      return { session: closing(browser), goTo: (url) => browser.url(url), run: (script) => browser.executeScript(script, []), title: () => browser.getTitle() };
    },
  },
];

for (const { name, missing, gets, start } of libraries) {
  describe.skipIf(missing !== undefined)(`${name} with ChromeDriver${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
    const server = createServer((request, response) => {
      if (request.url !== '/never') response.end('<title>fine</title>');
    });
    let origin: string;
    beforeAll(async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    });
    afterAll(() => safelyCloseClient(server, { politeMs: 0 }));

    it.each(['a page that loads for ever', 'a script that never ends'] as const)('is closed in the middle of %s, and so are its processes', async (state) => {
      const before = browserProcesses();
      const { session, goTo, run } = await start();
      await goTo(origin);
      const answer = watch(state === 'a page that loads for ever' ? goTo(`${origin}/never`) : run('while (true);'));
      await new Promise((resolve) => setTimeout(resolve, 300));
      const started = processesOf(before);
      expect(await safelyCloseClient(session, { politeMs: 100, timeoutMs: 10_000 })).toMatchObject({ outcome: 'closed' });
      await eventually(() => expect(answer.state).toBe('rejected'));
      if (gets === 'our error') expect(isSessionClosed(answer.error)).toBe(true);
      await areGone(started);
      expect(await safelyCloseClient(session)).toMatchObject({ outcome: 'already-closed' });
    });

    it('lets a command that is short end, says goodbye, and leaves another browser alone', async () => {
      const neighbour = await start();
      await neighbour.goTo(origin);
      const before = browserProcesses();
      const { session, goTo, title } = await start();
      await goTo(origin);
      const started = processesOf(before);
      const answer = title();
      expect(await safelyCloseClient(session, { politeMs: 20_000, timeoutMs: 30_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
      expect(await answer).toBe('fine');
      await areGone(started);
      expect(await neighbour.title()).toBe('fine');
      expect(await safelyCloseClient(neighbour.session, { politeMs: 20_000, timeoutMs: 30_000 })).toMatchObject({ outcome: 'closed' });
    });
  });
}
