// What a function returns past the end of its session: promises that reject meanwhile, promises on several paths, none at all.
import { Client } from 'undici';

const [, , origin] = process.argv;
const say = (...words) => console.log(JSON.stringify(words));

const refuse = async (status) => {
  throw new Error(`refused after ${status}`);
};

async function rejects(path) {
  const client = new Client(origin);
  const { statusCode, body } = await client.request({ method: 'GET', path });
  await body.text();
  return refuse(statusCode);
}

async function rejectsOnSomePath(path) {
  const client = new Client(origin);
  const { statusCode, body } = await client.request({ method: 'GET', path });
  await body.text();
  return statusCode === 404 ? refuse(statusCode) : statusCode;
}

async function asksOnSomePath(path) {
  const client = new Client(origin);
  return path === '' ? 'nothing asked' : client.request({ method: 'GET', path }).then(({ statusCode, body }) => body.text().then((text) => `${statusCode} ${text}`));
}

async function givesOneOfTwo(path) {
  const client = new Client(origin);
  const answer = client.request({ method: 'GET', path }).then(({ statusCode, body }) => body.text().then(() => statusCode));
  if (path === '/text') return answer;
  return answer.then((status) => -status);
}

async function decidesInTheEnd(path) {
  const client = new Client(origin);
  try {
    const { statusCode, body } = await client.request({ method: 'GET', path });
    await body.text();
    return statusCode;
  } finally {
    await client.close();
    return 'the end decides';
  }
}

for (const path of ['/text', '/missing', '/drop']) {
  for (const work of [rejects, rejectsOnSomePath, asksOnSomePath, givesOneOfTwo, decidesInTheEnd]) {
    say(path, work.name, await work(path).catch((error) => error.message));
  }
}
say(await asksOnSomePath(''));
say('done');
