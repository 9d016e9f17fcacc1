import type { LibraryFacts } from '../client-facts.ts';

const settings = [
  'disableEnvironmentOverrides', 'usingServer', 'usingWebDriverProxy', 'usingHttpAgent', 'withCapabilities', 'setCapability', 'forBrowser', 'setProxy',
  'setLoggingPrefs', 'setAlertBehavior', 'setChromeOptions', 'setChromeService', 'setFirefoxOptions', 'setFirefoxService', 'setIeOptions', 'setIeService',
  'setEdgeOptions', 'setEdgeService', 'setSafariOptions',
];

/** Selenium: https://www.selenium.dev (4.49). */
export const seleniumWebdriver: LibraryFacts = {
  library: 'selenium-webdriver',
  modules: ['selenium-webdriver'],
  clients: [
    {
      name: 'Builder',
      acquiredBy: [{ by: 'new', export: 'Builder' }],
      armedBy: [],
      lifetime: 'scope',
      closes: [],
      secondClose: 'ignored',
      configures: settings,
      chains: settings,
      requests: [],
    },
    {
      // What build() gives is a driver and a promise of it in one. close() closes one window only, not the driver.
      name: 'WebDriver',
      typeNames: ['ThenableWebDriver'],
      acquiredBy: [{ by: 'method', of: 'Builder', method: 'build' }, { by: 'call', export: 'Driver.createSession' }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'quit', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'rejects',
      configures: ['actions', 'manage', 'navigate', 'switchTo', 'script', 'network', 'setFileDetector', 'getExecutor'],
      requests: [
        'get', 'close', 'getTitle', 'getCurrentUrl', 'getPageSource', 'findElement', 'findElements', 'executeScript', 'executeAsyncScript', 'wait', 'sleep',
        'takeScreenshot', 'getWindowHandle', 'getAllWindowHandles', 'getCapabilities', 'getSession', 'printPage', 'createCDPConnection', 'getBidi',
      ].map((name) => ({ name, gives: 'promise' }) as const),
    },
  ],
};
