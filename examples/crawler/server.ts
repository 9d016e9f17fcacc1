/**
 * The site to crawl: HTTP/1.1 and HTTP/2 without TLS, on the loopback. It answers, drips, stalls and drops, and it counts
 * what its visitors leave behind.
 */
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

export interface Visitors {
  /** Connections that are open, idle ones included. */
  readonly sockets: number;
  /** Requests on them that have not had their whole answer. */
  readonly unanswered: number;
}

export interface Site {
  readonly http: string;
  readonly http2: string;
  visitors(): Visitors;
  close(): Promise<void>;
}

function html(response: Response, title: string, links: readonly string[]): void {
  response.setHeader('content-type', 'text/html');
  response.end(`<title>${title}</title>\n${links.map((link) => `<a href="${link}">${link}</a>`).join('\n')}\n`);
}

/** Writes a line every `everyMs`; without `count` it goes on until the visitor leaves. */
function drip(response: Response, everyMs: number, count = Number.POSITIVE_INFINITY): void {
  let written = 0;
  const timer = setInterval(() => {
    written += 1;
    (response as ServerResponse).write(`line ${written}\n`);
    if (written < count) return;
    clearInterval(timer);
    response.end();
  }, everyMs);
  response.on('close', () => clearInterval(timer));
}

function drop(request: Request): void {
  if ('stream' in request) request.stream.session?.destroy();
  else request.socket.destroy();
}

function answer(request: Request, response: Response): void {
  const path = new URL(request.url ?? '/', 'http://site').pathname;
  const page = /^\/pages\/(\d+)$/.exec(path)?.[1];
  if (page !== undefined) return html(response, `Page ${page}`, [`/pages/${Number(page) + 1}`, '/feed']);
  switch (path) {
    case '/':
      return html(response, 'The site', ['/pages/1', '/pages/2', '/stall']);
    case '/robots.txt':
      response.end('User-agent: *\nDisallow: /private\n');
      return;
    case '/sitemap.xml':
      response.end('<urlset><url><loc>/pages/1</loc></url><url><loc>/pages/2</loc></url></urlset>');
      return;
    case '/feed':
      response.end('first entry\nsecond entry\n');
      return;
    case '/stats':
      response.setHeader('content-type', 'application/json');
      response.end('{ "visits": 42 }');
      return;
    case '/submit':
      request.resume().on('end', () => {
        response.statusCode = 202;
        response.end();
      });
      return;
    case '/changes':
      return drip(response, 20, 5);
    case '/drip':
      response.setHeader('content-type', 'application/octet-stream');
      return drip(response, 50);
    case '/slow':
      setTimeout(() => response.end('at last\n'), 300);
      return;
    case '/stall':
      return; // Takes the request and never says a word.
    case '/drop':
      return drop(request);
    default:
      response.statusCode = 404;
      response.end();
  }
}

/** Starts the site on two free ports of 127.0.0.1. */
export async function startSite(): Promise<Site> {
  const sockets = new Set<Socket>();
  let unanswered = 0;
  const serve = (request: Request, response: Response): void => {
    unanswered += 1;
    response.on('close', () => {
      unanswered -= 1;
    });
    // No keep-alive over HTTP/1.1: a connection that is open is one that somebody left.
    if (request.httpVersionMajor === 1) response.setHeader('connection', 'close');
    answer(request, response);
  };
  const servers = [createHttpServer(serve), createHttp2Server(serve)] as const;
  for (const server of servers) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const [http, http2] = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`) as [string, string];
  return {
    http,
    http2,
    visitors: () => ({ sockets: sockets.size, unanswered }),
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    },
  };
}

if (import.meta.main) {
  const site = await startSite();
  console.log(`the site is up: ${site.http} (HTTP/2: ${site.http2})`);
  setInterval(() => {
    const { sockets, unanswered } = site.visitors();
    console.log(`${sockets} sockets open, ${unanswered} requests without an answer`);
  }, 2_000);
}
