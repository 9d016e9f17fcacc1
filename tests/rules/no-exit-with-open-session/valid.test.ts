// Exits that skip no disposal.
import { describe } from 'vitest';
import { checkAll, good } from '../support/sample.ts';

describe('silent', () => {
  checkAll([
    good('after the close', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function main(origin: string) {
  const client = new Client(origin);
  await safelyCloseClient(client);
  process.exit(0);
}
`),
    good('after the scope', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function main(origin: string) {
  {
    await using client = closing(new Client(origin));
    await client.request({ path: '/', method: 'HEAD' });
  }
  process.exit(0);
}
`),
    good('before the session is opened', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function main(origin: string) {
  if (origin === '') process.exit(1);
  await using client = closing(new Client(origin));
  await client.request({ path: '/', method: 'HEAD' });
}
`),
    good('setting the exit code instead', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function main(origin: string) {
  await using client = closing(new Client(origin));
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  process.exitCode = statusCode === 200 ? 0 : 1;
}
`),
    good('another object\'s exit', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function main(origin: string, process: { exit(code: number): void }) {
  await using client = closing(new Client(origin));
  console.log(client);
  process.exit(1);
}
`),
    good('a borrowed session is its owner\'s affair', `
import type { Client } from 'undici';

export async function main(client: Client) {
  await client.request({ path: '/', method: 'HEAD' });
  process.exit(0);
}
`),
  ]);
});
