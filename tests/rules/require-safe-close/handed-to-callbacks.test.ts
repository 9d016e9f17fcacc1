// Acquisitions in the manner of Node's callbacks: the call gives nothing, and the function that it is given gets the session.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-safe-close'], modes: ['recommended'] };
const commonJs: SampleOptions = { ...only, filename: 'sample.cjs' };

const mysql = `
const mysql = require('mysql2');
const pool = mysql.createPool({ host: 'localhost' });
`;

describe('a pooled connection of mysql2', () => {
  checkAll([
    bad('that is not given back where the query fails', `${mysql}
exports.list = (request, response) => {
  pool.getConnection((error, connection) => { // ! require-safe-close
    if (error) return response.status(500).send(error);
    connection.query('SELECT 1', (failure, rows) => {
      if (failure) return response.status(500).send(failure);
      connection.release();
      response.json(rows);
    });
  });
};`, commonJs),
    good('that is given back first of all', `${mysql}
exports.list = (request, response) => {
  pool.getConnection((error, connection) => {
    if (error) return response.status(500).send(error);
    connection.query('SELECT 1', (failure, rows) => {
      connection.release();
      if (failure) return response.status(500).send(failure);
      response.json(rows);
    });
  });
};`, commonJs),
    bad('is not counted on to be given back by a callback under strict', `${mysql}
exports.list = (done) => {
  pool.getConnection((error, connection) => { // ! require-safe-close
    if (error) return done(error);
    connection.query('SELECT 1', () => {
      connection.release();
      done();
    });
  });
};
exports.end = () => pool.end();`, { ...commonJs, modes: ['strict'] }),
    bad('that nothing gives back', `${mysql}
exports.ask = function (done) {
  pool.getConnection(function (error, connection) { // ! require-safe-close
    if (error) {
      done(error);
      return;
    }
    connection.query('SELECT 1', done);
  });
};`, commonJs),
    good('that is given back if there is one', `${mysql}
pool.getConnection((error, connection) => {
  if (connection) connection.release();
});`, commonJs),
    good('that a caller gets', `${mysql}
exports.plain = (callback) => pool.getConnection(callback);
exports.checked = (callback) => {
  pool.getConnection((error, connection) => {
    if (error) return callback(error);
    callback(null, connection);
  });
};`, commonJs),
    bad('that comes as a promise from a function of the project', `${mysql}
function connect() {
  return new Promise((resolve, reject) => {
    pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection)));
  });
}

exports.ask = async (sql) => {
  const connection = await connect(); // ! require-safe-close
  return connection.query(sql);
};
exports.askWell = async (sql) => {
  const connection = await connect();
  try {
    return await connection.query(sql);
  } finally {
    connection.release();
  }
};`, commonJs),
  ]);
});

describe('a client of a pg pool', () => {
  const opening = "import { Pool } from 'pg';\n\nexport const pool = new Pool();\n";
  checkAll([
    good('is given back by the function that comes with it', `${opening}
export function ask(callback: (error?: Error) => void) {
  pool.connect((error, client, release) => {
    if (error) return callback(error);
    client.query('SELECT 1', (failure) => {
      release();
      callback(failure);
    });
  });
}`, only),
    bad('unless that is called on one way alone', `${opening}
export function ask(callback: (error?: Error) => void) {
  pool.connect((error, client, release) => { // ! require-safe-close
    if (error) return callback(error);
    client.query('SELECT 1', (failure) => {
      if (failure) return callback(failure);
      release();
      callback();
    });
  });
}`, only),
    good('under strict, given back at once', `${opening}
pool.connect((error, client, release) => {
  if (!error) release();
});
export const end = () => pool.end();`, { ...only, modes: ['recommended'] }),
  ]);
});

describe('a connection to a broker or database', () => {
  checkAll([
    bad('of amqplib, never closed', `
import amqp from 'amqplib/callback_api';

export function send(url: string) {
  amqp.connect(url, (error, connection) => { // ! require-safe-close
    if (error) throw error;
    connection.createChannel((failure, channel) => {
      if (failure) throw failure;
      channel.sendToQueue('jobs', Buffer.from('one'));
    });
  });
}`, only),
    good('of amqplib, closed a little later', `
import amqp from 'amqplib/callback_api';

export function send(url: string) {
  amqp.connect(url, (error, connection) => {
    if (error) throw error;
    setTimeout(() => connection.close(), 500);
  });
}`, only),
    bad('of mongodb, given to a function that is declared elsewhere in the file', `
import { MongoClient } from 'mongodb';

function ready(error: Error | undefined, client: MongoClient) {
  if (error) return;
  console.log(client.db('shop').databaseName);
}

export function start(url: string) {
  MongoClient.connect(url, ready); // ! require-safe-close
}`, only),
    good('of mongodb, kept in a field', `
import { MongoClient } from 'mongodb';

export class Store {
  client?: MongoClient;

  open(url: string) {
    MongoClient.connect(url, (error, client) => {
      if (!error) this.client = client;
    });
  }

  async close() {
    await this.client?.close();
  }
}`, only),
  ]);
});
