// A server and a stubborn client that are closed by signals. Usage: close-on-signals.mjs <polite | stubborn>
import { createServer } from 'node:http';
import { closeOnSignals } from 'safely-close';

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const server = createServer(() => undefined).listen(0, '127.0.0.1');
const stubborn = {
  close() {
    say('asked politely');
    return new Promise(() => undefined);
  },
  destroy() {
    say('forced');
  },
};
const clients = process.argv[2] === 'stubborn' ? [server, stubborn] : [server];
closeOnSignals(() => clients, { timeoutMs: 600_000 });
process.on('exit', () => say('exit'));
server.on('close', () => say('server closed'));
server.on('listening', () => say('ready'));
// Something that keeps the process alive for ever: only the signal, sent again, ends it.
setInterval(() => undefined, 1_000);
