/**
 * What the catalog says of the libraries of tests/services/package.json, held against the libraries themselves. Left out: sqlite3, of
 * which a second close() ends the process (sqlite.test.ts), and testcontainers, which needs a Docker engine.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { catalog } from 'safely-close/clients';
import { closeAll, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, describe } from 'vitest';
import { holdAgainstTheLibrary } from '../runtime/support/held-against-the-library.ts';
import { root, startMariadb, whyNoMariadb } from './support/mariadb.ts';
import { database, startPostgresql, user, whyNoPostgresql } from './support/postgresql.ts';
import type { Service } from './support/service.ts';
import { serviceLibrary } from './support/service-library.ts';

const host = '127.0.0.1';

/** Speaks as a driver of browsers does: it begins sessions, ends each of them once, and says the same to everything else. */
const sessions = new Set<string>();
const browser = createServer((request, response) => {
  const [, , id = `session-${String(sessions.size)}`] = request.url?.split('/') ?? [];
  const isOver = request.method === 'DELETE' && !sessions.delete(id);
  if (request.method === 'POST') sessions.add(id);
  const value = isOver ? { error: 'invalid session id', message: 'invalid session id', stacktrace: '' } : { sessionId: id, capabilities: { browserName: 'chrome' } };
  request.resume().on('end', () => response.writeHead(isOver ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify({ value })));
});
const pools: object[] = [];
let mariadb: Service | undefined;
let postgresql: Service | undefined;
beforeAll(async () => {
  await new Promise<void>((resolve) => browser.listen(0, host, resolve));
  if (whyNoMariadb === undefined) mariadb = await startMariadb();
  if (whyNoPostgresql === undefined) postgresql = await startPostgresql();
});
afterAll(async () => {
  await closeAll(pools);
  await safelyCloseClient(browser);
  await mariadb?.stop();
  await postgresql?.stop();
});

const port = (): number => (browser.address() as AddressInfo).port;
const onMariadb = () => ({ host, port: mariadb?.port, user: root });
const kept = <Pool extends object>(pool: Pool): Pool => {
  pools.push(pool);
  return pool;
};

interface Client {
  /** The module, where it is not the library's first. */
  readonly module?: string;
  readonly missing?: string | undefined;
  readonly elsewhere?: readonly string[];
  /** A further module of the library that makes it. */
  readonly also?: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- libraries that need not be installed have no types here
  readonly open: (library: any) => unknown;
}

const aws = { endpoint: `http://${host}:1`, region: 'here', credentials: { accessKeyId: 'nobody', secretAccessKey: 'none' } };
const initialized = async ({ DataSource }: { DataSource: new (options: object) => { initialize(): Promise<{ createQueryRunner(): object }> } }) =>
  await new DataSource({ type: 'postgres', host, port: postgresql?.port, username: user, database }).initialize();

/** One of each, open. */
const clients: Readonly<Record<string, Readonly<Record<string, Client>>>> = {
  '@aws-sdk': {
    S3Client: { module: '@aws-sdk/client-s3', open: ({ S3Client }) => new S3Client(aws) },
    S3: { module: '@aws-sdk/client-s3', open: ({ S3 }) => new S3(aws) },
    SQSClient: { module: '@aws-sdk/client-sqs', open: ({ SQSClient }) => new SQSClient(aws) },
    SQS: { module: '@aws-sdk/client-sqs', open: ({ SQS }) => new SQS(aws) },
  },
  '@opensearch-project/opensearch': { Client: { open: ({ Client }) => new Client({ node: `http://${host}:${String(port())}` }) } },
  '@prisma/client': {
    PrismaClient: {
      // MongoDB's.
      elsewhere: ['$runCommandRaw'],
      open: async ({ PrismaClient }) => new PrismaClient({ adapter: new (await import('@prisma/adapter-pg' as string)).PrismaPg({ host, port: 1 }) }),
    },
  },
  'better-sqlite3': { Database: { open: (library) => new library.default(':memory:') } },
  express: { Server: { open: (library) => new Promise((resolve) => { const server = library.default().listen(0, host, () => resolve(server)); }) } },
  knex: { Knex: { open: ({ knex }) => knex({ client: 'pg', connection: { host, port: 1 } }) } },
  mariadb: {
    Connection: { missing: whyNoMariadb, open: (library) => library.createConnection(onMariadb()) },
    Pool: { missing: whyNoMariadb, open: (library) => library.createPool(onMariadb()) },
    PoolConnection: { missing: whyNoMariadb, open: (library) => kept(library.createPool({ ...onMariadb(), connectionLimit: 1 })).getConnection() },
    PoolCluster: { missing: whyNoMariadb, open: (library) => { const cluster = library.createPoolCluster(); cluster.add('one', onMariadb()); return cluster; } },
  },
  mssql: { ConnectionPool: { open: ({ ConnectionPool }) => new ConnectionPool({ server: host, port: 1 }) } },
  'selenium-webdriver': { WebDriver: { also: 'selenium-webdriver/chrome.js', open: async ({ Builder }) => await new Builder().disableEnvironmentOverrides().usingServer(`http://${host}:${String(port())}/`).forBrowser('chrome').build() } },
  sequelize: { Sequelize: { open: ({ Sequelize }) => new Sequelize({ dialect: 'postgres', host, port: 1, logging: false }) } },
  typeorm: {
    DataSource: { missing: whyNoPostgresql, elsewhere: ['close', 'connect'], open: initialized },
    QueryRunner: { missing: whyNoPostgresql, open: async (library) => kept(await initialized(library)).createQueryRunner() },
  },
  webdriverio: {
    // For several browsers at once.
    Browser: { elsewhere: ['getInstance'], open: ({ remote }) => remote({ hostname: host, port: port(), path: '/', logLevel: 'silent', capabilities: { browserName: 'chrome' } }) },
  },
};

for (const [name, ofLibrary] of Object.entries(clients)) {
  const library = catalog.find((each) => each.library === name);
  for (const [clientName, { module = name, also, missing, elsewhere = [], open }] of Object.entries(ofLibrary)) {
    const client = library?.clients.find((each) => each.name === clientName);
    if (client === undefined) throw new Error(`The catalog has no ${clientName} of ${name}.`);
    const further = also === undefined ? undefined : await serviceLibrary(also);
    const { exports, missing: notInstalled = missing } = await serviceLibrary(module);
    describe.skipIf(notInstalled !== undefined)(`${name}: ${clientName}${notInstalled === undefined ? '' : ` (skipped: ${notInstalled})`}`, () =>
      holdAgainstTheLibrary({ client, exports: further === undefined ? exports : { ...exports, ...further.exports }, elsewhere, open: () => open(exports) }));
  }
}
