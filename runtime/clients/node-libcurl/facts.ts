import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** node-libcurl 5: https://github.com/JCMais/node-libcurl (read in 5.1.2's `lib/` and `src/`), and the forks of it with the same interface. */
export const nodeLibcurl: LibraryFacts = {
  library: 'node-libcurl',
  modules: ['node-libcurl', '@getinsomnia/node-libcurl', 'insomnia-node-libcurl', '@brightsec/node-libcurl', 'node-libcurl-ja3'],
  clients: [
    {
      name: 'Curl',
      acquiredBy: [{ by: 'new', export: 'Curl' }, { by: 'method', of: 'Curl', method: 'dupHandle' }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'close', manner: 'force', settles: 'nothing', mayThrow: true }],
      secondClose: 'ignored',
      configures: [
        ...emitterConfigures, 'setOpt', 'enable', 'disable', 'setMulti', 'setStreamProgressCallback', 'setStreamResponseHighWaterMark', 'setUploadStream',
        'setProgressCallback', 'setMimePost', 'upkeep', 'pause', 'getInfo', 'dupHandle', 'reset',
      ],
      chains: [
        ...emitterChains, 'setOpt', 'enable', 'disable', 'setMulti', 'setStreamProgressCallback', 'setStreamResponseHighWaterMark', 'setUploadStream',
        'setProgressCallback', 'setMimePost', 'upkeep', 'pause', 'reset', 'perform',
      ],
      requests: [{ name: 'perform', gives: 'nothing' }],
      endEvents: [['end', 'error']],
      passesItself: { data: 1, header: 1, error: 2, stream: 3, end: 3 },
      busyIn: { events: ['data', 'header', 'stream'], optionSuffix: 'FUNCTION', methods: ['setProgressCallback', 'setStreamProgressCallback'] },
      listens: emitterListens,
    },
    {
      name: 'Easy',
      acquiredBy: [{ by: 'new', export: 'Easy' }, { by: 'method', of: 'Easy', method: 'dupHandle' }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'close', manner: 'force', settles: 'nothing', mayThrow: true }],
      secondClose: 'throws',
      busyIn: { events: [], optionSuffix: 'FUNCTION' },
      configures: [
        'setOpt', 'getInfo', 'reset', 'onSocketEvent', 'monitorSocketEvents', 'unmonitorSocketEvents', 'pause', 'dupHandle',
      ],
      chains: ['onSocketEvent', 'monitorSocketEvents', 'unmonitorSocketEvents'],
      requests: [{ name: 'perform', gives: 'nothing' }],
    },
    {
      name: 'Multi',
      acquiredBy: [{ by: 'new', export: 'Multi' }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'close', manner: 'force', settles: 'nothing', mayThrow: true }],
      secondClose: 'throws',
      busyIn: { events: [], optionSuffix: 'FUNCTION' },
      needsBooks: true,
      handsBack: { takenBy: 'addHandle', listener: 'onMessage', argument: 1 },
      configures: ['setOpt', 'onMessage', 'getCount', 'addHandle', 'removeHandle'],
      chains: ['onMessage'],
      requests: [{ name: 'perform', gives: 'promise' }],
    },
    {
      name: 'Share',
      acquiredBy: [{ by: 'new', export: 'Share' }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'close', manner: 'force', settles: 'nothing', mayThrow: true }],
      secondClose: 'throws',
      configures: ['setOpt'],
      requests: [],
    },
  ],
};
