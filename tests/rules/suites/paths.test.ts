// Every kind of path from an opening to an exit: after CA2000, Pulse, SpotBugs' OBL_ and OS_OPEN_STREAM_EXCEPTION_PATH, Coverity's RESOURCE_LEAK and CodeQL's "file not always closed".
import { leaky, suite, tidy } from '../support/suite.ts';

suite('paths', [
  leaky('an early return', `
export async function run(skip: boolean) {
  const curl = new Curl(); // ! require-safe-close
  if (skip) return;
  await safelyCloseClient(curl);
}
`),
  leaky('an early throw', `
export async function run(skip: boolean) {
  const curl = new Curl(); // ! require-safe-close
  if (skip) throw new Error('Skipped.');
  await safelyCloseClient(curl);
}
`),
  leaky('a call that may throw', `
export async function run() {
  const curl = new Curl(); // ! require-safe-close
  check();
  await safelyCloseClient(curl);
}
`),
  tidy('a call that may throw, in try', `
export async function run() {
  const curl = new Curl();
  try {
    check();
  } finally {
    await safelyCloseClient(curl);
  }
}
`),
  leaky('a rejection between', `
export async function run() {
  const session = connect('https://example.com'); // ! require-safe-close
  await flush();
  await safelyCloseClient(session);
}
`),
  leaky('closed in catch only', `
export async function run() {
  const curl = new Curl(); // ! require-safe-close
  try {
    check();
  } catch {
    await safelyCloseClient(curl);
  }
}
`),
  tidy('closed in catch and after', `
export async function run() {
  const curl = new Curl();
  try {
    check();
  } catch (error) {
    await safelyCloseClient(curl);
    throw error;
  }
  await safelyCloseClient(curl);
}
`),
  leaky('closed at the end of try', `
export async function run() {
  const curl = new Curl(); // ! require-safe-close
  try {
    check();
    await safelyCloseClient(curl);
  } catch (error) {
    console.log(error);
  }
}
`),
  tidy('closed at the end of try and in catch', `
export async function run() {
  const curl = new Curl();
  try {
    check();
    await safelyCloseClient(curl);
  } catch (error) {
    console.log(error);
    await safelyCloseClient(curl);
  }
}
`),
  leaky('a catch that throws before the close after it', `
export async function run() {
  const curl = new Curl(); // ! require-safe-close
  try {
    check();
  } catch (error) {
    throw new Error('Failed.', { cause: error });
  }
  await safelyCloseClient(curl);
}
`),
  tidy('a catch that swallows before the close after it', `
export async function run() {
  const curl = new Curl();
  try {
    check();
  } catch (error) {
    console.log(error);
  }
  await safelyCloseClient(curl);
}
`),
  leaky('a finally that fails before it closes', `
export async function run() {
  const curl = new Curl(); // ! require-safe-close
  try {
    check();
  } finally {
    await flush();
    await safelyCloseClient(curl);
  }
}
`),
  tidy('a nested finally', `
export async function run() {
  const curl = new Curl();
  try {
    try {
      check();
    } finally {
      await flush();
    }
  } finally {
    await safelyCloseClient(curl);
  }
}
`),
  leaky('two bare closes in one finally', `
export function run() {
  const a = new Easy();
  let b: Easy | undefined;
  try {
    b = new Easy(); // ! require-safe-close
    check();
  } finally {
    a.close();
    b?.close();
  }
}
`),
  tidy('a return in finally keeps no path open', `
export async function run() {
  const curl = new Curl();
  try {
    check();
    return 1;
  } finally {
    await safelyCloseClient(curl);
    return 2;
  }
}
`),
  leaky('a return in finally before the close', `
export async function run(skip: boolean) {
  const curl = new Curl(); // ! require-safe-close
  try {
    check();
  } finally {
    if (skip) return;
    await safelyCloseClient(curl);
  }
}
`),
  leaky('a break out of a finally', `
export async function run(skip: boolean) {
  for (;;) {
    const curl = new Curl(); // ! require-safe-close
    try {
      check();
    } finally {
      if (skip) break;
      await safelyCloseClient(curl);
    }
  }
}
`),
  leaky('a case of a switch without close', `
export async function run(kind: 'a' | 'b' | 'c') {
  const curl = new Curl(); // ! require-safe-close
  switch (kind) {
    case 'a':
      await safelyCloseClient(curl);
      break;
    case 'b':
      break;
    default:
      await safelyCloseClient(curl);
  }
}
`),
  tidy('each case of a switch closes', `
export async function run(kind: 'a' | 'b' | 'c') {
  const curl = new Curl();
  switch (kind) {
    case 'a':
    case 'b':
      await safelyCloseClient(curl);
      break;
    default:
      await safelyCloseClient(curl);
  }
}
`),
  tidy('a switch that falls through to the close', `
export async function run(kind: 'a' | 'b' | 'c') {
  const curl = new Curl();
  switch (kind) {
    case 'a':
      console.log('a');
    default:
      await safelyCloseClient(curl);
  }
}
`),
  leaky('a switch without default', `
export async function run(kind: string) {
  const curl = new Curl(); // ! require-safe-close
  switch (kind) {
    case 'a':
      await safelyCloseClient(curl);
  }
}
`),
  leaky('a short circuit', `
export async function run(polite: boolean) {
  const curl = new Curl(); // ! require-safe-close
  polite && (await safelyCloseClient(curl));
}
`),
  tidy('a short circuit on the session itself', `
export async function run(on: boolean) {
  const curl = on ? new Curl() : undefined;
  curl && (await safelyCloseClient(curl));
}
`),
  leaky('a ternary that closes in one arm', `
export async function run(polite: boolean) {
  const curl = new Curl(); // ! require-safe-close
  await (polite ? safelyCloseClient(curl) : undefined);
}
`),
  tidy('a ternary that closes in both arms', `
export function run(polite: boolean) {
  const session = connect('https://example.com');
  polite ? session.close() : session.destroy();
}
`),
  tidy('an optional call', `
export async function run(on: boolean) {
  let curl: Curl | undefined;
  try {
    if (on) curl = new Curl();
    check();
  } finally {
    curl?.close();
  }
}
`),
  leaky('`??` opens a fallback that nobody closes', `
export function run(given?: Curl) {
  const curl = given ?? new Curl(); // ! require-safe-close
  console.log(curl);
}
`),
  tidy('only the fallback is closed', `
export async function run(given?: Curl) {
  const curl = given ?? new Curl();
  try {
    check();
  } finally {
    if (!given) await safelyCloseClient(curl);
  }
}
`),
  tidy('a flag that says it was opened', `
export async function run(on: boolean) {
  let curl: Curl | undefined;
  let opened = false;
  if (on) {
    curl = new Curl();
    opened = true;
  }
  if (opened) await safelyCloseClient(curl);
}
`),
  leaky('a flag that says something else', `
export async function run(on: boolean, loud: boolean) {
  let curl: Curl | undefined;
  if (on) curl = new Curl(); // ! require-safe-close
  if (loud) await safelyCloseClient(curl);
}
`),
  tidy('the same flag twice', `
export async function run(on: boolean) {
  let curl: Curl | undefined;
  if (on) curl = new Curl();
  console.log(curl);
  if (on) await safelyCloseClient(curl);
}
`),
  leaky('the flag changes in between', `
export async function run(on: boolean) {
  let curl: Curl | undefined;
  if (on) curl = new Curl(); // ! require-safe-close
  on = false;
  if (on) await safelyCloseClient(curl);
}
`),
  tidy('the negated flag returns', `
export async function run(on: boolean) {
  const curl = on ? new Curl() : null;
  if (!on) return;
  await safelyCloseClient(curl);
}
`),
  leaky('process.exit in the scope', `
export async function run(bad: boolean) {
  await using curl = closing(new Curl());
  console.log(curl);
  if (bad) process.exit(1); // ! no-exit-with-open-session
}
`),
  tidy('process.exit after the close', `
export async function run() {
  const curl = new Curl();
  await safelyCloseClient(curl);
  process.exit(0);
}
`),
  leaky('leaves a labelled block before the close', `
export async function run(skip: boolean) {
  const curl = new Curl(); // ! require-safe-close
  work: {
    if (skip) break work;
    await safelyCloseClient(curl);
  }
}
`),
  tidy('leaves a labelled block, then closes', `
export async function run(skip: boolean) {
  const curl = new Curl();
  work: {
    if (skip) break work;
    console.log('work');
  }
  await safelyCloseClient(curl);
}
`),
  leaky('a second opening fails while the first is open', `
export async function run() {
  const browser = await puppeteer.launch(); // ! require-safe-close
  const second = await puppeteer.launch();
  await safelyCloseClient(second);
  await safelyCloseClient(browser);
}
`),
  tidy('both by await using', `
export async function run() {
  await using browser = closing(await puppeteer.launch());
  await using second = closing(await puppeteer.launch());
  console.log(browser, second);
}
`),
  tidy('a client of postgres that was never connected', `
export function run() {
  const client = new Client();
  console.log(client);
}
`),
  leaky('a client of postgres that was connected', `
export async function run() {
  const client = new Client(); // ! require-safe-close
  await client.connect();
  await client.query('select 1');
}
`),
  leaky("a pool's client that is not given back", `
export async function run(pool: Pool) {
  const client = await pool.connect(); // ! require-safe-close
  await client.query('select 1');
  client.release();
}
`),
  tidy("a pool's client that is given back in finally", `
export async function run(pool: Pool) {
  const client = await pool.connect();
  try {
    await client.query('select 1');
  } finally {
    client.release();
  }
}
`),
  leaky('an await for event that may reject', `
export async function run() {
  const redis = new Redis(); // ! require-safe-close
  await redis.get('key');
  redis.disconnect();
}
`),
]);
