// Loops: after the Resource Leak Checker's loop tests, CA2000's while loops and Pulse's loop cases.
import { leaky, suite, tidy } from '../support/suite.ts';

suite('loops', [
  leaky('opened in each round, closed after the last', `
export async function run(count: number) {
  let curl: Curl | undefined;
  for (let index = 0; index < count; index += 1) {
    curl = new Curl(); // ! require-safe-close
  }
  await safelyCloseClient(curl);
}
`),
  tidy('opened and closed in each round', `
export async function run(count: number) {
  for (let index = 0; index < count; index += 1) {
    const curl = new Curl();
    await safelyCloseClient(curl);
  }
}
`),
  leaky('a continue before the close', `
export async function run(urls: readonly string[]) {
  for (const url of urls) {
    const curl = new Curl(); // ! require-safe-close
    if (url === '') continue;
    await safelyCloseClient(curl);
  }
}
`),
  leaky('a break before the close', `
export async function run(urls: readonly string[]) {
  for (const url of urls) {
    const curl = new Curl(); // ! require-safe-close
    if (url === '') break;
    await safelyCloseClient(curl);
  }
}
`),
  leaky('a labelled continue before the close', `
export async function run(rows: readonly (readonly string[])[]) {
  rows: for (const row of rows) {
    const curl = new Curl(); // ! require-safe-close
    for (const url of row) {
      if (url === '') continue rows;
    }
    await safelyCloseClient(curl);
  }
}
`),
  tidy('a labelled continue through a finally', `
export async function run(rows: readonly (readonly string[])[]) {
  rows: for (const row of rows) {
    const curl = new Curl();
    try {
      for (const url of row) {
        if (url === '') continue rows;
      }
    } finally {
      await safelyCloseClient(curl);
    }
  }
}
`),
  tidy("the previous round's is closed first", `
export async function run(count: number) {
  let curl: Curl | undefined;
  try {
    for (let index = 0; index < count; index += 1) {
      await safelyCloseClient(curl);
      curl = new Curl();
    }
  } finally {
    await safelyCloseClient(curl);
  }
}
`),
  tidy('opened at most once', `
export async function run(count: number) {
  let curl: Curl | undefined;
  try {
    for (let index = 0; index < count; index += 1) {
      if (!curl) curl = new Curl();
    }
  } finally {
    await safelyCloseClient(curl);
  }
}
`),
  leaky('a retry that forgets the failed one', `
export async function run() {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const curl = new Curl(); // ! require-safe-close
    try {
      check();
      await safelyCloseClient(curl);
      return;
    } catch (error) {
      console.log(error);
    }
  }
}
`),
  tidy('a retry that closes the failed one', `
export async function run() {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const curl = new Curl();
    try {
      check();
      return;
    } catch (error) {
      console.log(error);
    } finally {
      await safelyCloseClient(curl);
    }
  }
}
`),
  leaky('a retry that returns the one that works and forgets the others', `
export async function open() {
  for (;;) {
    const curl = new Curl(); // ! require-safe-close
    try {
      check();
      return curl;
    } catch (error) {
      console.log(error);
    }
  }
}
`),
  tidy('a retry that returns the one that works and closes the others', `
export async function open() {
  for (;;) {
    const curl = new Curl();
    try {
      check();
      return curl;
    } catch (error) {
      console.log(error);
      await safelyCloseClient(curl);
    }
  }
}
`),
  leaky('a do loop with a return', `
export async function run(stop: () => boolean) {
  do {
    const curl = new Curl(); // ! require-safe-close
    if (stop()) return;
    await safelyCloseClient(curl);
  } while (true);
}
`),
  tidy('a do loop once', `
export async function run() {
  const curl = new Curl();
  do {
    console.log(curl);
  } while (false);
  await safelyCloseClient(curl);
}
`),
  leaky('a for await whose source may reject', `
export async function run(source: AsyncIterable<string>) {
  const curl = new Curl(); // ! require-safe-close
  for await (const url of source) console.log(url);
  await safelyCloseClient(curl);
}
`),
  tidy('a for await within try', `
export async function run(source: AsyncIterable<string>) {
  const curl = new Curl();
  try {
    for await (const url of source) console.log(url);
  } finally {
    await safelyCloseClient(curl);
  }
}
`),
  tidy('await using in each round', `
export async function run(urls: readonly string[]) {
  for (const url of urls) {
    await using curl = closing(new Curl());
    curl.setOpt('URL', url);
  }
}
`),
  leaky('closed in the loop that may have no round', `
export async function run(urls: readonly string[]) {
  const curl = new Curl(); // ! require-safe-close
  for (const url of urls) {
    console.log(url);
    await safelyCloseClient(curl);
    break;
  }
}
`),
  leaky('a for-in with a return', `
export async function run(byName: Record<string, string>) {
  for (const name in byName) {
    const curl = new Curl(); // ! require-safe-close
    if (name === 'last') return;
    await safelyCloseClient(curl);
  }
}
`),
]);
