// Bare closes in callbacks that are told something and asked nothing.
import { describe } from 'vitest';
import { bad, checkAll, good, improvable } from '../support/sample.ts';

describe('nobody reads what the callback returns', () => {
  checkAll([
    improvable('a listener on what another module gives away', `
const cluster = require('node:cluster');
const http = require('node:http');

function main() {
  const server = http.createServer();
  server.listen(0);
  cluster.on('exit', () => {
    server.close(); // !recommended prefer-safe-close
  });
}

main();
`, { modes: ['recommended'] }),
    improvable('the callback of listen()', `
import net from 'node:net';

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port)); // !recommended prefer-safe-close
    });
  });
}
`, { modes: ['recommended'] }),
    improvable('a callback that is told the error first, as Node has it', `
import { readFile } from 'node:fs';
import { Easy } from 'node-libcurl';

export function read(path, done) {
  const easy = new Easy();
  readFile(path, (error, data) => {
    easy.close(); // !recommended prefer-safe-close
    done(error, data);
  });
}
`, { modes: ['recommended'] }),
    improvable('a listener that a helper has wrapped', `
import { once } from 'lodash';
import { connect } from 'node:http2';

export function ping(origin) {
  const session = connect(origin);
  const stream = session.request({ ':path': '/' });
  const finish = once(() => {
    session.close();
  });
  stream.on('end', once(() => {
    session.close(); // !recommended prefer-safe-close
  }));
  stream.on('error', once(() => {
    session.close(); // !recommended prefer-safe-close
  }));
  stream.end();
  return finish;
}
`, { modes: ['recommended'] }),
    improvable('a named function that is bound to the session where it is registered', `
import { Curl } from 'node-libcurl';

export function fire(url) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', finish.bind(curl));
  curl.on('error', finish.bind(curl));
  curl.perform();
}

function finish(outcome) {
  console.log(String(outcome));
  this.close(); // !recommended prefer-safe-close
}
`, { modes: ['recommended'] }),
    improvable('a named function that is told the error first', `
import { readFile } from 'node:fs';
import { Easy } from 'node-libcurl';

export function read(path, done) {
  const easy = new Easy();
  const finish = (error, data) => {
    easy.close(); // !recommended prefer-safe-close
    done(error, data);
  };
  readFile(path, finish);
}
`, { modes: ['recommended'] }),
    improvable('the callback of another close, which says that it is over', `
import { createServer } from 'node:http';
import { Redis } from 'ioredis';

const redis = new Redis();
const server = createServer();

process.once('SIGTERM', () => {
  server.close(() => { // !recommended prefer-safe-close
    redis.quit().catch(console.error); // !recommended prefer-safe-close
  });
});
`, { modes: ['recommended'] }),
    improvable('a callback of a function here, which does no more than call it', `
import { MongoClient } from 'mongodb';

function insert(client, documents, done) {
  client.db().collection('documents').insertMany(documents, () => {
    done(documents.length);
  });
}

export function fill(url, documents) {
  const client = new MongoClient(url);
  insert(client, documents, () => {
    client.close(); // !recommended prefer-safe-close
  });
}
`, { modes: ['recommended'] }),
    bad('a callback of a function here, which waits for what it gives', `
import { MongoClient } from 'mongodb';

async function between(begin, done) {
  await begin();
  await done();
}

export async function count(url) {
  const client = new MongoClient(url);
  await between(() => console.log('begins'), () => {
    client.close(); // !recommended no-floating-close
  });
}
`, { modes: ['recommended'] }),
    good('a function that somebody may ask for its result', `
import { Easy } from 'node-libcurl';
import { transaction } from './transaction.js';

export function read(easy: Easy) {
  return transaction(() => {
    easy.close();
    return 1;
  });
}
`),
  ]);
});

describe('a listener that is given where the session is made', () => {
  checkAll([
    improvable('has nobody who waits for it', `
import { connect } from 'node:net';

export function knock(port: number) {
  const socket = connect(port, () => {
    socket.end(); // !recommended prefer-safe-close
  });
}
`, { modes: ['recommended'] }),
  ]);
});
