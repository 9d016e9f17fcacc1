import { closing } from 'safely-close';
import { Client } from 'undici';

/** Whether the site answers at all. The first file that was moved over to `await using`. */
export async function ping(origin: string, path: string): Promise<{ readonly statusCode: number }> {
  await using client = closing(new Client(origin));
  return client.request({ method: 'HEAD', path });
}
