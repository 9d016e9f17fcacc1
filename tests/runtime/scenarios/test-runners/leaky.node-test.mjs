// Tests that pass: one leaves a request that is never answered, one uses its suite’s, two run side by side.
import { after, before, describe, test } from 'node:test';
import libcurl from 'node-libcurl';

const request = () => {
  const curl = new libcurl.Curl();
  curl.setOpt('URL', `${process.env.SERVER_URL}/never`);
  curl.on('error', () => undefined);
  curl.perform();
  return curl;
};

test('passes, and leaves a request', () => {
  request();
});

describe('a suite', () => {
  let shared;
  before(() => {
    shared = request();
  });
  test('uses what its suite has opened', () => undefined);
  test('and finds it open after that', () => {
    if (!shared.isRunning) throw new Error('The session of the suite was closed between its tests.');
  });
  after(() => undefined);
});

describe('tests side by side', { concurrency: true }, () => {
  let ended;
  const firstHasEnded = new Promise((resolve) => {
    ended = resolve;
  });
  test('one that ends soon, and leaves a request', async () => {
    request();
    setTimeout(ended, 300);
  });
  test('one whose session stays open until it has ended itself', async () => {
    const own = request();
    await firstHasEnded;
    if (!own.isRunning) throw new Error('The session of a running test was closed when another one ended.');
  });
});
