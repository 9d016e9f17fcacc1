import type { LibraryFacts } from '../client-facts.ts';

/** Puppeteer: https://pptr.dev (25.16). Contexts and pages end with their browser, so they are no sessions of their own. */
export const puppeteer: LibraryFacts = {
  library: 'puppeteer',
  modules: ['puppeteer', 'puppeteer-core'],
  clients: [
    {
      name: 'Browser',
      acquiredBy: [{ by: 'call', export: 'launch', awaited: true }, { by: 'call', export: 'connect', awaited: true }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      // Of a browser that was connected to, disconnect() lets go and close() ends it for everybody.
      closes: [
        { name: 'close', manner: 'polite', settles: 'promise', mayThrow: true },
        { name: 'disconnect', manner: 'release', settles: 'promise', mayThrow: true },
      ],
      secondClose: 'ignored',
      // It waits for the browser's process to end, and knows by itself whether to close or to disconnect.
      nativeDispose: { symbol: 'asyncDispose', since: '21.2.0', bounded: false },
      configures: ['on', 'once', 'off', 'removeAllListeners', 'listenerCount', 'wsEndpoint', 'process', 'targets', 'target', 'browserContexts', 'defaultBrowserContext'],
      chains: ['on', 'once', 'off', 'removeAllListeners'],
      requests: ['newPage', 'createBrowserContext', 'pages', 'version', 'userAgent', 'waitForTarget', 'cookies', 'setCookie', 'deleteCookie', 'installExtension', 'uninstallExtension'].map(
        (name) => ({ name, gives: 'promise' }) as const,
      ),
      endEvents: [['disconnected']],
      listens: ['on', 'once'],
    },
  ],
};
