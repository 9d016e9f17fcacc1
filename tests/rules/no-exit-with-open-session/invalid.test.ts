// process.exit() in the scope of a live session: its disposal is skipped.
import { describe } from 'vitest';
import { bad, checkAll } from '../support/sample.ts';

describe('reported at the call', () => {
  checkAll([
    bad('inside an `await using` scope', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function main(origin: string) {
  await using client = closing(new Client(origin));
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  if (statusCode !== 200) process.exit(1); // ! no-exit-with-open-session
}
`),
    bad('inside a `try` whose `finally` closes', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function main(origin: string) {
  let client: Client | undefined;
  try {
    client = new Client(origin);
    await client.request({ path: '/', method: 'HEAD' });
    process.exit(0); // ! no-exit-with-open-session
  } finally {
    await safelyCloseClient(client);
  }
}
`),
    bad('before the close: no leak for require-safe-close, which leaves paths that end the process alone', `
import { Easy } from 'node-libcurl';

export function main(url: string) {
  const easy = new Easy();
  if (url === '') process.exit(1); // ! no-exit-with-open-session
  easy.close();
}
`, { modes: ['recommended'] }),
    bad('at module level', `
import { closing } from 'safely-close';
import { Client } from 'undici';

await using client = closing(new Client('https://example.com'));
await client.request({ path: '/', method: 'HEAD' });
process.exit(); // ! no-exit-with-open-session
`),
    bad('imported from node:process', `
import { exit } from 'node:process';
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function main(origin: string) {
  await using client = closing(new Client(origin));
  console.log(client);
  exit(1); // ! no-exit-with-open-session
}
`),
    bad('the default export of node:process, and the global object\'s', `
import proc from 'node:process';
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function main(origin: string, worse: boolean) {
  await using client = closing(new Client(origin));
  console.log(client);
  if (worse) globalThis.process.exit(2); // ! no-exit-with-open-session
  proc.exit(1); // ! no-exit-with-open-session
}
`),
  ]);
});
