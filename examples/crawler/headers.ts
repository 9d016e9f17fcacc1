import { Curl, CurlFeature } from 'node-libcurl';

interface Head {
  readonly status: number;
  readonly raw: string;
}

/** The headers of a page, or `undefined` when the site does not have it. */
export async function readHeaders(url: string, timeoutMs: number): Promise<Map<string, string> | undefined> {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.setOpt('NOBODY', true);
  curl.enable(CurlFeature.NoHeaderParsing);

  const head = await new Promise<Head>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${url}: no headers within ${timeoutMs} ms`)), timeoutMs);
    curl.on('end', (status, _body, raw) => {
      clearTimeout(timer);
      resolve({ status, raw: String(raw) });
    });
    curl.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    curl.perform();
  });

  if (head.status === 404) {
    curl.close();
    return undefined;
  }

  const headers = new Map<string, string>();
  for (const line of head.raw.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  curl.close();
  return headers;
}
