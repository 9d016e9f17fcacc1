import type { LibraryFacts } from '../client-facts.ts';

const settings = [
  'register', 'route', 'get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'trace', 'all', 'addHook', 'addSchema', 'decorate', 'decorateRequest',
  'decorateReply', 'setErrorHandler', 'setNotFoundHandler', 'setValidatorCompiler', 'setSerializerCompiler', 'addContentTypeParser',
];

/** Fastify: https://fastify.dev (5.12). */
export const fastify: LibraryFacts = {
  library: 'fastify',
  modules: ['fastify'],
  clients: [
    {
      name: 'FastifyInstance',
      acquiredBy: [{ by: 'call', export: 'default' }, { by: 'call', export: 'fastify' }],
      armedBy: ['listen'],
      lifetime: 'process',
      isServer: true,
      // It runs the onClose hooks and waits for the requests under way.
      closes: [{ name: 'close', manner: 'polite', settles: 'promise', mayThrow: true, waitsForVisitors: true }],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'asyncDispose', since: '4.24.0', bounded: false },
      configures: [],
      chains: settings,
      requests: [{ name: 'listen', gives: 'promise' }, { name: 'inject', gives: 'promise' }],
    },
  ],
};
