import type { LibraryFacts } from '../client-facts.ts';

const promises = (...names: readonly string[]) => names.map((name) => ({ name, gives: 'promise' }) as const);

/** The session that this package itself makes: see `curl/session.ts`. */
export const safelyCloseCurl: LibraryFacts = {
  library: 'safely-close/curl',
  modules: ['safely-close/curl'],
  clients: [
    {
      name: 'CurlSession',
      acquiredBy: [{ by: 'new', export: 'CurlSession' }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'close', manner: 'polite', settles: 'promise', mayThrow: false, isSafe: true }],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'asyncDispose', since: '0.0.0', bounded: true },
      configures: [],
      requests: promises('get', 'head', 'post', 'put', 'patch', 'delete', 'request', 'stream'),
    },
  ],
};
