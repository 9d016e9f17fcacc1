/** The peers on the loopback: one that misbehaves, one that never says a word, one that speaks HTTP/2. */
import { createSecureServer } from 'node:http2';
import { createServer } from 'node:net';
import { loopbackCertificate } from '../../tests/runtime/support/loopback-certificate.ts';
import { startMisbehavingServer } from '../../tests/runtime/support/misbehaving-server.ts';

/** Starts all three. `open()` counts what clients have open on their side: connections, and streams of HTTP/2. */
export async function startServers() {
  const plain = await startMisbehavingServer();
  const deaf = await startDeafServer();
  const http2 = await startHttp2Server();
  return {
    urls: { plain: plain.url, deaf: deaf.url, http2: http2.url },
    open: () => plain.sockets() + deaf.open() + http2.open(),
    arrivals: () => plain.requests.length + deaf.arrivals() + http2.arrivals(),
    /** Lets the streams that nobody closes be answered. */
    answerBystanders: () => http2.answerBystanders(),
    async close() {
      await Promise.all([plain.close(), deaf.close(), http2.close()]);
    },
  };
}

/** Takes connections and says nothing: a TLS handshake with it never ends. */
async function startDeafServer() {
  const sockets = new Set();
  let arrivals = 0;
  const server = createServer((socket) => {
    arrivals += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket)).resume();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', 4_096, resolve));
  return {
    url: `https://127.0.0.1:${server.address().port}`,
    open: () => sockets.size,
    arrivals: () => arrivals,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Never answers, but for `/bystander` when it is told to. */
async function startHttp2Server() {
  const streams = new Set();
  const bystanders = new Set();
  const sessions = new Set();
  let arrivals = 0;
  const server = createSecureServer({ ...loopbackCertificate, settings: { maxConcurrentStreams: 10_000 } });
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined).on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    if (headers[':path'] === '/bystander') {
      bystanders.add(stream);
      return;
    }
    arrivals += 1;
    streams.add(stream);
    stream.on('close', () => streams.delete(stream));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${server.address().port}`,
    open: () => streams.size,
    arrivals: () => arrivals,
    answerBystanders() {
      for (const stream of bystanders) {
        if (stream.destroyed) continue;
        stream.respond({ ':status': 200 });
        stream.end('fine');
      }
      bystanders.clear();
    },
    close() {
      for (const session of sessions) session.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
