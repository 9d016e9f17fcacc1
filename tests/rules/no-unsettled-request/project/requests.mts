import type { Client } from 'undici';

export async function ask(client: Client) {
  return await client.request({ path: '/', method: 'GET' });
}

export async function describeIt(client: Client) {
  return String(client.closed);
}
