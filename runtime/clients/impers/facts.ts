import type { LibraryFacts } from '../client-facts.ts';

const promises = (...names: readonly string[]) => names.map((name) => ({ name, gives: 'promise' }) as const);

/** impers: https://github.com/lexiforest/impers (read in 0.0.7's `dist/`). */
export const impers: LibraryFacts = {
  library: 'impers',
  modules: ['impers'],
  clients: [
    {
      name: 'Session',
      acquiredBy: [{ by: 'new', export: 'Session' }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      // Requests under way reject, where the session made its own CurlMulti; else they go on.
      closes: [{ name: 'close', manner: 'force', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      configures: [],
      requests: promises('request', 'get', 'post', 'put', 'delete', 'head', 'options', 'patch'),
    },
    {
      name: 'CurlMulti',
      acquiredBy: [{ by: 'new', export: 'CurlMulti' }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'close', manner: 'force', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      configures: ['cancel'],
      requests: promises('perform'),
    },
    {
      name: 'Curl',
      acquiredBy: [{ by: 'new', export: 'Curl' }, { by: 'new', export: 'Easy' }, { by: 'method', of: 'Curl', method: 'dupHandle' }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'cleanup', manner: 'force', settles: 'nothing', mayThrow: false }],
      secondClose: 'ignored',
      configures: ['getHandle', 'setWriteFunction', 'setHeaderFunction', 'setReadFunction', 'setHeaders', 'reset', 'dupHandle'],
      requests: [{ name: 'perform', gives: 'nothing' }],
    },
    {
      name: 'AsyncWebSocket',
      acquiredBy: [{ by: 'call', export: 'wsConnect', awaited: true }, { by: 'call', export: 'AsyncWebSocket.connect', awaited: true }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'close', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      configures: [],
      requests: promises('recv', 'recvStr', 'recvJson', 'send', 'sendStr', 'sendBinary', 'sendJson', 'ping'),
    },
  ],
};
