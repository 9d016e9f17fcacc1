import type { LibraryFacts } from '../client-facts.ts';

const promises = [
  'access', 'connect', 'connectImplicitTLS', 'useTLS', 'login', 'useDefaultSettings', 'send', 'pwd', 'features', 'cd', 'cdup', 'lastMod', 'size', 'rename',
  'remove', 'list', 'uploadFrom', 'appendFrom', 'downloadTo', 'uploadFromDir', 'downloadToDir', 'ensureDir', 'removeDir', 'clearWorkingDir', 'removeEmptyDir',
];

/** basic-ftp: https://github.com/patrickjuchli/basic-ftp (6.2). */
export const basicFtp: LibraryFacts = {
  library: 'basic-ftp',
  modules: ['basic-ftp'],
  clients: [
    {
      name: 'Client',
      acquiredBy: [{ by: 'new', export: 'Client' }],
      armedBy: ['access', 'connect', 'connectImplicitTLS'],
      lifetime: 'scope',
      // The work under way rejects.
      closes: [{ name: 'close', manner: 'force', settles: 'nothing', mayThrow: false }],
      secondClose: 'ignored',
      configures: ['trackProgress'],
      requests: promises.map((name) => ({ name, gives: 'promise' }) as const),
    },
  ],
};
