import type { Client } from 'undici';

export async function finish(client: Client): Promise<void> {
  await client.close();
}
