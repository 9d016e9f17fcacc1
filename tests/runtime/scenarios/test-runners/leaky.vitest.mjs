// A test that passes and leaves a download in flight. SERVER_URL names a server that floods.
import libcurl from 'node-libcurl';
import { expect, test } from 'vitest';

test('passes, and leaves a download', async () => {
  const curl = new libcurl.Curl();
  curl.setOpt('URL', `${process.env.SERVER_URL}/big`);
  curl.on('error', () => undefined);
  curl.perform();
  await new Promise((resolve) => curl.once('data', resolve));
  expect(curl.isOpen).toBe(true);
});
