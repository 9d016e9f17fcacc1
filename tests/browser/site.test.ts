// The documentation's site and its playground, driven in a real Chromium. The site is built first: `npm run docs:build`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { safelyCloseClient } from 'safely-close';
import { migrateSource } from 'safely-close-codemod';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { examples } from '../../docs/.vitepress/playground/examples.ts';
import { encodeShared } from '../../docs/.vitepress/playground/shared-link.ts';
import type { Style } from '../../docs/.vitepress/playground/shared-link.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { faintTexts } from './support/contrast.ts';
import { serveSite, siteFolder } from './support/serve-site.ts';
import type { ServedSite } from './support/serve-site.ts';

const codeOf = (page: Page): Locator => page.getByRole('textbox', { name: 'Code', exact: true });

const withoutChromium = chromiumPath === undefined ? ' (skipped: there is no Chromium; "apt-get install chromium", or name one in CHROMIUM_PATH)' : '';

describe.skipIf(chromiumPath === undefined)(`the site${withoutChromium}`, () => {
  let site: ServedSite;
  let browser: Browser;
  beforeAll(async () => {
    site = await serveSite();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await safelyCloseClient(browser);
    await site?.[Symbol.asyncDispose]();
  });

  /** A page, with everything that it complains of and everything that it asks another host for. */
  async function open(path: string, options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[]; [Symbol.asyncDispose]: () => Promise<void> }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => {
      // What was on its way when the page was left is not missed.
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()}`);
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(site.origin) && !/^(?:data|blob):/.test(request.url())) complaints.push(`asks elsewhere: ${request.url()}`);
    });
    await page.goto(`${site.origin}${path}`, { waitUntil: 'load' });
    return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
  }

  const pages = readdirSync(siteFolder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.html') && path !== '404.html').sort();

  test('has a page for every Markdown file', () => {
    const sources = readdirSync(join(siteFolder, '..', '..'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md') && !path.startsWith('.vitepress'));
    expect(pages).toEqual(sources.map((path) => path.replace(/\.md$/, '.html')).sort());
    expect(pages.length).toBeGreaterThan(80);
  });

  test('shows every page without a complaint, without another host, and no wider than a phone', { timeout: 300_000 }, async () => {
    await using opened = await open('/index.html', { viewport: { width: 390, height: 844 }, isMobile: true });
    const { page, complaints } = opened;
    const wide: string[] = [];
    for (const path of pages) {
      await page.goto(`${site.origin}/${path}`, { waitUntil: 'load' });
      await page.locator('h1').first().waitFor({ state: 'attached' });
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (tooWide > 0) wide.push(`${path} by ${String(tooWide)}`);
    }
    expect(complaints).toEqual([]);
    expect(wide).toEqual([]);
  });

  test('leads to each of its parts from the head of the page', async () => {
    await using opened = await open('/');
    const { page, complaints } = opened;
    const links = page.locator('.VPNavBarMenu a');
    expect(await links.allInnerTexts()).toEqual(['Guides', 'Rules', 'Clients', 'Reference', 'Benchmarks', 'Playground']);
    for (let index = 0; index < (await links.count()); index += 1) {
      const link = links.nth(index);
      const address = (await link.getAttribute('href')) ?? '';
      await link.click();
      await page.waitForURL((url) => url.pathname === address);
      await page.locator('h1').first().waitFor();
    }
    expect(complaints).toEqual([]);
  });

  test('has every guide, rule and client in its sidebar', async () => {
    await using opened = await open('/rules/require-safe-close.html');
    const shown = await opened.page.locator('.VPSidebar a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    for (const path of pages.filter((each) => /^(?:guides|rules|clients|codemod|benchmarks)\//.test(each))) expect(shown).toContain(`/${path}`);
  });

  test('is searched', async () => {
    await using opened = await open('/');
    const { page, complaints } = opened;
    const words = page.locator('.VPLocalSearchBox input');
    // Loaded is not yet listening: the keys are pressed until the page's script has taken them up.
    await vi.waitFor(
      async () => {
        await page.keyboard.press('Control+k');
        await words.waitFor({ timeout: 1000 });
      },
      { timeout: 20_000 },
    );
    await words.fill('basic-ftp');
    const first = page.locator('.VPLocalSearchBox .result').first();
    await first.waitFor();
    expect(await first.getAttribute('href')).toContain('/clients/basic-ftp.html');
    await words.fill('coroutine rhubarb');
    await page.getByText('No results for').waitFor();
    expect(complaints).toEqual([]);
  });

  test('is light or dark as the reader has it, until the reader says otherwise', async () => {
    const background = (page: Page): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await using light = await open('/rules', { colorScheme: 'light' });
    await using dark = await open('/rules', { colorScheme: 'dark' });
    const [lightOne, darkOne] = [await background(light.page), await background(dark.page)];
    expect(lightOne).toBe('rgb(255, 255, 255)');
    expect(darkOne).not.toBe(lightOne);
    await dark.page.locator('.VPNavBarAppearance .VPSwitchAppearance').click();
    await expect.poll(() => background(dark.page)).toBe(lightOne);
  });

  test.each(['light', 'dark'] as const)('has text that stands out in the %s scheme', async (colorScheme) => {
    for (const path of ['/index.html', '/rules/require-safe-close.html', '/guides/editors.html', '/clients.html', '/playground.html']) {
      await using opened = await open(path, { colorScheme });
      if (path === '/playground.html') await opened.page.locator('.playground .summary').waitFor({ timeout: 30_000 });
      expect(await faintTexts(opened.page.locator('main :is(p, h1, h2, h3, li, td, th, a, code, pre span, label, button), .VPContent .lang')), path).toEqual([]);
    }
  });

  test('marks its samples, and opens one in the playground', async () => {
    await using opened = await open('/rules/no-unsettled-request.html');
    const { page, complaints } = opened;
    const sample = page.locator('.sample-incorrect').first();
    const code = (await sample.locator('code').innerText()).replaceAll(/[ \t]*\/\/ ✗.*$/gm, '').trimEnd();
    await sample.getByRole('link', { name: 'Open in the playground' }).click();
    const field = codeOf(page);
    await field.waitFor();
    expect((await field.inputValue()).trimEnd()).toBe(code);
    await page.locator('.reports li', { hasText: 'no-unsettled-request' }).first().waitFor({ timeout: 30_000 });
    expect(complaints).toEqual([]);
  });

  describe('the playground', () => {
    const leak = `import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  return statusCode;
}
`;

    async function openPlayground(fragment = ''): Promise<Awaited<ReturnType<typeof open>>> {
      const opened = await open(`/playground.html${fragment}`);
      await opened.page.locator('.playground .summary').waitFor({ timeout: 30_000 });
      return opened;
    }

    /** A busy machine may take a while to answer. */
    const patience = { timeout: 15_000 };
    const answered = (page: Page): Promise<void> => page.locator('.lint[aria-busy="false"]').waitFor();
    const type = async (page: Page, text: string): Promise<void> => {
      await codeOf(page).fill(text);
      await answered(page);
    };
    const status = (page: Page): Promise<string> => page.getByRole('status').innerText();
    const result = async (page: Page): Promise<string> => {
      await page.getByRole('button', { name: 'Result' }).click();
      return (await page.locator('.after .result').textContent()) ?? '';
    };
    const codemodOf = (text: string, file: string, closeStyle: Style): string => {
      const outcome = migrateSource(file, text, { closeStyle, moduleSystem: file.endsWith('.ts') ? 'esm' : 'commonjs', settings: { mode: 'recommended', runtime: { style: closeStyle } } });
      if (outcome.status === 'failed') throw new Error(outcome.problem.message);
      return outcome.text;
    };

    test('reports a leak as it is typed, at its place and with its rule', async () => {
      await using opened = await openPlayground();
      const { page, complaints } = opened;
      await type(page, '');
      await expect.poll(() => status(page), patience).toBe('Nothing to report.');
      await codeOf(page).pressSequentially(leak.replaceAll('\n  ', '\n'));
      const report = page.locator('.reports li');
      await expect.poll(() => report.allInnerTexts().then((texts) => texts.join('\n')), patience).toContain('"client" is never closed.');
      expect(await status(page)).toBe('1 report');
      expect(await page.locator('.layers pre .reported').allInnerTexts().then((parts) => parts.join(''))).toBe('new Client(origin)');
      expect(await report.getByRole('link').getAttribute('href')).toBe('/rules/require-safe-close.html');
      expect(complaints).toEqual([]);
    });

    test('takes a suggestion by a click, and gives it back by undo', async () => {
      await using opened = await openPlayground();
      const { page } = opened;
      await type(page, leak);
      await page.getByRole('button', { name: 'Close "client" on every path.' }).click();
      await expect.poll(() => status(page), patience).toBe('Nothing to report.');
      const changed = await codeOf(page).inputValue();
      expect(changed).toContain('await using client = closing(new Client(origin));');
      expect(changed).toContain("import { closing } from 'safely-close';");
      await page.keyboard.press('Control+z');
      expect(await codeOf(page).inputValue()).toBe(leak);
      await expect.poll(() => status(page), patience).toBe('1 report');
    });

    test('works from the keyboard alone: to the report, its suggestion, and out again', async () => {
      await using opened = await openPlayground();
      const { page } = opened;
      await type(page, leak);
      await expect.poll(() => status(page), patience).toBe('1 report');
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('F8');
      expect(await codeOf(page).evaluate((field) => (field instanceof HTMLTextAreaElement ? field.value.slice(field.selectionStart, field.selectionEnd) : ''))).toBe('new Client(origin)');
      await page.keyboard.press('Control+.');
      await expect.poll(() => status(page), patience).toBe('Nothing to report.');
      await page.keyboard.press('Tab');
      expect(await codeOf(page).evaluate((field) => field === document.activeElement)).toBe(false);
    });

    test.each(examples)('shows of "$title" what the linter says and what the codemod makes', async ({ title, language, text, reported }) => {
      await using opened = await openPlayground();
      const { page, complaints } = opened;
      await page.getByLabel('Example').selectOption({ label: title });
      await page.getByLabel('Language').selectOption(language);
      expect(await codeOf(page).inputValue()).toBe(text);
      const shown = (): Promise<string[]> => page.locator('.reports a').allInnerTexts();
      await expect.poll(async () => [...new Set(await shown())].sort(), patience).toEqual([...reported].sort());
      await expect.poll(() => result(page), patience).toBe(codemodOf(text, `playground.${language}`, 'await-using'));
      await page.getByLabel('Rewrite with').selectOption('try-finally');
      await expect.poll(() => result(page), patience).toBe(codemodOf(text, `playground.${language}`, 'try-finally'));
      expect(complaints).toEqual([]);
    });

    test('shows the changes line by line, and takes them over', async () => {
      await using opened = await openPlayground();
      const { page } = opened;
      await type(page, leak);
      await expect.poll(() => page.locator('.diff .added').allInnerTexts().then((lines) => lines.map((line) => line.replace(/^\+/, '').trim()))).toEqual(["import { closing } from 'safely-close';", 'await using client = closing(new Client(origin));']);
      expect(await page.locator('.diff .removed').count()).toBe(1);
      await page.getByRole('button', { name: 'Take it over' }).click();
      expect(await codeOf(page).inputValue()).toBe(codemodOf(leak, 'playground.ts', 'await-using'));
      await page.getByText('Nothing to change.').waitFor();
    });

    test('says why the codemod leaves a place, with a link to the reason', async () => {
      await using opened = await openPlayground();
      const { page } = opened;
      await type(page, "import { connect } from 'node:http2';\n\nexport function ping(origin: string) {\n  const session = connect(origin);\n  session.ping((error) => console.log(error));\n}\n");
      const left = page.locator('.left li').first();
      await left.waitFor();
      const address = (await left.getByRole('link').getAttribute('href')) ?? '';
      expect(address).toMatch(/^\/codemod\/reasons\.html#./);
      expect(readFileSync(join(siteFolder, 'codemod', 'reasons.html'), 'utf8')).toContain(`id="${address.split('#')[1] ?? ''}"`);
    });

    test('strict says more than recommended', async () => {
      const text = "import { Client } from 'undici';\nimport { closeLater } from './elsewhere.js';\n\nexport async function f(origin: string) {\n  const client = new Client(origin);\n  closeLater(client);\n}\n";
      await using opened = await openPlayground(`#${encodeShared({ text, language: 'ts', mode: 'recommended', style: 'await-using' })}`);
      const { page } = opened;
      await expect.poll(() => status(page), patience).toBe('Nothing to report.');
      await page.getByLabel('Config').selectOption('strict');
      await expect.poll(() => status(page), patience).toBe('1 report');
    });

    test('says where code does not parse', async () => {
      await using opened = await openPlayground();
      const { page } = opened;
      await type(page, 'export const = 1;\n');
      await page.getByText('The code does not parse').waitFor();
      await page.getByText('The file does not parse').waitFor();
    });

    test('keeps what is shown in its address', async () => {
      await using opened = await openPlayground();
      const { page } = opened;
      await type(page, leak);
      await page.getByLabel('Config').selectOption('strict');
      await page.getByLabel('Rewrite with').selectOption('try-finally');
      await expect.poll(() => new URL(page.url()).hash).toBe(`#${encodeShared({ text: leak, language: 'ts', mode: 'strict', style: 'try-finally' })}`);
      await page.reload();
      await page.locator('.playground .summary').waitFor({ timeout: 30_000 });
      expect(await codeOf(page).inputValue()).toBe(leak);
      expect(await page.getByLabel('Config').inputValue()).toBe('strict');
      expect(await page.getByLabel('Rewrite with').inputValue()).toBe('try-finally');
    });
  });
});
