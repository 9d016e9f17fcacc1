import { Client } from 'undici';

/** The text of a page for the archive; `undefined` for what is not a page. */
export async function archive(origin: string, path: string): Promise<string | undefined> {
  const client = new Client(origin);
  const { headers, body } = await client.request({ method: 'GET', path });
  if (headers['content-type'] !== 'text/html') return undefined;
  return await body.text();
}
