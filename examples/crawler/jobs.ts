/** What the crawler can do, by name. Each job loads what it needs only when it runs. */
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { promisify } from 'node:util';

export interface Target {
  readonly http: string;
  readonly http2: string;
  /** How long a job waits for the site, in milliseconds. */
  readonly timeoutMs: number;
}

export interface Job {
  readonly library: 'node-libcurl' | 'undici' | 'http2';
  /** Does the job and says in a few words what came of it. */
  run(target: Target): Promise<string>;
}

export const jobs: Readonly<Record<string, Job>> = {
  pages: {
    library: 'node-libcurl',
    async run({ http, timeoutMs }) {
      const { crawl } = await import('./page.ts');
      const pages = await crawl(`${http}/`, 6, timeoutMs);
      return `${pages.length} pages`;
    },
  },
  headers: {
    library: 'node-libcurl',
    async run({ http, timeoutMs }) {
      const { readHeaders } = await import('./headers.ts');
      await readHeaders(`${http}/missing`, timeoutMs);
      const headers = await readHeaders(`${http}/stall`, timeoutMs);
      return `${headers?.size ?? 0} headers`;
    },
  },
  submit: {
    library: 'node-libcurl',
    async run({ http, timeoutMs }) {
      const { submit } = await import('./submit.ts');
      return `status ${await submit(`${http}/submit`, { pages: 3 }, timeoutMs)}`;
    },
  },
  watch: {
    library: 'node-libcurl',
    async run({ http, timeoutMs }) {
      const { watch } = await import('./watcher.ts');
      return await watch(`${http}/stall`, timeoutMs);
    },
  },
  download: {
    library: 'node-libcurl',
    async run({ http, timeoutMs }) {
      const { download } = await import('./download.ts');
      const file = join(tmpdir(), `example-crawler-${process.pid}.bin`);
      try {
        return `${await download(`${http}/drip`, file, timeoutMs)} bytes`;
      } finally {
        await rm(file, { force: true });
      }
    },
  },
  tail: {
    library: 'node-libcurl',
    async run({ http }) {
      const { tail } = await import('./tail.ts');
      let lines = 0;
      const log = tail(`${http}/changes`).on('line', () => (lines += 1));
      await once(log, 'end');
      return `${lines} lines`;
    },
  },
  robots: {
    library: 'node-libcurl',
    async run({ http, timeoutMs }) {
      const { default: legacy } = await import('./legacy/robots.cjs');
      await legacy.readRobots(`${http}/robots.txt`, timeoutMs);
      return `${(await legacy.readRobots(`${http}/stall`, timeoutMs)).length} rules`;
    },
  },
  sitemap: {
    library: 'node-libcurl',
    async run({ http }) {
      const { default: legacy } = await import('./legacy/sitemap.cjs');
      return `${(await legacy.readSitemap(`${http}/sitemap.xml`)).length} places`;
    },
  },
  probe: {
    library: 'node-libcurl',
    async run({ http, timeoutMs }) {
      const { default: legacy } = await import('./legacy/probe.cjs');
      return `status ${await promisify(legacy.probe)(`${http}/stall`, timeoutMs)}`;
    },
  },
  links: {
    library: 'node-libcurl',
    async run({ http }) {
      const { default: legacy } = await import('./legacy/check-link.cjs');
      const found = await Promise.all(['/pages/1', '/pages/2', '/nowhere'].map((path) => legacy.checkLink(http + path)));
      return `${found.filter(Boolean).length} of ${found.length} links lead somewhere`;
    },
  },
  feed: {
    library: 'http2',
    async run({ http2, timeoutMs }) {
      const { readFeed } = await import('./feed.ts');
      const entries = (await readFeed(http2, '/feed', timeoutMs)) ?? [];
      const older = (await readFeed(http2, '/feed/older', timeoutMs)) ?? [];
      return `${entries.length + older.length} entries`;
    },
  },
  stats: {
    library: 'undici',
    async run({ http, timeoutMs }) {
      const { countVisits } = await import('./stats.ts');
      return `${await countVisits(http, ['/stats', '/stall'], timeoutMs)} visits`;
    },
  },
  archive: {
    library: 'undici',
    async run({ http }) {
      const { archive } = await import('./archive.ts');
      const texts = [await archive(http, '/pages/1'), await archive(http, '/drip')];
      return `${texts.filter((text) => text !== undefined).length} of ${texts.length} kept`;
    },
  },
  ping: {
    library: 'undici',
    async run({ http }) {
      const { ping } = await import('./ping.ts');
      return `status ${(await ping(http, '/slow')).statusCode}`;
    },
  },
};
