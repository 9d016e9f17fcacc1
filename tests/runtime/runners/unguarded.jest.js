// A test that passes and leaves a download, without the integration. SERVER_URL floods under /big.
const { Curl } = require('node-libcurl');

test('leaves a download', async () => {
  const curl = new Curl();
  curl.setOpt('URL', `${process.env.SERVER_URL}/big`);
  curl.on('error', () => undefined);
  curl.perform();
  await new Promise((resolve) => curl.once('data', resolve));
});
