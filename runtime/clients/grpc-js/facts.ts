import type { LibraryFacts } from '../client-facts.ts';

/**
 * gRPC: https://github.com/grpc/grpc-node (1.14). The clients of services are classes that a generator or `loadPackageDefinition`
 * makes; they are told by settings, or by their type, which extends `Client`.
 */
export const grpcJs: LibraryFacts = {
  library: '@grpc/grpc-js',
  modules: ['@grpc/grpc-js'],
  clients: [
    {
      name: 'Client',
      acquiredBy: [{ by: 'new', export: 'Client' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      // Calls under way may end by themselves, unless they have no connection yet.
      closes: [{ name: 'close', manner: 'polite', settles: 'nothing', mayThrow: false }],
      secondClose: 'ignored',
      configures: ['getChannel'],
      requests: [
        { name: 'makeUnaryRequest', gives: 'emitter' },
        { name: 'makeClientStreamRequest', gives: 'emitter' },
        { name: 'makeServerStreamRequest', gives: 'emitter' },
        { name: 'makeBidiStreamRequest', gives: 'emitter' },
        { name: 'waitForReady', gives: 'nothing' },
      ],
    },
    {
      name: 'Server',
      acquiredBy: [{ by: 'new', export: 'Server' }],
      armedBy: ['bindAsync'],
      lifetime: 'process',
      isServer: true,
      closes: [
        { name: 'tryShutdown', manner: 'polite', settles: 'callback', mayThrow: false, waitsForVisitors: true },
        { name: 'forceShutdown', manner: 'force', settles: 'nothing', mayThrow: false },
      ],
      secondClose: 'ignored',
      configures: ['getChannelzRef'],
      requests: [],
    },
  ],
};
