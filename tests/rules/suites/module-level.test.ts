// Module level and test hooks: after Pylint's global pools, CodeQL's tests and PMD's CloseResource on test classes.
import { leaky, suite, tidy } from '../support/suite.ts';

suite('module level', [
  leaky("a module's session that nobody closes", `
const curl = new Curl(); // ! require-safe-close

export const look = () => typeof curl;
`),
  leaky('an exported one', `
export const curl = new Curl(); // !strict require-safe-close
`),
  leaky("a module's pool", `
const pool = new Pool(); // !strict require-safe-close

export const ask = () => pool.query('select 1');
`),
  leaky("a module's session closed by an exported function", `
const curl = new Curl(); // !strict require-safe-close

export async function close() {
  await safelyCloseClient(curl);
}
`),
  leaky('an exported variable overwritten', `
export let curl = new Curl(); // !strict require-safe-close

export function renew() {
  curl = new Curl(); // ! require-safe-close
}
`),
  tidy('a test hook closes what the other opened', `
let curl: Curl;

beforeEach(() => {
  curl = new Curl();
});

afterEach(async () => {
  await safelyCloseClient(curl);
});
`),
  leaky('a test hook opens and none closes', `
let curl: Curl;

beforeEach(() => {
  curl = new Curl(); // ! require-safe-close
});

it('works', () => {
  console.log(curl);
});
`),
  leaky('opened before each, closed after all', `
let curl: Curl;

beforeEach(() => {
  curl = new Curl(); // ! require-safe-close
});

afterAll(async () => {
  await safelyCloseClient(curl);
});
`),
  leaky('a test that leaks when its expectation fails', `
it('works', async () => {
  const curl = new Curl(); // ! require-safe-close
  expect(1).toBe(1);
  await safelyCloseClient(curl);
});
`),
  tidy('a test with await using', `
it('works', async () => {
  await using curl = closing(new Curl());
  expect(curl).toBeDefined();
});
`),
  tidy('a server that listens at the top', `
const server = createServer();
server.on('error', console.error);

export async function close() {
  await safelyCloseClient(server);
}
`),
]);
