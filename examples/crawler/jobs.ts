/** What the crawler can do, by name. A job's module, and the library that it needs, is loaded only when the job is wanted. */
import { once } from 'node:events';
import { promisify } from 'node:util';

export interface Target {
  readonly http: string;
  readonly http2: string;
  /** How long a job waits for the site, in milliseconds. */
  readonly timeoutMs: number;
}

/** Does the job and says in a few words what came of it. */
export type Work = (target: Target) => Promise<string>;

export interface Job {
  readonly library: 'node-libcurl' | 'undici' | 'http2';
  load(): Promise<Work>;
}

export const jobs: Readonly<Record<string, Job>> = {
  pages: {
    library: 'node-libcurl',
    async load() {
      const { crawl } = await import('./page.ts');
      return async ({ http, timeoutMs }) => `${(await crawl(`${http}/`, 6, timeoutMs)).length} pages`;
    },
  },
  headers: {
    library: 'node-libcurl',
    async load() {
      const { readHeaders } = await import('./headers.ts');
      return async ({ http, timeoutMs }) => {
        const found = [];
        for (const path of ['/missing', '/stall']) found.push(await readHeaders(http + path, timeoutMs));
        return `${found.length} pages' headers`;
      };
    },
  },
  submit: {
    library: 'node-libcurl',
    async load() {
      const { submit } = await import('./submit.ts');
      return async ({ http, timeoutMs }) => `status ${await submit(`${http}/submit`, { pages: 3 }, timeoutMs)}`;
    },
  },
  watch: {
    library: 'node-libcurl',
    async load() {
      const { watch } = await import('./watcher.ts');
      return async ({ http, timeoutMs }) => await watch(`${http}/stall`, timeoutMs);
    },
  },
  download: {
    library: 'node-libcurl',
    async load() {
      const { download } = await import('./download.ts');
      return async ({ http, timeoutMs }) => {
        let bytes = 0;
        await download(`${http}/drip`, timeoutMs, (more) => (bytes += more));
        return `${bytes} bytes`;
      };
    },
  },
  tail: {
    library: 'node-libcurl',
    async load() {
      const { tail } = await import('./tail.ts');
      return async ({ http }) => {
        let lines = 0;
        const log = tail(`${http}/changes`).on('line', () => (lines += 1));
        await once(log, 'end');
        return `${lines} lines`;
      };
    },
  },
  robots: {
    library: 'node-libcurl',
    async load() {
      const { default: legacy } = await import('./legacy/robots.cjs');
      return async ({ http, timeoutMs }) => {
        const rules = [];
        for (const path of ['/robots.txt', '/stall']) rules.push(...(await legacy.readRobots(http + path, timeoutMs)));
        return `${rules.length} rules`;
      };
    },
  },
  sitemap: {
    library: 'node-libcurl',
    async load() {
      const { default: legacy } = await import('./legacy/sitemap.cjs');
      return async ({ http }) => `${(await legacy.readSitemap(`${http}/sitemap.xml`)).length} places`;
    },
  },
  probe: {
    library: 'node-libcurl',
    async load() {
      const { default: legacy } = await import('./legacy/probe.cjs');
      const probe = promisify(legacy.probe);
      return async ({ http, timeoutMs }) => `status ${await probe(`${http}/stall`, timeoutMs)}`;
    },
  },
  links: {
    library: 'node-libcurl',
    async load() {
      const { default: legacy } = await import('./legacy/check-link.cjs');
      return async ({ http }) => {
        const found = await Promise.all(['/pages/1', '/pages/2', '/nowhere'].map((path) => legacy.checkLink(http + path)));
        return `${found.filter(Boolean).length} of ${found.length} links lead somewhere`;
      };
    },
  },
  feed: {
    library: 'http2',
    async load() {
      const { readFeed } = await import('./feed.ts');
      return async ({ http2, timeoutMs }) => {
        const entries = (await readFeed(http2, '/feed', timeoutMs)) ?? [];
        const older = (await readFeed(http2, '/feed/older', timeoutMs)) ?? [];
        return `${entries.length + older.length} entries`;
      };
    },
  },
  stats: {
    library: 'undici',
    async load() {
      const { countVisits } = await import('./stats.ts');
      return async ({ http, timeoutMs }) => `${await countVisits(http, ['/stats', '/stall'], timeoutMs)} visits`;
    },
  },
  archive: {
    library: 'undici',
    async load() {
      const { archive } = await import('./archive.ts');
      return async ({ http }) => {
        const texts = [await archive(http, '/pages/1'), await archive(http, '/drip')];
        return `${texts.filter((text) => text !== undefined).length} of ${texts.length} kept`;
      };
    },
  },
  ping: {
    library: 'undici',
    async load() {
      const { ping } = await import('./ping.ts');
      return async ({ http }) => `status ${(await ping(http, '/slow')).statusCode}`;
    },
  },
};
