import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';
import { broadcastChannel } from '../global-this/facts.ts';

/** Node's worker_threads: https://nodejs.org/api/worker_threads.html (run on 24.21). */
export const workerThreads: LibraryFacts = {
  library: 'worker_threads',
  modules: ['worker_threads', 'node:worker_threads'],
  clients: [
    {
      name: 'Worker',
      acquiredBy: [{ by: 'new', export: 'Worker' }],
      armedBy: 'acquisition',
      endsByItself: true,
      lifetime: 'scope',
      closes: [{ name: 'terminate', manner: 'force', settles: 'promise', mayThrow: false }],
      secondClose: 'ignored',
      // 24.2.0 in the line of Node 24.
      nativeDispose: { symbol: 'asyncDispose', since: '22.18.0', bounded: true },
      configures: [...emitterConfigures, 'ref', 'unref'],
      chains: emitterChains,
      requests: [
        { name: 'postMessage', gives: 'nothing' },
        { name: 'getHeapSnapshot', gives: 'promise' },
        { name: 'getHeapStatistics', gives: 'promise' },
        { name: 'cpuUsage', gives: 'promise' },
      ],
      endEvents: [['exit']],
      listens: emitterListens,
    },
    broadcastChannel,
  ],
};
