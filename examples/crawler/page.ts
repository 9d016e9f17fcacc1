import { Curl } from 'node-libcurl';
import { retry } from './retry.ts';

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly links: readonly string[];
}

function openCurl(url: string): Curl {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.setOpt('USERAGENT', 'example-crawler/1.0');
  curl.setOpt('FOLLOWLOCATION', true);
  return curl;
}

function linksOf(body: string): string[] {
  return [...body.matchAll(/href="([^"]+)"/g)].flatMap((match) => match[1] ?? []);
}

/** Fetches one page and finds its links. */
export function fetchPage(url: string, timeoutMs: number): Promise<Page> {
  return new Promise((resolve, reject) => {
    const curl = openCurl(url);
    const timer = setTimeout(() => reject(new Error(`${url}: no answer within ${timeoutMs} ms`)), timeoutMs);
    curl.on('end', (status, body) => {
      clearTimeout(timer);
      curl.close();
      resolve({ url, status, links: linksOf(String(body)) });
    });
    curl.on('error', (error) => {
      clearTimeout(timer);
      curl.close();
      reject(error);
    });
    curl.perform();
  });
}

/** Follows links from `start`, page by page. A page that does not come is tried again, then left out. */
export async function crawl(start: string, limit: number, timeoutMs: number): Promise<Page[]> {
  const queue = [start];
  const seen = new Set(queue);
  const pages: Page[] = [];
  for (const url of queue) {
    if (pages.length >= limit) break;
    try {
      const page = await retry(2, () => fetchPage(url, timeoutMs));
      pages.push(page);
      for (const link of page.links.map((path) => new URL(path, url).href)) {
        if (seen.has(link)) continue;
        seen.add(link);
        queue.push(link);
      }
    } catch (error) {
      console.error(`left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return pages;
}
