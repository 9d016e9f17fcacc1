import type { LibraryFacts } from '../client-facts.ts';

const promises = ['$connect', '$transaction', '$queryRaw', '$queryRawUnsafe', '$executeRaw', '$executeRawUnsafe', '$runCommandRaw'];

/**
 * Prisma's client: https://www.prisma.io/docs/orm/prisma-client (7.10). A client generated into the project is imported from there,
 * and known by its settings or its type only; queries of its models (`prisma.user.findMany()`) are no methods of its own.
 */
export const prisma: LibraryFacts = {
  library: '@prisma/client',
  modules: ['@prisma/client'],
  clients: [
    {
      name: 'PrismaClient',
      acquiredBy: [{ by: 'new', export: 'PrismaClient' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      closes: [{ name: '$disconnect', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      configures: ['$on'],
      chains: ['$extends'],
      requests: promises.map((name) => ({ name, gives: 'promise' }) as const),
    },
  ],
};
