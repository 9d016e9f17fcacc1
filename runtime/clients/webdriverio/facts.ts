import type { LibraryFacts } from '../client-facts.ts';

/** WebdriverIO: https://webdriver.io (9.32). A browser that was attached to belongs to whoever made it. */
export const webdriverio: LibraryFacts = {
  library: 'webdriverio',
  modules: ['webdriverio'],
  clients: [
    {
      name: 'Browser',
      acquiredBy: [{ by: 'call', export: 'remote', awaited: true }, { by: 'call', export: 'multiremote', awaited: true }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'deleteSession', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'rejects',
      configures: ['on', 'once', 'off', 'removeListener', 'removeAllListeners', 'addCommand', 'overwriteCommand', 'addLocatorStrategy', 'getInstance'],
      chains: ['on', 'once'],
      requests: [],
      otherMethodsGive: 'promise',
      listens: ['on', 'once'],
    },
  ],
};
