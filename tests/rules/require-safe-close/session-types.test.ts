// How a session is known: by its import, however that is written, and never by a mere name.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { SampleOptions } from '../support/sample.ts';

const unclosed = (imports: string, acquisition: string): string => `
${imports}

export function probe() {
  const curl = ${acquisition}; // ! require-safe-close
  console.log(curl);
}
`;

const commonJs: SampleOptions = { filename: 'sample.cjs' };
const unclosedCommonJs = (imports: string, acquisition: string): string => unclosed(imports, acquisition).replace('export function', 'exports.probe = function');

describe('imports', () => {
  checkAll([
    bad('a named import', unclosed("import { Curl } from 'node-libcurl';", 'new Curl()')),
    bad('a renamed import', unclosed("import { Curl as Handle } from 'node-libcurl';", 'new Handle()')),
    bad('a quoted import name', unclosed("import { 'Curl' as Handle } from 'node-libcurl';", 'new Handle()')),
    bad('a namespace', unclosed("import * as libcurl from 'node-libcurl';", 'new libcurl.Curl()')),
    bad('a namespace with a computed member', unclosed("import * as libcurl from 'node-libcurl';", "new libcurl['Curl']()")),
    bad('a default import', unclosed("import libcurl from 'node-libcurl';", 'new libcurl.Curl()')),
    bad('a namespace that is taken apart', unclosed("import * as libcurl from 'node-libcurl';\nconst { Curl } = libcurl;", 'new Curl()')),
    bad('a deep path of the package', unclosed("import { Curl } from 'node-libcurl/dist/Curl';", 'new Curl()')),
    bad('a module of Node without `node:`', unclosed("import { connect } from 'http2';", "connect('https://example.com')")),
    bad('a default import of a module of Node', unclosed("import http2 from 'node:http2';", "http2.connect('https://example.com')")),
    bad('`new` without parentheses', unclosed("import { Curl } from 'node-libcurl';", 'new Curl')),
    bad('TypeScript\'s import assignment', unclosed("import libcurl = require('node-libcurl');", 'new libcurl.Curl()'), { filename: 'sample.cts' }),
    bad('an alias of the class', unclosed("import { Curl } from 'node-libcurl';\nconst Handle = Curl;", 'new Handle()')),
    bad('an alias of TypeScript\'s for a member of the import', unclosed("import libcurl from 'node-libcurl';\nimport Handle = libcurl.Curl;", 'new Handle()')),
    bad('createRequire', unclosed("import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nconst { Curl } = require('node-libcurl');", 'new Curl()')),
  ]);
});

describe('require', () => {
  checkAll([
    bad('taken apart', unclosedCommonJs("const { Curl } = require('node-libcurl');", 'new Curl()'), commonJs),
    bad('taken apart and renamed', unclosedCommonJs("const { Curl: Handle } = require('node-libcurl');", 'new Handle()'), commonJs),
    bad('the member at once', unclosedCommonJs("const Curl = require('node-libcurl').Curl;", 'new Curl()'), commonJs),
    bad('the whole module', unclosedCommonJs("var libcurl = require('node-libcurl');", 'new libcurl.Curl()'), commonJs),
    bad('in the acquisition itself', unclosedCommonJs('', "new (require('node-libcurl').Curl)()"), commonJs),
    bad('inside a function', `
exports.probe = function () {
  const { Curl } = require('node-libcurl');
  const curl = new Curl(); // ! require-safe-close
  console.log(curl);
};
`, commonJs),
    bad('under a condition, into a let', `
let Curl;
if (process.platform !== 'win32') {
  Curl = require('node-libcurl').Curl;
}

exports.probe = function () {
  const curl = new Curl(); // ! require-safe-close
  console.log(curl);
};
`, commonJs),
    bad('in a try, into a let, by destructuring', `
let Curl;
try {
  ({ Curl } = require('node-libcurl'));
} catch {
  console.warn('node-libcurl is not installed');
}

exports.probe = function () {
  const curl = new Curl(); // ! require-safe-close
  console.log(curl);
};
`, commonJs),
  ]);
});

describe('dynamic import', () => {
  checkAll([
    bad('awaited and taken apart', `
export async function probe() {
  const { Curl } = await import('node-libcurl');
  const curl = new Curl(); // ! require-safe-close
  console.log(curl);
}
`),
    bad('the namespace', `
export async function probe() {
  const libcurl = await import('node-libcurl');
  const curl = new libcurl.Curl(); // ! require-safe-close
  console.log(curl);
}
`),
    bad('in one expression', `
export async function probe() {
  const curl = new (await import('node-libcurl')).Curl(); // ! require-safe-close
  console.log(curl);
}
`),
  ]);
});

describe('what is not the import', () => {
  checkAll([
    good('a class of this file with the same name', `
class Curl {
  close() {}
}

export function probe() {
  const curl = new Curl();
  console.log(curl);
}
`),
    good('a class that shadows the import', `
import { Easy } from 'node-libcurl';

export function probe(handle: object) {
  class Easy {
    handle: unknown;
  }
  const easy = new Easy();
  easy.handle = handle;
}

export { Easy };
`),
    good('a parameter that shadows the import', `
import { Curl } from 'node-libcurl';

export function probe(Curl: new () => object) {
  const curl = new Curl();
  console.log(curl);
}

export { Curl };
`),
    good('a variable that shadows the import', `
import { connect } from 'node:http2';

export function probe(origin: string) {
  const connect = (text: string) => text.length;
  connect(origin);
}

export { connect };
`),
    good('the same name from another package', `
import { Client } from './client.js';
import { Curl } from 'node-libcurl';

export function probe(origin: string) {
  const client = new Client(origin);
  console.log(client);
}

export { Curl };
`),
    good('a type of the same name', `
import type { Curl } from 'node-libcurl';

export function probe(make: () => Curl) {
  const curl = make();
  console.log(curl);
}
`),
    good('other exports of the same module', `
import { CurlFeature, curly } from 'node-libcurl';
import { request } from 'undici';

export async function probe(url: string) {
  console.log(CurlFeature.Raw, (await curly.get(url)).statusCode, (await request(url)).statusCode);
}
`),
    good('a require that is a parameter', `
export function probe(require: (name: string) => { Curl: new () => object }) {
  const { Curl } = require('node-libcurl');
  console.log(new Curl());
}
`),
  ]);
});

describe('subclasses', () => {
  checkAll([
    bad('of an import', `
import { Curl } from 'node-libcurl';

class MyCurl extends Curl {}

export function probe() {
  const curl = new MyCurl(); // ! require-safe-close
  console.log(curl);
}
`),
    bad('of a member of a namespace', `
import * as libcurl from 'node-libcurl';

export function probe() {
  const curl = new (class extends libcurl.Curl {})(); // ! require-safe-close
  console.log(curl);
}
`),
    good('closed as its base is', `
import { Curl } from 'node-libcurl';

class MyCurl extends Curl {}

export function probe() {
  const curl = new MyCurl();
  curl.close();
}
`),
    bad('`super` closes itself, a new one of its own class does not', `
import { Easy } from 'node-libcurl';

export class MyEasy extends Easy {
  copy() {
    const other = new MyEasy(); // ! require-safe-close
    console.log(other);
  }
}
`),
  ]);
});

describe('other libraries of the catalog', () => {
  const rows: readonly (readonly [string, string, string, boolean?])[] = [
    ['undici Pool', "import { Pool } from 'undici';", "new Pool('https://example.com')"],
    ['undici Agent', "import { Agent } from 'undici';", 'new Agent()'],
    ['pg Pool', "import pg from 'pg';", 'new pg.Pool()'],
    ['mysql2 connection', "import mysql from 'mysql2/promise';", "await mysql.createConnection('mysql://127.0.0.1')", true],
    ['ioredis', "import Redis from 'ioredis';", 'new Redis()'],
    ['ws', "import WebSocket from 'ws';", "new WebSocket('ws://127.0.0.1')"],
    ['mongodb', "import { MongoClient } from 'mongodb';", "new MongoClient('mongodb://127.0.0.1')"],
    ['puppeteer', "import puppeteer from 'puppeteer';", 'await puppeteer.launch()', true],
    ['playwright', "import { chromium } from 'playwright';", 'await chromium.launch()', true],
    ['net.connect', "import net from 'node:net';", 'net.connect(80)'],
    ['Worker', "import { Worker } from 'node:worker_threads';", "new Worker('./worker.js')"],
    ['FileHandle', "import { open } from 'node:fs/promises';", "await open('file.txt')", true],
  ];
  checkAll(rows.map(([title, imports, acquisition, async]) => bad(title, `
${imports}

export ${async ? 'async ' : ''}function probe() {
  const session = ${acquisition}; // ! require-safe-close
  console.log(session);
}
`)));
  checkAll([
    good('a lazy ioredis that was never connected', `
import Redis from 'ioredis';

export function describe() {
  const redis = new Redis({ lazyConnect: true });
  console.log(redis.status);
}
`),
  ]);
});
