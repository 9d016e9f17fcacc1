/**
 * The catalog of clients as pure data: what the linter, the codemod and the runtime know of each library.
 * It loads no closer and nothing of Node, so it also runs in a browser.
 *
 * Not in it: what ends by itself and is not for its maker to close (child processes, the streams of `fs`), what a session hands
 * out and ends with itself (a browser's pages, a broker's channels), and what nothing outside the garbage collector's reach stands behind.
 */
import { amqplib, amqplibCallbacks } from './amqplib/facts.ts';
import { awsSdk } from './aws-sdk/facts.ts';
import { basicFtp } from './basic-ftp/facts.ts';
import { betterSqlite3 } from './better-sqlite3/facts.ts';
import { bullmq } from './bullmq/facts.ts';
import { cassandraDriver } from './cassandra-driver/facts.ts';
import { chokidar } from './chokidar/facts.ts';
import type { LibraryFacts } from './client-facts.ts';
import { dgram } from './dgram/facts.ts';
import { elasticsearch } from './elasticsearch/facts.ts';
import { express } from './express/facts.ts';
import { fastify } from './fastify/facts.ts';
import { fs, fsPromises } from './fs/facts.ts';
import { globals } from './global-this/facts.ts';
import { grpcJs } from './grpc-js/facts.ts';
import { http, https } from './http/facts.ts';
import { http2 } from './http2/facts.ts';
import { impers } from './impers/facts.ts';
import { ioredis } from './ioredis/facts.ts';
import { kafkajs } from './kafkajs/facts.ts';
import { knex } from './knex/facts.ts';
import { mariadb } from './mariadb/facts.ts';
import { mongodb } from './mongodb/facts.ts';
import { mqtt } from './mqtt/facts.ts';
import { mssql } from './mssql/facts.ts';
import { mysql2, mysql2Promise } from './mysql2/facts.ts';
import { nats, natsIo } from './nats/facts.ts';
import { neo4jDriver } from './neo4j-driver/facts.ts';
import { net } from './net/facts.ts';
import { nodeLibcurl } from './node-libcurl/facts.ts';
import { opensearch } from './opensearch/facts.ts';
import { pg } from './pg/facts.ts';
import { piscina } from './piscina/facts.ts';
import { playwright } from './playwright/facts.ts';
import { postgres } from './postgres/facts.ts';
import { prisma } from './prisma/facts.ts';
import { puppeteer } from './puppeteer/facts.ts';
import { readline, readlinePromises } from './readline/facts.ts';
import { redis } from './redis/facts.ts';
import { safelyCloseCurl } from './safely-close/facts.ts';
import { seleniumWebdriver } from './selenium-webdriver/facts.ts';
import { sequelize } from './sequelize/facts.ts';
import { socketIo } from './socket.io/facts.ts';
import { socketIoClient } from './socket.io-client/facts.ts';
import { sqlite } from './sqlite/facts.ts';
import { sqlite3 } from './sqlite3/facts.ts';
import { ssh2 } from './ssh2/facts.ts';
import { testcontainers } from './testcontainers/facts.ts';
import { tinypool } from './tinypool/facts.ts';
import { tls } from './tls/facts.ts';
import { typeorm } from './typeorm/facts.ts';
import { undici } from './undici/facts.ts';
import { webdriverio } from './webdriverio/facts.ts';
import { workerThreads } from './worker-threads/facts.ts';
import { ws } from './ws/facts.ts';

export type { Acquisition, ClientFacts, CloseMethod, LazyOption, LibraryFacts, NativeDispose, Request, SessionCallback } from './client-facts.ts';

/** Every library that the project knows. One whose module is a sub-path of another's (`mysql2/promise`) comes before that. */
export const catalog: readonly LibraryFacts[] = [
  amqplibCallbacks, amqplib, awsSdk, basicFtp, betterSqlite3, bullmq, cassandraDriver, chokidar, dgram, elasticsearch, express, fastify, fsPromises, fs, globals,
  grpcJs, http, http2, https, impers, ioredis, kafkajs, knex, mariadb, mongodb, mqtt, mssql, mysql2Promise, mysql2, natsIo, nats, neo4jDriver, net, nodeLibcurl,
  opensearch, pg, piscina, playwright, postgres, prisma, puppeteer, readlinePromises, readline, redis, safelyCloseCurl, seleniumWebdriver, sequelize, socketIo, socketIoClient,
  sqlite, sqlite3, ssh2, testcontainers, tinypool, tls, typeorm, undici, webdriverio, workerThreads, ws,
];
