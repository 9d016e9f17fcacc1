/** A real Chromium without a window: the one that is installed, with a profile of its own that is thrown away. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const places = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is; `undefined` where it is not installed. `CHROMIUM_PATH` names another one. */
export const chromiumPath = places.find((path) => path !== undefined && existsSync(path));

/**
 * Starts the browser. It asks nothing of any network by itself: pages are files or come from the loopback.
 *
 * @throws {Error} Where no Chromium is installed.
 * @example
 * await using browser = await launchChromium();
 * const page = await browser.newPage({ colorScheme: 'dark' });
 */
export async function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('There is no Chromium. Install it ("apt-get install chromium" on Debian), or name it in CHROMIUM_PATH.');
  return chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}
