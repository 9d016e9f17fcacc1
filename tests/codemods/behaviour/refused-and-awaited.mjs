// A socket that nobody answers, and plain functions that become asynchronous together with their callers.
import { once } from 'node:events';
import { connect } from 'node:net';
import { Easy } from 'node-libcurl';

const [, , origin] = process.argv;
const say = (...words) => console.log(JSON.stringify(words));

async function answers(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    return error.code;
  } finally {
    socket.destroy();
  }
}

// Nobody listens on port 1.
say('refused', await answers(1), await answers(Number(new URL(origin).port)));

function statusOf(path) {
  const easy = new Easy();
  easy.setOpt('URL', origin + path);
  if (path === '/throw') throw new Error('asked to');
  easy.setOpt('CONNECT_ONLY', true);
  easy.perform();
  const { data } = easy.getInfo('EFFECTIVE_URL');
  easy.close();
  return data.endsWith(path);
}

const isThere = (path) => statusOf(path) === true;

function report(paths) {
  for (const path of paths) say(path, isThere(path));
  return paths.length;
}

for (const paths of [['/text', '/json'], ['/missing', '/throw', '/text']]) {
  try {
    say('done with', report(paths));
  } catch (error) {
    say('failed', error.message);
  }
}
say('done');
