// Promises around one transfer each, closed in the ways that real code closes them.
import { Curl } from 'node-libcurl';

const origin = process.argv[2];
const say = (...words) => console.log(JSON.stringify(words));

function bothClose(path) {
  return new Promise((resolve, reject) => {
    const curl = new Curl();
    curl.setOpt('URL', origin + path);
    curl.on('end', (status, data) => {
      curl.close();
      resolve([status, data]);
    });
    curl.on('error', (error) => {
      curl.close();
      reject(error);
    });
    curl.perform();
  });
}

const onlyErrorCloses = (path) =>
  new Promise((resolve, reject) => {
    const curl = new Curl();
    curl.setOpt('URL', origin + path);
    curl.perform();
    curl
      .on('end', (status, data, headers) => resolve([status, data, headers.length]))
      .on('error', function (error) {
        this.close();
        reject(error);
      });
  });

function boundClose(path) {
  return new Promise((resolve, reject) => {
    const curl = new Curl();
    const close = curl.close.bind(curl);
    curl.setOpt('URL', origin + path);
    curl.on('end', (status) => resolve(status));
    curl.on('error', reject);
    curl.on('end', close);
    curl.on('error', close);
    curl.perform();
  });
}

function checked(path, timeoutMs) {
  return new Promise((resolve, reject) => {
    const curl = new Curl();
    const timer = setTimeout(() => finish(new Error('too slow')), timeoutMs);
    function finish(error, value) {
      clearTimeout(timer);
      curl.close();
      if (error) reject(error);
      else resolve(value);
    }
    curl.setOpt('URL', origin + path);
    curl.on('end', (status, data) => {
      if (status !== 200) return finish(new Error(`status ${status}`));
      try {
        finish(undefined, JSON.parse(data));
      } catch (error) {
        finish(error);
      }
    });
    curl.on('error', (error) => finish(error));
    curl.perform();
  });
}

async function firstPrepared(path) {
  const curl = new Curl();
  curl.setOpt('URL', origin + path);
  const answer = await new Promise((resolve, reject) => {
    curl.on('end', (status, data) => resolve({ status, data }));
    curl.on('error', reject);
    curl.perform();
  });
  if (answer.status === 404) {
    curl.close();
    return undefined;
  }
  const size = curl.getInfo('SIZE_DOWNLOAD_T');
  curl.close();
  return [answer.data, Number(size.data ?? size)];
}

for (const [name, run] of Object.entries({ bothClose, onlyErrorCloses, boundClose, checked, firstPrepared })) {
  for (const path of ['/text', '/json', '/missing', '/drop']) {
    await run(path, 5_000).then(
      (value) => say(name, path, 'gives', value),
      (error) => say(name, path, 'fails', error.message, error.code ?? null),
    );
  }
}
await checked('/slow', 20).catch((error) => say('slow', error.message));
const order = await Promise.all(['/text', '/json', '/missing'].map((path) => bothClose(path).then(([status]) => status)));
say('together', order);
say('done');
