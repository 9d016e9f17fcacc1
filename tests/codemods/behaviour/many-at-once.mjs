// Requests that are made side by side, and waited for as one: mapped, joined, put into a list; what one of them rejects with, and when.
import { Client } from 'undici';

const [, , origin] = process.argv;
const say = (...words) => console.log(JSON.stringify(words));

const textOf = async ({ statusCode, body }) => `${statusCode} ${await body.text()}`;

async function mapped(paths) {
  const client = new Client(origin);
  return Promise.all(paths.map((path) => client.request({ method: 'GET', path }).then(textOf)));
}

async function settled(paths) {
  const client = new Client(origin);
  const results = await Promise.allSettled(paths.map(async (path) => textOf(await client.request({ method: 'GET', path }))));
  return results.map(({ status, value }) => value ?? status);
}

async function readTogether(paths) {
  const client = new Client(origin);
  const answers = await Promise.all(paths.map((path) => client.request({ method: 'GET', path })));
  return Promise.all(answers.map(textOf));
}

async function joined(paths) {
  const client = new Client(origin);
  return Promise.all(paths.flatMap((path) => [client.request({ method: 'GET', path }).then(textOf), client.request({ method: 'HEAD', path }).then(textOf)]));
}

async function filled(paths) {
  const client = new Client(origin);
  const pending = [];
  for (const path of paths) {
    if (path === '/json') continue;
    pending.push(client.request({ method: 'GET', path }).then(textOf));
  }
  return Promise.all(pending);
}

async function filledByACallback(paths) {
  const client = new Client(origin);
  const pending = [];
  paths.forEach((path) => pending.push(client.request({ method: 'GET', path }).then(textOf)));
  const results = await Promise.allSettled(pending);
  return results.map(({ value }) => value ?? 'refused');
}

async function closedAtTheEnd(paths) {
  const client = new Client(origin);
  try {
    return Promise.all(paths.map((path) => client.request({ method: 'GET', path }).then(textOf)));
  } finally {
    await client.close();
  }
}

async function closedBeforeMore(paths) {
  const client = new Client(origin);
  const ask = (path) => client.request({ method: 'GET', path }).then(textOf);
  try {
    return Promise.all(paths.map((path) => ask(path)));
  } finally {
    await client.close();
    say('closed', paths.length);
  }
}

for (const paths of [['/text', '/json'], ['/slow', '/text'], ['/text', '/missing', '/slow'], ['/text', '/drop'], []]) {
  for (const work of [mapped, settled, readTogether, joined, filled, filledByACallback, closedAtTheEnd, closedBeforeMore]) {
    say(paths, work.name, await work(paths).catch((error) => error.message));
  }
}
say('done');
