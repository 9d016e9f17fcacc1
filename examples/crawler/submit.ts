import { Curl } from 'node-libcurl';

/** Posts what was found; gives the answer's status. */
export async function submit(url: string, findings: unknown, timeoutMs: number): Promise<number> {
  const curl = new Curl();
  try {
    curl.setOpt('URL', url);
    curl.setOpt('HTTPHEADER', ['content-type: application/json']);
    curl.setOpt('POSTFIELDS', JSON.stringify(findings));
    return await new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${url}: not taken within ${timeoutMs} ms`)), timeoutMs);
      curl.on('end', (status) => {
        clearTimeout(timer);
        resolve(status);
      });
      curl.on('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      curl.perform();
    });
  } finally {
    curl.close();
  }
}
