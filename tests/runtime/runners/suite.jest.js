// Run by ../test-runners.test.ts with jest. SERVER_URL floods under /big; WORKERS_FILE takes down who is working.
const { appendFileSync, readFileSync } = require('node:fs');
const { connect } = require('node:net');
const { threadId } = require('node:worker_threads');
const { Curl } = require('node-libcurl');
const { openSessions, safelyCloseClient } = require('safely-close');

const { SERVER_URL, WORKERS_FILE, WORKERS } = process.env;
const { hostname, port } = new URL(SERVER_URL);
const open = () => connect(port, hostname).on('error', () => undefined);

/** Eight files are in eight workers when each of these has said so. */
beforeAll(async () => {
  appendFileSync(WORKERS_FILE, `${process.pid}:${threadId}\n`);
  for (let look = 0; look < 200 && new Set(readFileSync(WORKERS_FILE, 'utf8').trim().split('\n')).size < Number(WORKERS); look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
});

let shared;
beforeAll(() => {
  shared = open();
});
let own;
beforeEach(() => {
  own = open();
});
afterEach(() => own.destroy());
afterAll(() => shared.destroy());

test('leaves a download', async () => {
  const curl = new Curl();
  curl.setOpt('URL', `${SERVER_URL}/big`);
  curl.on('error', () => undefined);
  curl.perform();
  await new Promise((resolve) => curl.once('data', resolve));
});

describe('a suite', () => {
  let inner;
  beforeEach(() => {
    inner = open();
  });
  afterEach(() => inner.destroy());

  test('finds the download closed, and what belongs to the suite and to the test open', () => {
    const kinds = openSessions().filter(({ madeBy }) => madeBy === 'user').map(({ kind }) => kind);
    expect(kinds).toEqual(['net.Socket', 'net.Socket', 'net.Socket']);
    expect([shared.destroyed, own.destroyed, inner.destroyed]).toEqual([false, false, false]);
  });

  test('closes what it has opened', async () => {
    const socket = open();
    expect(await safelyCloseClient(socket, { politeMs: 5 })).toMatchObject({ outcome: 'closed' });
  });
});
