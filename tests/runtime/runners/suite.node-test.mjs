// Run by ../test-runners.test.ts with Node’s own runner. SERVER_URL floods under /big; WORKERS_FILE takes down who is working.
import { deepEqual } from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { threadId } from 'node:worker_threads';
import libcurl from 'node-libcurl';
import { openSessions, safelyCloseClient } from 'safely-close';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';

const { SERVER_URL, WORKERS_FILE, WORKERS } = process.env;
const { hostname, port } = new URL(SERVER_URL);
const open = () => connect(port, hostname).on('error', () => undefined);

/** Eight files are in eight workers when each of these has said so. */
before(async () => {
  appendFileSync(WORKERS_FILE, `${process.pid}:${threadId}\n`);
  for (let look = 0; look < 200 && new Set(readFileSync(WORKERS_FILE, 'utf8').trim().split('\n')).size < Number(WORKERS); look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
});

let shared;
before(() => {
  shared = open();
});
let own;
beforeEach(() => {
  own = open();
});
afterEach(() => void own.destroy());
after(() => void shared.destroy());

test('leaves a download', async () => {
  const curl = new libcurl.Curl();
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
  afterEach(() => void inner.destroy());

  test('finds the download closed, and what belongs to the suite and to the test open', () => {
    const kinds = openSessions().filter(({ madeBy }) => madeBy === 'user').map(({ kind }) => kind);
    deepEqual(kinds, ['net.Socket', 'net.Socket', 'net.Socket']);
    deepEqual([shared.destroyed, own.destroyed, inner.destroyed], [false, false, false]);
  });

  test('closes what it has opened, at once or in a hook of its own', async (t) => {
    const hooked = open();
    t.after(() => void hooked.destroy());
    const socket = open();
    deepEqual((await safelyCloseClient(socket, { politeMs: 5 })).outcome, 'closed');
  });
});
