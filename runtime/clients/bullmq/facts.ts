import type { ClientFacts, LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

const common: Omit<ClientFacts, 'name' | 'acquiredBy' | 'requests'> = {
  armedBy: 'acquisition',
  lifetime: 'process',
  leavesOpen: ['connection'],
  closes: [
    { name: 'close', manner: 'polite', settles: 'promise', mayThrow: true },
    { name: 'disconnect', manner: 'force', settles: 'promise', mayThrow: true },
  ],
  secondClose: 'ignored',
  configures: emitterConfigures,
  chains: emitterChains,
  listens: emitterListens,
};

const promises = (...names: readonly string[]): ClientFacts['requests'] => names.map((name) => ({ name, gives: 'promise' }));

/** BullMQ: https://docs.bullmq.io (6.7). */
export const bullmq: LibraryFacts = {
  library: 'bullmq',
  modules: ['bullmq'],
  clients: [
    {
      name: 'Queue',
      acquiredBy: [{ by: 'new', export: 'Queue' }],
      ...common,
      requests: promises(
        'add', 'addBulk', 'pause', 'resume', 'drain', 'clean', 'obliterate', 'retryJobs', 'promoteJobs', 'remove', 'getJob', 'getJobs', 'getJobCounts',
        'getWorkers', 'getMetrics', 'upsertJobScheduler', 'removeJobScheduler', 'getJobSchedulers', 'count', 'isPaused', 'waitUntilReady',
      ),
    },
    {
      name: 'Worker',
      acquiredBy: [{ by: 'new', export: 'Worker' }],
      ...common,
      // close() waits for the jobs under way; a later close(true) gets its promise.
      configures: [...emitterConfigures, 'isPaused', 'isRunning', 'cancelJob', 'cancelAllJobs'],
      requests: promises('run', 'pause', 'waitUntilReady', 'getNextJob', 'rateLimit', 'startStalledCheckTimer'),
      endEvents: [['closed']],
    },
    { name: 'QueueEvents', acquiredBy: [{ by: 'new', export: 'QueueEvents' }], ...common, requests: promises('run', 'waitUntilReady') },
    { name: 'FlowProducer', acquiredBy: [{ by: 'new', export: 'FlowProducer' }], ...common, requests: promises('add', 'addBulk', 'getFlow', 'waitUntilReady') },
  ],
};
