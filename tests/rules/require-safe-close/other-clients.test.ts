// Everyday code around other clients of the catalog, as their manuals and users write it. Recommended is what counts here.
import { describe } from 'vitest';
import { bad, checkAll, good, improvable } from '../support/sample.ts';
import type { SampleOptions } from '../support/sample.ts';

const recommended: SampleOptions = { modes: ['recommended'] };
const alone: SampleOptions = { ...recommended, rules: ['require-safe-close'] };

describe('databases, browsers, brokers, sockets', () => {
  checkAll([
    good('pg, a checked-out client released in finally', `
import pg from 'pg';
const pool = new pg.Pool();
export async function names() {
  const client = await pool.connect();
  try {
    const { rows } = await client.query('select name from people');
    return rows;
  } finally {
    client.release();
  }
}`, alone),
    bad('pg, released at the end only', `
import { Pool } from 'pg';
const pool = new Pool();
export async function names() {
  const client = await pool.connect(); // ! require-safe-close
  const { rows } = await client.query('select name from people');
  client.release();
  return rows;
}`, recommended),
    bad('pg, a client connected and ended at the end only', `
const { Client } = require('pg');
exports.names = async () => {
  const client = new Client(); // ! require-safe-close
  await client.connect();
  const { rows } = await client.query('select 1');
  await client.end();
  return rows;
};`, { ...recommended, filename: 'sample.cjs' }),
    improvable('pg, a client connected in try', `
import { Client } from 'pg';
export async function names() {
  const client = new Client(); // ! prefer-await-using
  try {
    await client.connect();
    return (await client.query('select 1')).rows;
  } finally {
    await client.end();
  }
}`, recommended),
    good('mongodb, the manual page', `
const { MongoClient } = require('mongodb');
const client = new MongoClient('mongodb://127.0.0.1');
async function run() {
  try {
    const movies = client.db('sample').collection('movies');
    console.log(await movies.findOne({ title: 'Back' }));
  } finally {
    await client.close();
  }
}
run().catch(console.dir);`, { ...alone, filename: 'sample.cjs' }),
    bad('mongodb, static connect', `
import { MongoClient } from 'mongodb';
export async function first(url: string) {
  const client = await MongoClient.connect(url); // ! require-safe-close
  return await client.db('a').collection('b').findOne({});
}`, recommended),
    bad('redis, connect chained', `
import { createClient } from 'redis';
export async function get(key: string) {
  const client = await createClient().on('error', console.error).connect(); // ! require-safe-close
  return await client.get(key);
}`, recommended),
    good('redis, closed in finally', `
import { createClient } from 'redis';
export async function get(key: string) {
  const client = createClient();
  try {
    await client.connect();
    return await client.get(key);
  } finally {
    await client.quit();
  }
}`, alone),
    good('ioredis, module level, exported', `
import Redis from 'ioredis';
export const redis = new Redis();`, recommended),
    bad('ioredis, in a function', `
import { Redis } from 'ioredis';
export async function get(key: string) {
  const redis = new Redis(); // ! require-safe-close
  const value = await redis.get(key);
  redis.disconnect();
  return value;
}`, recommended),
    bad('puppeteer, closed at the end only', `
const puppeteer = require('puppeteer');
(async () => {
  const browser = await puppeteer.launch({ headless: true }); // ! require-safe-close
  const page = await browser.newPage();
  await page.goto('https://example.com');
  await page.screenshot({ path: 'example.png' });
  await browser.close();
})();`, { ...recommended, filename: 'sample.cjs' }),
    good('playwright, in finally', `
import { chromium } from 'playwright';
export async function shot(url: string) {
  const browser = await chromium.launch();
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
  } finally {
    await browser.close();
  }
}`, alone),
    bad('mysql2, ended at the end only', `
import mysql from 'mysql2/promise';
export async function rows() {
  const connection = await mysql.createConnection({ host: 'localhost' }); // ! require-safe-close
  const [found] = await connection.execute('select 1');
  await connection.end();
  return found;
}`, recommended),
    good('prisma, the manual page', `
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
async function main() {
  console.log(await prisma.user.findMany());
}
main()
  .then(async () => {
    await prisma.$disconnect();
  })
  .catch(async (error) => {
    console.error(error);
    await prisma.$disconnect();
    process.exit(1);
  });`, alone),
    bad('amqplib, closed at the end only', `
import amqp from 'amqplib';
export async function send(url: string, text: string) {
  const connection = await amqp.connect(url); // ! require-safe-close
  const channel = await connection.createChannel();
  channel.sendToQueue('q', Buffer.from(text));
  await channel.close();
  await connection.close();
}`, recommended),
    good('worker that ends by itself, both events', `
import { Worker } from 'node:worker_threads';
export const run = (file: string) => new Promise((resolve, reject) => {
  const worker = new Worker(file);
  worker.on('message', resolve);
  worker.on('error', reject);
  worker.on('exit', (code) => { if (code !== 0) reject(new Error(String(code))); });
});`, alone),
    bad('file handle read and closed at the end', `
import { open } from 'node:fs/promises';
export async function head(path: string) {
  const file = await open(path); // ! require-safe-close
  const { buffer } = await file.read();
  await file.close();
  return buffer;
}`, recommended),
    good('file handle with await using', `
import { open } from 'node:fs/promises';
export async function head(path: string) {
  await using file = await open(path);
  const { buffer } = await file.read();
  return buffer;
}`),
    good('file handle whose stream takes it over', `
import { open } from 'node:fs/promises';
export async function stream(path: string) {
  const file = await open(path);
  return file.createReadStream();
}`, recommended),
    good('readline question', `
import readline from 'node:readline';
export function ask(question: string) {
  return new Promise((resolve) => {
    const lines = readline.createInterface({ input: process.stdin, output: process.stdout });
    lines.question(question, (answer) => {
      lines.close();
      resolve(answer);
    });
  });
}`, alone),
    bad('better-sqlite3, closed at the end only', `
import Database from 'better-sqlite3';
export function count(path: string) {
  const database = new Database(path); // ! require-safe-close
  const row = database.prepare('select count(*) as n from t').get();
  database.close();
  return row;
}`, recommended),
    good('express app listening at top level', `
import express from 'express';
const app = express();
app.get('/', (request, response) => { response.send('hi'); });
app.listen(3000);`, recommended),
    bad('express server in a test', `
import express from 'express';
import { test } from 'vitest';
test('x', async () => {
  const server = express().listen(0); // ! require-safe-close
  await fetch('http://127.0.0.1:' + String(server.address()));
});`, recommended),
    good('fastify app factory', `
import Fastify from 'fastify';
export function build() {
  const app = Fastify();
  app.get('/', async () => 'hi');
  return app;
}`, recommended),
    good('websocket server top level', `
import { WebSocketServer } from 'ws';
const server = new WebSocketServer({ port: 8080 });
server.on('connection', (socket) => { socket.on('message', (data) => socket.send(String(data))); });`, recommended),
    bad('an http server that a websocket server is given, and leaves open', `
import { createServer } from 'node:http';
import { WebSocket } from 'ws';
export async function rehearse(talk: (server: unknown) => Promise<void>) {
  const server = createServer(); // ! require-safe-close
  const sockets = new WebSocket.Server({ server });
  server.listen(0);
  try {
    await talk(sockets);
  } finally {
    sockets.close(); // ! prefer-safe-close
  }
}`, recommended),
    bad('a connection that a queue is given, and leaves open', `
import { Queue } from 'bullmq';
import Redis from 'ioredis';
export async function enqueue(name: string) {
  const connection = new Redis({ maxRetriesPerRequest: null }); // ! require-safe-close
  const queue = new Queue(name, { connection }); // ! prefer-await-using
  try {
    await queue.add('job', {});
  } finally {
    await queue.close();
  }
}`, recommended),
    bad('websocket client in a function', `
import WebSocket from 'ws';
export function ping(url: string) {
  const socket = new WebSocket(url); // ! require-safe-close
  socket.on('open', () => socket.send('ping'));
}`, recommended),
    bad('knex, never destroyed', `
import knex from 'knex';
export async function rows() {
  const database = knex({ client: 'pg' }); // ! require-safe-close
  return await database('t').select();
}`, recommended),
    bad('kafkajs, a producer disconnected at the end only', `
import { Kafka } from 'kafkajs';
export async function send(text: string) {
  const producer = new Kafka({ brokers: ['a'] }).producer(); // ! require-safe-close
  await producer.connect();
  await producer.send({ topic: 't', messages: [{ value: text }] });
  await producer.disconnect();
}`, recommended),
  ]);
});
