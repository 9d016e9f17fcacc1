/** The closers: one room a client, in the order in which they are asked whether a client is theirs: the particular before the general. */
import type { Room } from '../escalation/work.ts';
import { catalogRoomOf } from './by-facts.ts';
import { amqplibRooms } from './amqplib/close.ts';
import { awsSdkRooms } from './aws-sdk/close.ts';
import { betterSqlite3Rooms } from './better-sqlite3/close.ts';
import { bullmqRooms } from './bullmq/close.ts';
import { cassandraDriverRooms } from './cassandra-driver/close.ts';
import { childProcessRooms } from './child-process/close.ts';
import { elasticsearchRooms } from './elasticsearch/close.ts';
import { fastifyRooms } from './fastify/close.ts';
import { grpcJsRooms } from './grpc-js/close.ts';
import { grpcServerRooms } from './grpc-js/server.ts';
import { httpRooms } from './http/close.ts';
import { http2Rooms } from './http2/close.ts';
import { impersRooms } from './impers/close.ts';
import { ioredisRooms } from './ioredis/close.ts';
import { kafkajsRooms } from './kafkajs/close.ts';
import { knexRooms } from './knex/close.ts';
import { mariadbRooms } from './mariadb/close.ts';
import { mongodbRooms } from './mongodb/close.ts';
import { mqttRooms } from './mqtt/close.ts';
import { mssqlRooms } from './mssql/close.ts';
import { mysql2Rooms } from './mysql2/close.ts';
import { natsRooms } from './nats/close.ts';
import { neo4jDriverRooms } from './neo4j-driver/close.ts';
import { netRooms } from './net/close.ts';
import { nodeLibcurlRooms } from './node-libcurl/close.ts';
import { opensearchRooms } from './opensearch/close.ts';
import { pgRooms } from './pg/close.ts';
import { postgresRooms } from './postgres/close.ts';
import { prismaRooms } from './prisma/close.ts';
import { puppeteerRooms } from './puppeteer/close.ts';
import { seleniumRooms } from './selenium-webdriver/close.ts';
import { sequelizeRooms } from './sequelize/close.ts';
import { socketIoRooms } from './socket.io/close.ts';
import { socketIoClientRooms } from './socket.io-client/close.ts';
import { sqlite3Rooms } from './sqlite3/close.ts';
import { ssh2Rooms } from './ssh2/close.ts';
import { streamRooms } from './stream/close.ts';
import { typeormRooms } from './typeorm/close.ts';
import { undiciRooms } from './undici/close.ts';
import { unknownRoom } from './unknown/close.ts';
import { webdriverioRooms } from './webdriverio/close.ts';
import { wsRooms } from './ws/close.ts';

const rooms: readonly Room[] = [
  ...nodeLibcurlRooms, ...undiciRooms, ...http2Rooms, ...httpRooms, ...netRooms, ...streamRooms, ...childProcessRooms,
  ...pgRooms, ...postgresRooms, ...mysql2Rooms, ...mqttRooms, ...wsRooms, ...fastifyRooms,
  ...ioredisRooms, ...bullmqRooms, ...amqplibRooms, ...natsRooms, ...mongodbRooms, ...cassandraDriverRooms, ...neo4jDriverRooms, ...opensearchRooms, ...elasticsearchRooms, ...awsSdkRooms,
  ...knexRooms, ...sequelizeRooms, ...typeormRooms, ...prismaRooms, ...mssqlRooms, ...mariadbRooms, ...seleniumRooms, ...webdriverioRooms, ...betterSqlite3Rooms, ...sqlite3Rooms, ...impersRooms,
  ...grpcJsRooms, ...grpcServerRooms, ...socketIoRooms, ...puppeteerRooms, ...socketIoClientRooms, ...ssh2Rooms, ...kafkajsRooms,
];
const definedByUsers: Room[] = [];

/** Adds a room for a client that a user described. The latest is asked first. */
export function addRoom(room: Room): () => void {
  definedByUsers.unshift(room);
  return () => {
    const position = definedByUsers.indexOf(room);
    if (position >= 0) definedByUsers.splice(position, 1);
  };
}

/** The room of a client. What no room recognises is closed by the methods that the catalog names, or by its likeliest ones. */
export function roomOf(client: object): Room {
  for (const own of definedByUsers) if (recognises(own, client)) return own;
  const prototype: unknown = Reflect.getPrototypeOf(client);
  const likely = typeof prototype === 'object' && prototype !== null ? likelyRooms.get(prototype) : undefined;
  if (likely !== undefined && likely !== unknownRoom && recognises(likely, client)) return likely;
  const room = rooms.find((candidate) => recognises(candidate, client)) ?? recognisedByFacts(client) ?? unknownRoom;
  if (typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype) likelyRooms.set(prototype, room);
  return room;
}

/** Where the last object with this prototype was at home: it is asked first. */
const likelyRooms = new WeakMap<object, Room>();

function recognisedByFacts(client: object): Room | undefined {
  try {
    return catalogRoomOf(client);
  } catch {
    return undefined;
  }
}

/** A getter of a foreign object may throw: then it is not a client of that room. */
function recognises(room: Room, client: object): boolean {
  try {
    return room.recognise(client);
  } catch {
    return false;
  }
}
