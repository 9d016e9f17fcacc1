// Double close, use after close, a close that nobody awaits, and what outlives its scope: after IDISP011, IDISP013, IDISP016, Rust's use after move and Pulse's use after lifetime.
import { leaky, suite, tidy } from '../support/suite.ts';

suite('after close', [
  leaky('closed twice where the second throws', `
export function run() {
  const easy = new Easy();
  easy.close();
  easy.close(); // ! no-use-after-close
}
`),
  tidy('closed twice where that is ignored', `
export function run() {
  const session = connect('https://example.com');
  session.close();
  session.close();
}
`),
  leaky('used after it was closed', `
export function run() {
  const easy = new Easy();
  easy.close();
  easy.perform(); // ! no-use-after-close
}
`),
  leaky('used after it was closed on one branch', `
export function run(done: boolean) {
  const easy = new Easy();
  try {
    if (done) easy.close();
    easy.perform(); // ! no-use-after-close
  } finally {
    if (!done) easy.close();
  }
}
`),
  tidy('closed, assigned anew, used', `
export function run() {
  let easy = new Easy();
  easy.close();
  easy = new Easy();
  try {
    easy.perform();
  } finally {
    easy.close();
  }
}
`),
  leaky('used through an alias after it was closed', `
export function run() {
  const easy = new Easy();
  const alias = easy;
  easy.close();
  alias.perform(); // ! no-use-after-close
}
`),
  leaky('a using session returned', `
export async function run() {
  await using curl = closing(new Curl());
  return curl; // ! no-use-after-close
}
`),
  leaky('a using session stored in an outer variable', `
let kept: Curl | undefined;

export async function run() {
  await using curl = closing(new Curl());
  kept = curl; // ! no-use-after-close
}

export const look = () => kept;
`),
  leaky('a request of a using session, not awaited', `
export async function run() {
  await using pool = closing(new Pool());
  return pool.query('select 1'); // ! no-unsettled-request
}
`),
  tidy('a request of a using session, awaited', `
export async function run() {
  await using pool = closing(new Pool());
  return await pool.query('select 1');
}
`),
  leaky('a close of a promise that nobody awaits', `
export async function run() {
  const browser = await puppeteer.launch();
  browser.close(); // ! no-floating-close
}
`),
  tidy('a close that is awaited', `
export async function run() {
  const browser = await puppeteer.launch();
  await browser.close();
}
`),
  tidy('a close that is returned', `
export async function run() {
  const browser = await puppeteer.launch();
  return browser.close();
}
`),
  leaky('a close in forEach that nobody awaits', `
export function run(browsers: Browser[]) {
  browsers.forEach(async (browser) => {
    await browser.close(); // ! no-floating-close
  });
}
`),
  tidy('closes collected and awaited', `
export async function run(browsers: Browser[]) {
  await Promise.all(browsers.map((browser) => browser.close()));
}
`),
  leaky('closed inside its own callback', `
export function run() {
  const curl = new Curl(); // !strict require-safe-close
  curl.on('data', () => {
    curl.close(); // ! no-close-in-callback
    return 0;
  });
  curl.on('end', () => {
    curl.close();
  });
  curl.on('error', () => {
    curl.close();
  });
  curl.perform();
}
`),
  leaky('await using without closing', `
export async function run() {
  await using curl = new Curl(); // ! no-invalid-await-using
  console.log(curl);
}
`),
  leaky('a close that is named and not called', `
export function run() {
  const curl = new Curl(); // ! require-safe-close
  curl.close;
}
`),
  leaky('used in a loop after the first round closed it', `
export function run(count: number) {
  const easy = new Easy();
  try {
    console.log(count);
  } finally {
    easy.close();
  }
  for (let index = 0; index < count; index += 1) easy.perform(); // ! no-use-after-close
}
`),
  leaky('the pool is ended twice', `
export async function run() {
  const pool = new Pool();
  await pool.end();
  await pool.end(); // ! no-use-after-close
}
`),
  leaky('a multi closed before its handle', `
export function run() {
  const multi = new Multi(); // !strict require-safe-close
  const easy = new Easy();
  try {
    multi.addHandle(easy);
  } finally {
    try {
      multi.close(); // ! no-unsafe-close-order
    } finally {
      easy.close();
    }
  }
}
`),
]);
