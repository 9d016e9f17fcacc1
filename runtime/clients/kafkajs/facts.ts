import type { ClientFacts, LibraryFacts } from '../client-facts.ts';

const common: Pick<ClientFacts, 'armedBy' | 'lifetime' | 'closes' | 'secondClose' | 'listens'> = {
  armedBy: ['connect'],
  lifetime: 'process',
  closes: [{ name: 'disconnect', manner: 'polite', settles: 'promise', mayThrow: true }],
  secondClose: 'ignored',
  listens: ['on'],
};

/** KafkaJS: https://kafka.js.org (2.2). */
export const kafkajs: LibraryFacts = {
  library: 'kafkajs',
  modules: ['kafkajs'],
  clients: [
    {
      name: 'Kafka',
      acquiredBy: [{ by: 'new', export: 'Kafka' }],
      armedBy: [],
      lifetime: 'process',
      closes: [],
      secondClose: 'ignored',
      configures: ['producer', 'consumer', 'admin', 'logger'],
      requests: [],
    },
    {
      name: 'Producer',
      acquiredBy: [{ by: 'method', of: 'Kafka', method: 'producer' }],
      ...common,
      configures: ['on', 'logger', 'isIdempotent'],
      requests: ['connect', 'send', 'sendBatch', 'transaction'].map((name) => ({ name, gives: 'promise' }) as const),
    },
    {
      name: 'Consumer',
      acquiredBy: [{ by: 'method', of: 'Kafka', method: 'consumer' }],
      ...common,
      // It waits for the message that is being processed, without a deadline of its own.
      configures: ['on', 'logger', 'paused'],
      requests: ['connect', 'subscribe', 'run', 'stop', 'commitOffsets', 'describeGroup'].map((name) => ({ name, gives: 'promise' }) as const),
    },
    {
      name: 'Admin',
      acquiredBy: [{ by: 'method', of: 'Kafka', method: 'admin' }],
      ...common,
      lifetime: 'scope',
      configures: ['on', 'logger'],
      requests: [
        'connect', 'listTopics', 'createTopics', 'deleteTopics', 'createPartitions', 'fetchTopicMetadata', 'describeCluster', 'fetchOffsets',
        'fetchTopicOffsets', 'fetchTopicOffsetsByTimestamp', 'setOffsets', 'resetOffsets', 'describeConfigs', 'alterConfigs', 'listGroups', 'describeGroups',
        'deleteGroups', 'describeAcls', 'deleteAcls', 'createAcls', 'deleteTopicRecords', 'alterPartitionReassignments', 'listPartitionReassignments',
      ].map((name) => ({ name, gives: 'promise' }) as const),
    },
  ],
};
