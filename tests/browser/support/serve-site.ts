/** Serves the built site from the loopback, as any static host would. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { closing } from 'safely-close';

/** Where `npm run docs:build` writes it. */
export const siteFolder = fileURLToPath(new URL('../../../docs/.vitepress/dist/', import.meta.url));

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface ServedSite extends AsyncDisposable {
  readonly origin: string;
}

/** @throws {Error} Where the site has not been built. */
export async function serveSite(): Promise<ServedSite> {
  if (!existsSync(join(siteFolder, 'index.html'))) throw new Error('There is no site: run "npm run docs:build".');
  await using stack = new AsyncDisposableStack();
  const server = stack.use(
    closing(
      createServer((request, response) => {
        const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
        const asked = join(siteFolder, normalize(decodeURIComponent(pathname)));
        const file = [asked, join(asked, 'index.html'), `${asked}.html`].find((path) => path.startsWith(siteFolder) && existsSync(path) && statSync(path).isFile());
        if (file === undefined) {
          response.writeHead(404).end();
          return;
        }
        response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
        createReadStream(file).pipe(response);
      }),
    ),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const owned = stack.move();
  return { origin: `http://127.0.0.1:${String(port)}`, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
