// Tests that pass; the first leaves a request that is never answered, the second one of its suite's.
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
