import type { Acquisition, ClientFacts, LibraryFacts } from '../client-facts.ts';

const engines = ['chromium', 'firefox', 'webkit'] as const;
const byEngine = (...methods: readonly string[]): readonly Acquisition[] =>
  engines.flatMap((engine) => methods.map((method) => ({ by: 'call', export: `${engine}.${method}`, awaited: true }) as const));

const listens = ['on', 'once', 'addListener', 'prependListener'];
const chains = [...listens, 'off', 'removeListener'];
const emitter: Pick<ClientFacts, 'chains' | 'listens'> = { chains, listens };
const promises = (...names: readonly string[]): ClientFacts['requests'] => names.map((name) => ({ name, gives: 'promise' }));

/**
 * Playwright: https://playwright.dev (1.65). Contexts and pages end with their browser, so they are no sessions of their own; the
 * context of `launchPersistentContext` has no other owner.
 */
export const playwright: LibraryFacts = {
  library: 'playwright',
  modules: ['playwright', 'playwright-core', '@playwright/test', 'playwright-chromium', 'playwright-firefox', 'playwright-webkit'],
  clients: [
    {
      name: 'Browser',
      acquiredBy: byEngine('launch', 'connect', 'connectOverCDP'),
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'close', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      // A browser that does not end within 30 s is killed.
      nativeDispose: { symbol: 'asyncDispose', since: '1.40.0', bounded: true },
      configures: [...chains, 'contexts', 'isConnected', 'version', 'browserType'],
      ...emitter,
      requests: promises('newContext', 'newPage', 'newBrowserCDPSession', 'startTracing', 'stopTracing'),
      endEvents: [['disconnected']],
    },
    {
      name: 'BrowserContext',
      acquiredBy: byEngine('launchPersistentContext'),
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'close', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      // It first writes the recordings it was asked for, which may take as long as they are large.
      nativeDispose: { symbol: 'asyncDispose', since: '1.40.0', bounded: false },
      configures: [...chains, 'pages', 'backgroundPages', 'serviceWorkers', 'browser', 'setDefaultTimeout', 'setDefaultNavigationTimeout'],
      ...emitter,
      requests: promises(
        'newPage', 'newCDPSession', 'addCookies', 'clearCookies', 'cookies', 'storageState', 'route', 'unroute', 'addInitScript', 'exposeFunction',
        'grantPermissions', 'clearPermissions', 'setExtraHTTPHeaders', 'setGeolocation', 'setOffline', 'waitForEvent',
      ),
      endEvents: [['close']],
    },
    {
      name: 'BrowserServer',
      acquiredBy: byEngine('launchServer'),
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [
        { name: 'close', manner: 'polite', settles: 'promise', mayThrow: true },
        { name: 'kill', manner: 'force', settles: 'promise', mayThrow: true },
      ],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'asyncDispose', since: '1.40.0', bounded: true },
      configures: [...chains, 'wsEndpoint', 'process'],
      ...emitter,
      requests: [],
      endEvents: [['close']],
    },
    {
      name: 'ElectronApplication',
      acquiredBy: [{ by: 'call', export: '_electron.launch', awaited: true }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'close', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'asyncDispose', since: '1.40.0', bounded: false },
      configures: [...chains, 'windows', 'context', 'process'],
      ...emitter,
      requests: promises('evaluate', 'evaluateHandle', 'firstWindow', 'browserWindow', 'waitForEvent'),
      endEvents: [['close']],
    },
    {
      name: 'APIRequestContext',
      acquiredBy: [{ by: 'call', export: 'request.newContext', awaited: true }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'dispose', manner: 'force', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'asyncDispose', since: '1.40.0', bounded: true },
      configures: [],
      requests: promises('get', 'post', 'put', 'patch', 'delete', 'head', 'fetch', 'storageState'),
    },
  ],
};
