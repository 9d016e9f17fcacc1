// Closures, callbacks, promise chains, generators and hooks: after bodyclose, sqlclosecheck, JupyterLab's disposables, Pylint's generators, Rust's must_use and forget.
import { leaky, suite, tidy } from '../support/suite.ts';

suite('closures', [
  leaky('a closure that nobody calls', `
export function run() {
  const curl = new Curl(); // ! require-safe-close
  const close = () => {
    curl.close();
  };
}
`),
  tidy('a closure that is called', `
export function run() {
  const curl = new Curl();
  const close = () => {
    curl.close();
  };
  close();
}
`),
  tidy('a closure that is returned', `
export function run() {
  const curl = new Curl();
  return () => {
    curl.close();
  };
}
`),
  leaky('a closure called on one branch', `
export function run(polite: boolean) {
  const curl = new Curl(); // ! require-safe-close
  const close = () => {
    curl.close();
  };
  if (polite) close();
}
`),
  tidy('a promise chain that closes finally', `
export function run() {
  const work = flush();
  const session = connect('https://example.com');
  return work.finally(() => safelyCloseClient(session));
}
`),
  leaky('a promise chain that closes when all is well', `
export function run() {
  const session = connect('https://example.com'); // ! require-safe-close
  return Promise.resolve(1).then(flush).then(() => safelyCloseClient(session));
}
`),
  leaky('a promise chain that drops what it opened', `
export function run() {
  return puppeteer.launch().then((browser) => { // ! require-safe-close
    console.log(browser);
  });
}
`),
  tidy('a promise chain that closes what it opened', `
export function run() {
  return puppeteer.launch().then((browser) => safelyCloseClient(browser));
}
`),
  leaky('both handlers of then, one closes', `
export function run() {
  const session = connect('https://example.com'); // ! require-safe-close
  return flush().then(
    () => safelyCloseClient(session),
    (error: unknown) => {
      console.log(error);
    },
  );
}
`),
  tidy('both handlers of then close', `
export function run() {
  const work = flush();
  const session = connect('https://example.com');
  return work.then(
    () => safelyCloseClient(session),
    () => safelyCloseClient(session),
  );
}
`),
  leaky('only the end handler closes', `
export function run() {
  const curl = new Curl(); // ! require-safe-close
  curl.on('end', () => {
    curl.close();
  });
  curl.perform();
}
`),
  leaky('the error handler returns early', `
export function run(quiet: boolean) {
  const curl = new Curl(); // ! require-safe-close
  curl.on('end', () => {
    curl.close();
  });
  curl.on('error', () => {
    if (quiet) return;
    curl.close();
  });
  curl.perform();
}
`),
  leaky('a generator that yields while one is open', `
export function* run() {
  const curl = new Curl(); // ! require-safe-close
  yield 1;
  curl.close();
}
`),
  tidy('a generator with finally', `
export function* run() {
  const curl = new Curl();
  try {
    yield 1;
  } finally {
    curl.close();
  }
}
`),
  tidy('an async generator with await using', `
export async function* run() {
  await using curl = closing(new Curl());
  yield typeof curl;
}
`),
  leaky('an async generator without', `
export async function* run() {
  const session = connect('https://example.com'); // ! require-safe-close
  yield 1;
  await safelyCloseClient(session);
}
`),
  tidy('a generator that hands out each', `
export function* run() {
  for (;;) yield new Curl();
}
`),
  leaky("a timer's callback drops what it opens", `
export function run() {
  setInterval(() => {
    const curl = new Curl(); // ! require-safe-close
    console.log(curl);
  }, 1000);
}
`),
  tidy("a timer's callback closes what it opens", `
export function run() {
  setInterval(() => {
    const curl = new Curl();
    curl.close();
  }, 1000);
}
`),
  leaky('an outer variable is filled at each call', `
let last: Curl | undefined;

export function open() {
  last = new Curl(); // !strict require-safe-close
}

export async function close() {
  await safelyCloseClient(last);
}
`),
  leaky('an outer variable is filled once', `
let last: Curl | undefined;

export function open() {
  last ??= new Curl(); // !strict require-safe-close
}

export async function close() {
  await safelyCloseClient(last);
}
`),
  tidy('an executor that resolves with the session', `
export function run() {
  return new Promise<Curl>((resolve) => {
    resolve(new Curl());
  });
}
`),
  leaky('an executor that drops it', `
export function run() {
  return new Promise<void>((resolve) => {
    const curl = new Curl(); // ! require-safe-close
    console.log(curl);
    resolve();
  });
}
`),
  tidy('a hook of the process', `
export function run() {
  const session = connect('https://example.com');
  process.once('SIGTERM', () => {
    void safelyCloseClient(session);
  });
}
`),
  leaky('a callback that only uses it', `
export function run(defer: (task: () => void) => void) {
  const curl = new Curl(); // ! require-safe-close
  defer(() => {
    console.log(curl);
  });
}
`),
  leaky('forgotten in an array of closures', `
export function run() {
  const curl = new Curl(); // ! require-safe-close
  const tasks = [() => curl.close()];
  return tasks.length;
}
`),
  leaky('closures that are all run', `
export function run() {
  const curl = new Curl(); // !strict require-safe-close
  const tasks = [() => curl.close()];
  for (const task of tasks) task();
}
`),
  leaky('all settled, one result dropped', `
export async function run() {
  const [first] = await Promise.all([puppeteer.launch(), puppeteer.launch()]); // ! require-safe-close, require-safe-close
  await safelyCloseClient(first);
}
`),
  leaky('a race whose loser stays open', `
export async function run() {
  const browser = await Promise.race([puppeteer.launch(), puppeteer.launch()]); // ! require-safe-close, require-safe-close
  await safelyCloseClient(browser);
}
`),
]);
