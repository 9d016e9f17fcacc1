// A program that never ends: each of its requests waits for an answer that does not come. Usage: hangs.mjs <url>
import { get } from 'node:http';
import { connect } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import libcurl from 'node-libcurl';
import { Agent } from 'undici';

const url = process.argv[2];
const ignore = () => undefined;

const curl = new libcurl.Curl();
curl.setOpt('URL', `${url}/never?key=secret`);
curl.on('error', ignore);
curl.perform();

const agent = new Agent();
agent.request({ origin: url, path: '/never', method: 'GET' }).catch(ignore);

connectSocket(new URL(url).port, '127.0.0.1').on('error', ignore);
connect(process.argv[3]).on('error', ignore).request({ ':path': '/never' }).on('error', ignore);
get(`${url}/never`).on('error', ignore);
fetch(`${url}/never`).catch(ignore);
setInterval(ignore, 60_000);
setTimeout(ignore, 60_000).unref();
process.stdout.write('the program’s own output\n');
