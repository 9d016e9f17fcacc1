/* eslint-disable @typescript-eslint/no-explicit-any -- libraries that need not be installed have no types here */
/** One client of each library that speaks to a peer: how it is made, when it is connected, what work of it a peer may never answer. */
import { createServer as createHttpServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closing } from 'safely-close';
import { amqpStandIn } from './stand-ins/amqp.ts';
import { cassandraStandIn } from './stand-ins/cassandra.ts';
import { ftpStandIn } from './stand-ins/ftp.ts';
import { kafkaStandIn } from './stand-ins/kafka.ts';
import { mongodbStandIn } from './stand-ins/mongodb.ts';
import { mqttStandIn } from './stand-ins/mqtt.ts';
import { mysqlStandIn } from './stand-ins/mysql.ts';
import { natsStandIn } from './stand-ins/nats.ts';
import { neo4jStandIn } from './stand-ins/neo4j.ts';
import { postgresStandIn } from './stand-ins/postgres.ts';
import { redisStandIn } from './stand-ins/redis.ts';
import type { StandIn } from './stand-ins/stand-in.ts';

/** A real server in this process, for the protocols that a library here can serve. */
export interface RealServer {
  readonly port: number;
  stop(): Promise<void> | void;
}

export interface ClientWithPeer {
  readonly library: string;
  readonly client: string;
  /** A stand-in for the protocol, or a real server; one that only speaks the protocol under it stands in as well. */
  readonly peer: { readonly standIn: () => StandIn } | { readonly real: (library: any) => Promise<RealServer>; readonly endless: Buffer; readonly standsIn?: true };
  /** Why the peer cannot be had here. */
  readonly missing?: string | undefined;
  /** Set where there is no client before it is connected: then a peer that says nothing from the start leaves nothing to close. */
  readonly madeConnected?: true;
  readonly make: (library: any, port: number) => any;
  /** Waits until it is connected. Without it, its work connects. */
  readonly connected?: (client: any) => unknown;
  /** Work that needs an answer. */
  readonly work: (client: any) => Promise<unknown>;
  /** Set where it tries once more after it was closed, and is closed at once then. */
  readonly triesAgain?: true;
  /** Set where its goodbye is a request of its own, the failure of which is told. */
  readonly tellsFailedGoodbye?: true;
  /** Set where a connection on which nothing goes on is left for some seconds to an agent that is not its own. */
  readonly idlesElsewhere?: true;
  /** What waiting code gets: our error itself, or whatever the library makes of it. */
  readonly gets: 'our error' | 'an error' | 'the end';
}

const host = '127.0.0.1';
const unheard = (emitter: any): any => emitter.on('error', () => undefined);
const told = (start: (done: (error?: unknown, value?: unknown) => void) => void): Promise<unknown> =>
  new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));
const event = (emitter: any, name: string): Promise<unknown> => new Promise((resolve) => emitter.once(name, resolve));
const eventOrError = (emitter: any, name: string): Promise<unknown> => new Promise((resolve, reject) => emitter.once(name, resolve).once('error', reject).once('close', () => reject(new Error('closed'))));

/** Listens on the loopback until it is stopped. */
export async function serving(server: HttpServer, stop?: () => void): Promise<RealServer> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      stop?.();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The head of a text of 100 MB. */
const webSocketMessage = Buffer.from([0x81, 0x7f, 0, 0, 0, 0, 0x05, 0xf5, 0xe1, 0]);

/** A method of a gRPC service, without generated code: bytes in, bytes out. */
const bytes = (value: Buffer): Buffer => value;
const sayMethod = { path: '/stand.in/Say', requestStream: false, responseStream: false, requestSerialize: bytes, requestDeserialize: bytes, responseSerialize: bytes, responseDeserialize: bytes };
const grpcCall = (client: any): Promise<unknown> => told((done) => client.makeUnaryRequest(sayMethod.path, bytes, bytes, Buffer.from('hello'), done));

const bolt = (library: any, port: number): any => (library.default ?? library).driver(`bolt://${host}:${port}`, undefined, { encrypted: false });

export const clientsWithPeers: readonly ClientWithPeer[] = [
  {
    library: 'pg', client: 'Client', gets: 'our error', peer: { standIn: postgresStandIn },
    make: ({ Client }, port) => { const client = unheard(new Client({ host, port, user: 'nobody' })); client.begun = client.connect(); client.begun.catch(() => undefined); return client; },
    connected: ({ begun }) => begun,
    work: (client) => Promise.all([client.begun, client.query('select 1')]),
  },
  {
    library: 'pg', client: 'Pool', gets: 'our error', peer: { standIn: postgresStandIn },
    make: ({ Pool }, port) => unheard(new Pool({ host, port, user: 'nobody', max: 1 })),
    connected: async (client) => (await client.connect()).release(),
    work: (client) => Promise.any([client.query('select 1'), client.query('select 2')]),
  },
  {
    library: 'postgres', client: 'Sql', gets: 'an error', triesAgain: true, peer: { standIn: postgresStandIn },
    make: (library, port) => (library.default ?? library)({ host, port, user: 'nobody', fetch_types: false, max: 1 }),
    work: (client) => client.unsafe('select 1').then((rows: unknown) => rows),
  },
  {
    library: 'mysql2', client: 'Connection', gets: 'our error', peer: { standIn: mysqlStandIn },
    make: ({ createConnection }, port) => unheard(createConnection({ host, port })),
    connected: (client) => told((done) => client.connect(done)),
    work: (client) => told((done) => client.query('select 1', done)),
  },
  {
    library: 'mysql2', client: 'Pool', gets: 'our error', peer: { standIn: mysqlStandIn },
    make: ({ createPool }, port) => createPool({ host, port }),
    connected: async (client) => (await (told((done) => client.getConnection(done)) as Promise<any>)).release(),
    work: (client) => told((done) => client.query('select 1', done)),
  },
  {
    library: 'mysql2/promise', client: 'Connection', gets: 'our error', madeConnected: true, peer: { standIn: mysqlStandIn },
    make: async ({ createConnection }, port) => unheard(await createConnection({ host, port })),
    work: (client) => client.query('select 1'),
  },
  {
    library: 'mysql2/promise', client: 'Pool', gets: 'our error', peer: { standIn: mysqlStandIn },
    make: ({ createPool }, port) => createPool({ host, port }),
    connected: async (client) => (await client.getConnection()).release(),
    work: (client) => client.query('select 1'),
  },
  {
    library: 'ioredis', client: 'Redis', gets: 'our error', peer: { standIn: redisStandIn },
    make: ({ Redis }, port) => unheard(new Redis(port, host)),
    connected: (client) => event(client, 'ready'),
    work: (client) => client.blpop('list', 0),
  },
  {
    library: 'redis', client: 'RedisClient', gets: 'an error', peer: { standIn: redisStandIn },
    make: ({ createClient }, port) => { const client = unheard(createClient({ url: `redis://${host}:${port}` })); client.connect().catch(() => undefined); return client; },
    connected: (client) => event(client, 'ready'),
    work: (client) => client.get('key'),
  },
  {
    library: 'bullmq', client: 'Queue', gets: 'an error', peer: { standIn: redisStandIn },
    make: ({ Queue }, port) => unheard(new Queue('queue', { connection: { host, port, family: 4 } })),
    connected: (client) => client.waitUntilReady(),
    work: (client) => client.add('job', {}),
  },
  {
    library: 'mqtt', client: 'MqttClient', gets: 'our error', peer: { standIn: mqttStandIn },
    make: ({ connect }, port) => unheard(connect(`mqtt://${host}:${port}`, { reconnectPeriod: 20 })),
    connected: (client) => event(client, 'connect'),
    work: (client) => client.publishAsync('topic', 'text', { qos: 1 }),
  },
  {
    library: 'basic-ftp', client: 'Client', gets: 'an error', peer: { standIn: ftpStandIn },
    make: ({ Client }, port) => { const client = new Client(0); client.begun = client.access({ host, port }); client.begun.catch(() => undefined); return client; },
    connected: ({ begun }) => begun,
    work: (client) => client.begun.then(() => client.list()),
  },
  {
    library: 'amqplib', client: 'ChannelModel', gets: 'our error', madeConnected: true, peer: { standIn: amqpStandIn },
    make: async ({ connect }, port) => unheard(await connect(`amqp://${host}:${port}`)),
    work: (client) => client.createChannel(),
  },
  {
    library: 'nats', client: 'NatsConnection', gets: 'our error', madeConnected: true, peer: { standIn: natsStandIn },
    make: ({ connect }, port) => connect({ servers: `${host}:${port}`, reconnectTimeWait: 20 }),
    work: (client) => client.request('subject', undefined, { timeout: 60_000 }),
  },
  {
    library: '@nats-io/transport-node', client: 'NatsConnection', gets: 'our error', madeConnected: true, peer: { standIn: natsStandIn },
    make: ({ connect }, port) => connect({ servers: `${host}:${port}`, reconnectTimeWait: 20 }),
    work: (client) => client.request('subject', undefined, { timeout: 60_000 }),
  },
  {
    library: 'mongodb', client: 'MongoClient', gets: 'an error', peer: { standIn: mongodbStandIn },
    make: ({ MongoClient }, port) => new MongoClient(`mongodb://${host}:${port}/?directConnection=true&maxPoolSize=1`),
    // It uses a session, which the goodbye tells the server to end.
    connected: (client) => client.db('any').command({ ping: 1 }),
    work: (client) => client.db('any').collection('any').findOne({}),
  },
  ...(['producer', 'admin'] as const).map((kind): ClientWithPeer => ({
    library: 'kafkajs', client: kind === 'producer' ? 'Producer' : 'Admin', gets: 'our error', triesAgain: true, peer: { standIn: kafkaStandIn },
    make: ({ Kafka, logLevel }, port) => { const client = closing(new Kafka({ brokers: [`${host}:${port}`], logLevel: logLevel.NOTHING })[kind]()); client.begun = client.connect(); client.begun.catch(() => undefined); return client; },
    ...(kind === 'producer' ? { connected: ({ begun }) => begun } : {}),
    work: (client) => client.begun.then(() => (kind === 'producer' ? client.send({ topic: 'topic', messages: [{ value: 'text' }] }) : client.listTopics())),
  })),
  ...Object.entries({
    'Client of Cassandra': (client: any) => client.execute('select 1'),
    'Client that streams rows': (client: any) => new Promise((resolve, reject) => void client.stream('select 1').on('error', reject).on('end', resolve).resume()),
    'Client that asks a graph': (client: any) => client.executeGraph('g.V()'),
    'Client that sends a batch': (client: any) => client.batch(['insert', 'update']),
  }).map(([name, work]): ClientWithPeer => ({
    library: 'cassandra-driver', client: name, gets: 'our error', peer: { standIn: cassandraStandIn },
    make: ({ Client }, port) => { const client = new Client({ contactPoints: [`${host}:${port}`], localDataCenter: 'here' }); client.on('log', () => undefined); return client; },
    connected: (client) => client.connect(),
    work,
  })),
  {
    library: 'neo4j-driver', client: 'Driver', gets: 'an error', peer: { standIn: neo4jStandIn },
    make: bolt,
    connected: (driver) => driver.verifyConnectivity(),
    work: (driver) => driver.executeQuery('RETURN 1'),
  },
  {
    library: 'neo4j-driver', client: 'Driver with a transaction', gets: 'an error', peer: { standIn: neo4jStandIn },
    make(library, port) { const driver = bolt(library, port); driver.begin = () => (driver.begun ??= driver.session().beginTransaction()); return driver; },
    connected: (driver) => driver.begin(),
    work: async (driver) => (await driver.begin()).run('RETURN 1'),
  },
  {
    library: '@elastic/elasticsearch', client: 'Client', gets: 'our error',
    peer: { endless: Buffer.from('HTTP/1.1 200 OK\r\nx-elastic-product: Elasticsearch\r\ncontent-length: 100000000\r\n\r\n'), real: () => serving(createHttpServer((_request, response) => void response.writeHead(200, { 'x-elastic-product': 'Elasticsearch', 'content-type': 'application/json' }).end('{}'))) },
    make: ({ Client }, port) => new Client({ node: `http://${host}:${port}`, maxRetries: 1 }),
    connected: (client) => client.info(),
    work: (client) => client.search({ index: 'any' }),
  },
  {
    library: '@grpc/grpc-js', client: 'Client', gets: 'an error',
    peer: {
      // The data of a stream.
      endless: Buffer.from([0, 0x3f, 0xff, 0, 0, 0, 0, 0, 1]),
      async real({ Server, ServerCredentials }) {
        const server = new Server();
        server.addService({ say: sayMethod }, { say: (_call: unknown, done: (error: null, value: Buffer) => void) => done(null, Buffer.from('heard')) });
        const port = await told((done) => server.bindAsync(`${host}:0`, ServerCredentials.createInsecure(), done));
        return { port: port as number, stop: () => server.forceShutdown() };
      },
    },
    make: ({ Client, credentials }, port) => new Client(`${host}:${port}`, credentials.createInsecure()),
    connected: grpcCall,
    work: grpcCall,
  },
  {
    library: 'ws', client: 'WebSocket', gets: 'the end',
    peer: {
      endless: webSocketMessage,
      async real({ WebSocketServer }) {
        const server = createHttpServer();
        const sockets = new WebSocketServer({ server });
        return serving(server, () => { for (const socket of sockets.clients) socket.terminate(); });
      },
    },
    make: ({ WebSocket }, port) => unheard(new WebSocket(`ws://${host}:${port}`)),
    connected: (client) => event(client, 'open'),
    work: async (client) => { if (client.readyState === 1) client.send('hello'); await event(client, 'close'); },
  },
  {
    library: 'socket.io-client', client: 'Socket', gets: 'our error',
    peer: {
      endless: webSocketMessage,
      async real() {
        const { Server } = await import('socket.io' as string);
        const server = createHttpServer();
        const sockets = new Server(server);
        return serving(server, () => void sockets.close());
      },
    },
    make: (library, port) => unheard((library.default ?? library.io)(`http://${host}:${port}`, { reconnectionDelay: 20, forceNew: true })),
    connected: async (client) => { await event(client, 'connect'); if (client.io.engine.transport.name !== 'websocket') await event(client.io.engine, 'upgrade'); },
    work: (client) => client.emitWithAck('ask'),
  },
  {
    library: 'ssh2', client: 'Client', gets: 'an error',
    peer: {
      endless: Buffer.from([0]),
      async real(library) {
        const { Server, utils } = library.Server === undefined ? library.default : library;
        const server = new Server({ hostKeys: [utils.generateKeyPairSync('ed25519').private] }, (connection: any) => {
          unheard(connection).on('authentication', (context: any) => context.accept()).on('session', (accept: any) => accept().on('exec', (acceptCommand: any) => acceptCommand()));
        });
        await new Promise<void>((resolve) => server.listen(0, host, resolve));
        return { port: server.address().port, stop: () => void server.close() };
      },
    },
    make: (library, port) => {
      const client = unheard(new (library.Client ?? library.default.Client)());
      client.begun = eventOrError(client, 'ready');
      client.begun.catch(() => undefined);
      return client.connect({ host, port, username: 'nobody', password: 'none', readyTimeout: 0 });
    },
    connected: ({ begun }) => begun,
    work: async (client) => { await client.begun; const channel: any = await told((done) => client.exec('sleep', done)); await event(channel, 'close'); throw new Error('closed'); },
  },
];
