import type { ClientFacts, LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

const fileHandle: Omit<ClientFacts, 'acquiredBy'> = {
  name: 'FileHandle',
  armedBy: 'acquisition',
  lifetime: 'scope',
  closes: [{ name: 'close', manner: 'polite', settles: 'promise', mayThrow: true }],
  secondClose: 'ignored',
  // It waits for the reads and writes under way: a read of a pipe that never ends holds it up.
  nativeDispose: { symbol: 'asyncDispose', since: '20.4.0', bounded: false },
  configures: emitterConfigures,
  chains: emitterChains,
  requests: [
    ...['appendFile', 'chmod', 'chown', 'datasync', 'read', 'readFile', 'readv', 'stat', 'sync', 'truncate', 'utimes', 'write', 'writeFile', 'writev'].map(
      (name) => ({ name, gives: 'promise' }) as const,
    ),
    { name: 'readableWebStream', gives: 'emitter' },
  ],
  endEvents: [['close']],
  listens: emitterListens,
  takenOverBy: ['createReadStream', 'createWriteStream', 'readLines'],
};

const dir: Omit<ClientFacts, 'acquiredBy'> = {
  name: 'Dir',
  armedBy: 'acquisition',
  lifetime: 'scope',
  closes: [
    { name: 'close', manner: 'polite', settles: 'promise', mayThrow: true },
    { name: 'closeSync', manner: 'polite', settles: 'nothing', mayThrow: true },
  ],
  secondClose: 'rejects',
  // 24.1.0 in the line of Node 24. It has Symbol.dispose as well, since the same versions.
  nativeDispose: { symbol: 'asyncDispose', since: '22.17.0', bounded: true },
  configures: [],
  requests: [{ name: 'read', gives: 'promise' }],
  iterationCloses: true,
};

const watcher: ClientFacts = {
  name: 'FSWatcher',
  acquiredBy: [{ by: 'call', export: 'watch' }],
  armedBy: 'acquisition',
  lifetime: 'scope',
  closes: [{ name: 'close', manner: 'force', settles: 'nothing', mayThrow: false }],
  secondClose: 'ignored',
  configures: [...emitterConfigures, 'ref', 'unref'],
  chains: [...emitterChains, 'ref', 'unref'],
  requests: [],
  endEvents: [['close']],
  listens: emitterListens,
};

/** Node's fs: https://nodejs.org/api/fs.html (run on 24.21). Its streams are no sessions: they close themselves at their end. */
export const fs: LibraryFacts = {
  library: 'fs',
  modules: ['fs', 'node:fs'],
  clients: [
    watcher,
    { acquiredBy: [{ by: 'call', export: 'opendirSync' }, { by: 'call', export: 'promises.opendir', awaited: true }], ...dir },
    { acquiredBy: [{ by: 'call', export: 'promises.open', awaited: true }], ...fileHandle },
  ],
};

/** Node's fs/promises: https://nodejs.org/api/fs.html#promises-api. */
export const fsPromises: LibraryFacts = {
  library: 'fs/promises',
  modules: ['fs/promises', 'node:fs/promises'],
  clients: [
    { acquiredBy: [{ by: 'call', export: 'opendir', awaited: true }], ...dir },
    { acquiredBy: [{ by: 'call', export: 'open', awaited: true }], ...fileHandle },
  ],
};
