// The session that the runtime itself makes: it leaks like any other, but its own close is as safe as the runtime's.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';

describe('CurlSession of safely-close/curl', () => {
  checkAll([
    bad('never closed', `
import { CurlSession } from 'safely-close/curl';

export async function read(address: string) {
  const session = new CurlSession({ timeoutMs: 5_000 }); // ! require-safe-close
  const answer = await session.get(address);
  return answer.json();
}
`),
    bad('closed on one path only', `
import { CurlSession } from 'safely-close/curl';

export async function read(address: string) {
  const session = new CurlSession(); // ! require-safe-close
  const answer = await session.get(address);
  await session.close();
  return answer.json();
}
`),
    bad('closed without waiting', `
import { CurlSession } from 'safely-close/curl';

export async function touch() {
  const session = new CurlSession();
  session.close(); // ! no-floating-close
}
`),
    good('closed by its scope, without closing(…)', `
import { CurlSession } from 'safely-close/curl';

export async function read(address: string) {
  await using session = new CurlSession();
  const answer = await session.get(address);
  return answer.json();
}
`),
    good('closed by its own close in a hook, which settles what waits', `
import { CurlSession } from 'safely-close/curl';

export async function stop(session: CurlSession) {
  await session.close();
}
`),
    good('closed in finally by its own close', `
import { CurlSession } from 'safely-close/curl';

export async function read(address: string) {
  const session = new CurlSession();
  try {
    return (await session.get(address)).json();
  } finally {
    await session.close();
  }
}
`),
  ]);
});
