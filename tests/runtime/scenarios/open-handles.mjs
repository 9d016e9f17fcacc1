// Holds connections in several ways, then says which handles libuv has, and whose they are. Run with
// --import safely-close/register. Usage: open-handles.mjs <url>
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect, createServer as createSilentServer } from 'node:net';
import libcurl from 'node-libcurl';
import { closing, openHandles } from 'safely-close';
import { Pool } from 'undici';

const url = process.argv[2];
const { hostname, port } = new URL(url);
const silent = createSilentServer().listen(0, '127.0.0.1');
await once(silent, 'listening');
const silentPort = silent.address().port;

const curl = new libcurl.Curl();
curl.setOpt('URL', `${url}/never`);
curl.on('error', () => undefined);
curl.perform();
const multi = closing(new libcurl.Multi());
const easy = new libcurl.Easy();
easy.setOpt('URL', `${url}/drip`);
easy.setOpt('WRITEFUNCTION', (chunk, size, count) => size * count);
multi.perform(easy).catch(() => undefined);
const pool = new Pool(url);
pool.request({ path: '/never', method: 'GET' }).catch(() => undefined);
connectHttp2(`http://127.0.0.1:${silentPort}`).on('error', () => undefined);
connect(port, hostname);
createServer().listen(0, '127.0.0.1');
const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
await new Promise((resolve) => setTimeout(resolve, 200));

const handles = openHandles();
const plain = (endpoint) => endpoint?.replace(String(port), 'PEER').replace(String(silentPort), 'SILENT').replace(/:\d+$/, ':PORT');
const lines = handles
  .filter(({ type }) => type !== 'timer')
  .map(({ type, local, peer, processId, keepsProcessAlive, session }) => `${type} ${plain(local) ?? ''} ${plain(peer) ?? ''} ${processId === child.pid ? 'the child' : ''} ${keepsProcessAlive} ${session?.kind ?? '?'}`.replace(/ +/g, ' '));
console.log(JSON.stringify(lines.sort()));
child.kill();
process.exit();
