import { Curl } from 'node-libcurl';

/** Waits for the site to say that something changed (a long poll). */
export class Watcher {
  private readonly curl = new Curl();

  nextChange(url: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.curl.setOpt('URL', url);
      this.curl.on('end', (_status, body) => resolve(String(body)));
      this.curl.on('error', (error) => reject(error));
      this.curl.perform();
    });
  }

  async stop(): Promise<void> {
    this.curl.close();
  }
}

/** The next change, or an error when there is none for `timeoutMs`. */
export async function watch(url: string, timeoutMs: number): Promise<string> {
  const watcher = new Watcher();
  const timer = setTimeout(() => void watcher.stop(), timeoutMs);
  try {
    return await watcher.nextChange(url);
  } finally {
    clearTimeout(timer);
    await watcher.stop();
  }
}
