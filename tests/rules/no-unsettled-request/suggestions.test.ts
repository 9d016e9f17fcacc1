// What is offered for a request that its session does not outlive.
import { describe } from 'vitest';
import { offers } from '../support/suggestion.ts';

describe('offered', () => {
  offers('`await` after `return`', 'no-unsettled-request', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  await using client = closing(new Client(origin));
  return client.request({ path: '/', method: 'HEAD' });
}
`, `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  await using client = closing(new Client(origin));
  return await client.request({ path: '/', method: 'HEAD' });
}
`);
});
