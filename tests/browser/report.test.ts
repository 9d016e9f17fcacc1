/** The HTML report as a team lead opens it: a file, in a real browser, by day and by night. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { safelyCloseClient } from 'safely-close';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messyFiles } from '../codemods/support/messy-project.ts';
import { createProject } from '../codemods/support/project.ts';
import type { Project } from '../codemods/support/project.ts';
import { launchChromium } from './support/chromium.ts';
import { contrast, faintTexts } from './support/contrast.ts';

let project: Project;
let browser: Browser;
let page: Page;
/** What the page asks for besides itself, and what goes wrong in it. */
let requests: string[];
let errors: string[];

beforeAll(async () => {
  project = createProject(messyFiles);
  await project.codemod('.', '--dry-run', '--report', 'report.html');
  browser = await launchChromium();
});
afterAll(async () => {
  await safelyCloseClient(browser);
  project.remove();
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  requests = [];
  errors = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('dialog', (dialog) => void dialog.accept().then(() => errors.push(dialog.message())));
  await page.goto(pathToFileURL(join(project.folder, 'report.html')).href);
});
afterEach(async () => {
  await page.close();
  expect(errors).toEqual([]);
  expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
});

const visibleSites = (): Promise<string[]> => page.locator('.site:visible').evaluateAll((sites) => sites.map((site) => site.closest<HTMLElement>('.file')?.dataset['path'] ?? ''));
const visibleFiles = (): Promise<string[]> => page.locator('.file:visible').evaluateAll((files) => files.map((file) => (file as HTMLElement).dataset['path'] ?? ''));

describe('at a glance', () => {
  test('totals say what would change, what is for review and what was left', async () => {
    expect(await page.locator('.totals li').allInnerTexts()).toEqual(['4 would change', '1 for review', '1 skipped', '3 files would change', '2 files failed'].map((text) => expect.stringMatching(new RegExp(text.replace(' ', '\\s+'))) as string));
  });

  test('charts show each idiom and each folder with its number', async () => {
    const chart = (name: string): Promise<string[]> => page.getByRole('list', { name }).getByRole('listitem').evaluateAll((items) => items.map((item) => item.getAttribute('aria-label') ?? ''));
    expect(await chart('Would change, by idiom')).toEqual(['never-closed: 3', 'try-finally: 1']);
    expect(await chart('Sessions, by folder')).toEqual(['jobs: 3', 'api/routes: 2', 'api: 1']);
    expect(await chart('For review, by reason')).toEqual([expect.stringMatching(/^[a-z-]+: 1$/) as string]);
  });

  test('bars are as long as their numbers', async () => {
    const widths = await page.getByRole('list', { name: 'Would change, by idiom' }).locator('.fill-changed').evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width));
    expect((widths[0] ?? 0) / (widths[1] ?? 1)).toBeCloseTo(3, 0);
  });
});

describe('finding a session', () => {
  test('everything is shown at first, files that failed included', async () => {
    expect(await visibleSites()).toHaveLength(6);
    expect(await visibleFiles()).toHaveLength(8);
    expect(await page.locator('#shown').innerText()).toBe('All 6 sessions');
  });

  test('outcomes are ticked off', async () => {
    await page.getByRole('checkbox', { name: 'would change' }).uncheck();
    expect(await visibleSites()).toEqual(['jobs/connect.js', 'jobs/fire.js']);
    await page.getByRole('checkbox', { name: 'skipped' }).uncheck();
    expect(await visibleSites()).toEqual(['jobs/fire.js']);
    expect(await page.locator('#shown').innerText()).toBe('1 of 6 sessions');
  });

  test('the search takes several words, of path, name and client, and a slash leads to it', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('API undici two');
    expect(await visibleSites()).toEqual(['api/routes/two sessions.js', 'api/routes/two sessions.js']);
    await page.getByLabel('Search').fill('nothing like this');
    expect(await visibleFiles()).toEqual([]);
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(visibleSites).toHaveLength(6);
  });

  test('an idiom is chosen from the list, or by its bar', async () => {
    await page.getByLabel('Idiom or reason').selectOption('try-finally');
    expect(await visibleSites()).toEqual(['api/routes/two sessions.js']);
    await page.getByRole('listitem', { name: 'never-closed: 3' }).click();
    expect(await visibleSites()).toHaveLength(3);
    expect(await page.getByLabel('Idiom or reason').inputValue()).toBe('never-closed');
  });

  test('a folder is chosen by its bar, an outcome by its total', async () => {
    await page.getByRole('listitem', { name: 'api/routes: 2' }).click();
    expect(new Set(await visibleSites())).toEqual(new Set(['api/routes/two sessions.js']));
    await page.locator('.totals a.review').click();
    expect(await visibleSites()).toEqual(['jobs/fire.js']);
  });
});

describe('a session', () => {
  test('shows its own part of the change, and no other\'s', async () => {
    const [first, second] = await page.locator('[data-path="api/routes/two sessions.js"] .site').all();
    await first?.getByText('The change').click();
    const text = (await first?.locator('.code').innerText()) ?? '';
    expect(text).toContain('-    await one.close();');
    expect(text).toContain('+  await using one = closing(new Client(origin));');
    expect(await second?.locator('.code').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Unfold all code' }).click();
    expect(await second?.locator('.code').innerText()).toContain('+  await using two = closing(new Client(origin));');
    await page.getByRole('button', { name: 'Fold all code' }).click();
    expect(await second?.locator('.code').isVisible()).toBe(false);
  });

  test('for review says what to do by hand, and shows its line', async () => {
    const site = page.locator('[data-path="jobs/fire.js"] .site');
    expect(await site.locator('.by-hand').innerText()).toMatch(/^By hand: \w.+\.$/);
    await site.getByText('The code').click();
    expect(await site.locator('.here').innerText()).toContain('4   const client = new Client(origin);');
  });

  test('opens in the editor', async () => {
    const href = await page.locator('[data-path="api/routes/two sessions.js"] .site .place').first().getAttribute('href');
    expect(href).toBe(`vscode://file/${project.folder.slice(1)}/api/routes/two%20sessions.js:4:15`);
  });

  test('is text, whatever its code says', async () => {
    expect(await page.title()).toBe('Migration to safely closed sessions');
    await page.locator('.file', { hasText: 'hostile' }).locator('summary', { hasText: 'The change' }).click();
    expect(await page.locator('.file', { hasText: 'hostile' }).locator('.change .code').innerText()).toContain('</script><script>document.title = 1</script><img src=x onerror=alert(1)>');
    expect(await page.locator('img').count()).toBe(0);
  });
});

describe('for every reader', () => {
  test.each(['light', 'dark'] as const)('text stands out in the %s scheme', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.getByRole('button', { name: 'Unfold all code' }).click();
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(contrast(background, 'rgb(255, 255, 255)') < 2).toBe(colorScheme === 'light');
    expect(await faintTexts(page.locator('p, h1, h2, h3, .badge, .place, .quiet, .line, output, button, summary, dt, dd'))).toEqual([]);
  });

  test('a narrow screen needs no sideways scrolling', async () => {
    await page.setViewportSize({ width: 380, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(380);
  });

  test('on paper there are no controls', async () => {
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#filter').isVisible()).toBe(false);
    expect(await page.locator('.site:visible').count()).toBe(6);
  });

  test('without scripts everything is shown', async () => {
    const plain = await browser.newPage({ javaScriptEnabled: false });
    await plain.goto(page.url());
    expect(await plain.locator('.site:visible').count()).toBe(6);
    expect(await plain.locator('#filter').isVisible()).toBe(false);
    await plain.close();
  });
});
