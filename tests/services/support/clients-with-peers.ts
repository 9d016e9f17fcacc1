/* eslint-disable @typescript-eslint/no-explicit-any -- libraries that need not be installed have no types here */
/** One client of each library of tests/services/package.json that speaks to a peer, as those of tests/runtime/support/clients-with-peers.ts. */
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serving } from '../../runtime/support/clients-with-peers.ts';
import type { ClientWithPeer } from '../../runtime/support/clients-with-peers.ts';
import { mysqlStandIn } from '../../runtime/support/stand-ins/mysql.ts';
import { postgresStandIn } from '../../runtime/support/stand-ins/postgres.ts';
import { tdsStandIn } from '../../runtime/support/stand-ins/tds.ts';
import { startMariadb, root, whyNoMariadb } from './mariadb.ts';
import { database, startPostgresql, user, whyNoPostgresql } from './postgresql.ts';
import type { Service } from './service.ts';

const host = '127.0.0.1';

/** A server of HTTP that answers each request alike, in the place of the service. */
function answering(head: Readonly<Record<string, string>>, body: (request: IncomingMessage) => string): ClientWithPeer['peer'] {
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume().on('end', () => response.writeHead(200, head).end(body(request)));
  };
  return {
    endless: Buffer.from(`HTTP/1.1 200 OK\r\n${Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`).join('')}content-length: 100000000\r\n\r\n`),
    real: () => serving(createHttpServer(answer)),
    standsIn: true,
  };
}

/** Libraries tell their log what went wrong, which is what is tested here. */
const silent = { debug: () => undefined, warn: () => undefined, error: () => undefined, deprecate: () => undefined };

const unheard = (emitter: any): any => emitter.on('error', () => undefined);

/** A server that all tests of a file share; started with the first of them. */
function shared(start: () => Promise<Service>, endless: Buffer): ClientWithPeer['peer'] {
  let starting: Promise<Service> | undefined;
  stops.push(async () => (await starting)?.stop());
  return { endless, real: async () => ({ port: (await (starting ??= start())).port, stop: () => undefined }) };
}

const stops: (() => Promise<void> | undefined)[] = [];
/** Stops the servers that were started for the clients. */
export async function stopServers(): Promise<void> {
  for (const stop of stops) await stop();
}
const realPostgresql = shared(startPostgresql, postgresStandIn().endless);
const realMariadb = shared(startMariadb, mysqlStandIn().endless);

/** TypeORM connects once only. */
function beginning(source: any): any {
  let begun: Promise<unknown> | undefined;
  source.begun = () => (begun ??= source.initialize());
  return source;
}

const credentials = { accessKeyId: 'nobody', secretAccessKey: 'none' };
const s3StandIn = answering({ 'content-type': 'application/xml' }, () => '<ListAllMyBucketsResult><Owner><ID>nobody</ID></Owner><Buckets/></ListAllMyBucketsResult>');
const sqsStandIn = answering({ 'content-type': 'application/x-amz-json-1.0' }, () => '{}');
const webdriverStandIn = answering({ 'content-type': 'application/json' }, () => '{"value":{"sessionId":"one","capabilities":{"browserName":"chrome"}}}');
const searchStandIn = answering({ 'content-type': 'application/json' }, () => '{}');

export const serviceClientsWithPeers: readonly ClientWithPeer[] = [
  {
    library: '@aws-sdk/client-s3', client: 'S3Client', gets: 'our error', peer: s3StandIn,
    make: ({ S3Client, ListBucketsCommand }, port) => { const client = new S3Client({ endpoint: `http://${host}:${port}`, region: 'here', credentials, forcePathStyle: true }); client.list = () => client.send(new ListBucketsCommand({})); return client; },
    connected: (client) => client.list(),
    work: (client) => client.list(),
  },
  {
    library: '@aws-sdk/client-s3', client: 'S3', gets: 'our error', peer: s3StandIn,
    make: ({ S3 }, port) => new S3({ endpoint: `http://${host}:${port}`, region: 'here', credentials, forcePathStyle: true }),
    connected: (client) => client.listBuckets({}),
    work: (client) => client.putObject({ Bucket: 'bucket', Key: 'key', Body: Buffer.alloc(5_000_000) }),
  },
  {
    library: '@aws-sdk/client-sqs', client: 'SQSClient', gets: 'our error', peer: sqsStandIn,
    make: ({ SQSClient, ReceiveMessageCommand }, port) => { const client = new SQSClient({ endpoint: `http://${host}:${port}`, region: 'here', credentials }); client.receive = () => client.send(new ReceiveMessageCommand({ QueueUrl: `http://${host}:${port}/queue`, WaitTimeSeconds: 20 })); return client; },
    connected: (client) => client.receive(),
    work: (client) => client.receive(),
  },
  {
    library: '@opensearch-project/opensearch', client: 'Client', gets: 'an error', peer: searchStandIn,
    make: ({ Client }, port) => new Client({ node: `http://${host}:${port}` }),
    connected: (client) => client.info(),
    work: (client) => client.search({ index: 'any' }),
  },
  {
    library: 'knex', client: 'Knex', gets: 'our error', peer: { standIn: postgresStandIn },
    make: (library, port) => library.default({ client: 'pg', version: '15', connection: { host, port, user: 'nobody' }, pool: { min: 0, max: 1 }, log: silent }),
    connected: ({ client }) => client.acquireConnection().then((connection: unknown) => client.releaseConnection(connection)),
    work: (client) => Promise.any([client.raw('select 1'), client.raw('select 2')].map((query) => query.then((rows: unknown) => rows))),
  },
  {
    library: 'knex', client: 'Knex over mysql2', gets: 'our error', peer: { standIn: mysqlStandIn },
    make: (library, port) => library.default({ client: 'mysql2', version: '8.0.0', connection: { host, port }, pool: { min: 0, max: 1 }, log: silent }),
    connected: ({ client }) => client.acquireConnection().then((connection: unknown) => client.releaseConnection(connection)),
    work: (client) => client.raw('select 1').then((rows: unknown) => rows),
  },
  {
    library: 'sequelize', client: 'Sequelize', gets: 'an error', peer: { standIn: mysqlStandIn },
    make: ({ Sequelize }, port) => new Sequelize({ dialect: 'mysql', host, port, databaseVersion: '8.0.0', keepDefaultTimezone: true, logging: false }),
    connected: ({ connectionManager }) => connectionManager.getConnection().then((connection: unknown) => connectionManager.releaseConnection(connection)),
    work: (client) => client.query('select 1'),
  },
  {
    library: 'mssql', client: 'ConnectionPool', gets: 'an error', peer: { standIn: tdsStandIn },
    make: ({ ConnectionPool }, port) => {
      const client = new ConnectionPool({ server: host, port, user: 'nobody', password: 'none', validateConnection: false, options: { encrypt: false } });
      client.on('error', () => undefined);
      return client;
    },
    connected: (client) => client.connect(),
    work: async (client) => { await client.connect(); return client.query('select 1'); },
  },
  {
    library: 'mariadb', client: 'Connection', gets: 'an error', madeConnected: true, peer: realMariadb, missing: whyNoMariadb,
    make: async (library, port) => unheard(await library.createConnection({ host, port, user: root })),
    work: (client) => client.query('select 1'),
  },
  {
    library: 'mariadb', client: 'Pool', gets: 'an error', peer: realMariadb, missing: whyNoMariadb,
    make: (library, port) => unheard(library.createPool({ host, port, user: root, connectionLimit: 2 })),
    connected: async (client) => (await client.getConnection()).release(),
    work: (client) => client.query('select 1'),
  },
  {
    library: '@prisma/client', client: 'PrismaClient', gets: 'an error', peer: { standIn: postgresStandIn },
    make: async ({ PrismaClient }, port) => {
      const { PrismaPg } = await import('@prisma/adapter-pg' as string);
      return new PrismaClient({ adapter: new PrismaPg({ host, port, user: 'nobody', max: 1 }) });
    },
    connected: (client) => client.$connect(),
    work: (client) => client.kept.findMany(),
  },
  {
    library: 'typeorm', client: 'DataSource', gets: 'an error', peer: realPostgresql, missing: whyNoPostgresql,
    make: ({ DataSource }, port) => beginning(new DataSource({ type: 'postgres', host, port, username: user, database, poolSize: 1, poolErrorHandler: () => undefined })),
    connected: ({ begun }) => begun(),
    work: async (client) => { await client.begun(); return client.query('select pg_sleep(60)'); },
  },
  {
    library: 'typeorm', client: 'DataSource over mysql2', gets: 'an error', peer: realMariadb, missing: whyNoMariadb,
    make: ({ DataSource }, port) => beginning(new DataSource({ type: 'mariadb', host, port, username: root, poolSize: 1 })),
    connected: ({ begun }) => begun(),
    work: async (client) => { await client.begun(); return client.query('select sleep(60)'); },
  },
  {
    library: 'selenium-webdriver', client: 'WebDriver', gets: 'our error', madeConnected: true, tellsFailedGoodbye: true, idlesElsewhere: true, peer: webdriverStandIn,
    make: async ({ Builder }, port) => await new Builder().disableEnvironmentOverrides().usingServer(`http://${host}:${port}/`).forBrowser('chrome').build(),
    work: (client) => client.getTitle(),
  },
  {
    library: 'webdriverio', client: 'Browser', gets: 'an error', madeConnected: true, tellsFailedGoodbye: true, idlesElsewhere: true, peer: webdriverStandIn,
    make: ({ remote }, port) => remote({ hostname: host, port, path: '/', logLevel: 'silent', capabilities: { browserName: 'chrome' } }),
    work: (client) => client.getUrl(),
  },
];
