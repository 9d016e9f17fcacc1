// Opens one session after the other by libraries whose exports cannot be replaced where they stand: ES modules, and CommonJS modules
// that export a class or factory itself. Says what is known of each while it is open, and after its own method has closed it.
// Run with --import safely-close/register.
import { createRequire } from 'node:module';
import * as everything from 'chokidar';
import chokidar, { watch } from 'chokidar';
import Redis from 'ioredis';
import postgres from 'postgres';
import { openSessions } from 'safely-close';
import WebSocket, { WebSocketServer } from 'ws';

const require = createRequire(import.meta.url);
const known = () => openSessions().filter(({ madeBy }) => madeBy === 'user');
const isGone = async () => {
  for (let look = 0; look < 100 && known().length > 0; look += 1) await new Promise((resolve) => setTimeout(resolve, 30));
};
const ignore = () => undefined;

const sessions = {
  'ES module, by name': [() => watch(import.meta.dirname), (watcher) => watcher.close()],
  'ES module, by its default': [() => chokidar.watch(import.meta.dirname), (watcher) => watcher.close()],
  'ES module that is a factory': [() => postgres({ host: '127.0.0.1', port: 1 }), (sql) => sql.end()],
  'ES module over CommonJS': [() => new WebSocketServer({ host: '127.0.0.1', port: 0 }), (server) => server.close()],
  'ES module over a class of CommonJS': [() => new WebSocket('ws://127.0.0.1:1/').on('error', ignore), (socket) => socket.terminate()],
  'class of CommonJS, imported': [() => new Redis({ host: '127.0.0.1', port: 1 }).on('error', ignore), (redis) => redis.disconnect()],
  'class of CommonJS, required': [() => new (require('ws'))('ws://127.0.0.1:1/').on('error', ignore), (socket) => socket.terminate()],
};
const result = {};
for (const [name, [open, close]] of Object.entries(sessions)) {
  const session = open();
  const made = known().map(({ kind, createdAt }) => `${kind} ${createdAt?.split('/').pop()?.replace(/:\d+$/, '')}`);
  void close(session);
  await isGone();
  result[name] = { made, left: known().map(({ kind }) => kind) };
}
console.log(JSON.stringify(result));
// Nothing is made up, and the same is the same.
const required = require('ws');
const isSame = (await import('chokidar')).watch === watch && required === required.WebSocket && required === require('ws');
console.log(JSON.stringify({ names: Object.keys(everything).toSorted(), isSame, isInstance: new everything.FSWatcher() instanceof everything.FSWatcher }));
process.exit();
