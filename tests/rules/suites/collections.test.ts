// Sessions in lists, sets and maps: after the Resource Leak Checker's collection cases, IDISP003/IDISP004 on collections, CA2000's dictionary cases and Coverity's ideas.
import { leaky, suite, tidy } from '../support/suite.ts';

suite('collections', [
  leaky('every element but the first is closed', `
export async function run() {
  const list = [new Curl(), new Curl()]; // ! require-safe-close
  await safelyCloseClient(list[1]);
}
`),
  leaky('only the first element is closed', `
export async function run() {
  const list = [new Curl(), new Curl()]; // ! require-safe-close !strict require-safe-close
  await safelyCloseClient(list[0]);
}
`),
  tidy('each element by its index', `
export async function run() {
  const list = [new Curl()];
  await safelyCloseClient(list[0]);
}
`),
  tidy("all slots of a class's list are closed", `
export class Many {
  readonly list = [new Curl()];

  async close() {
    for (const curl of this.list) await safelyCloseClient(curl);
  }
}
`),
  tidy("a map's entry is closed and deleted", `
export class Many {
  readonly byName = new Map<string, Curl>();

  open(name: string) {
    if (!this.byName.has(name)) this.byName.set(name, new Curl());
  }

  async forget(name: string) {
    await safelyCloseClient(this.byName.get(name));
    this.byName.delete(name);
  }

  async close() {
    await closeAll([...this.byName.values()]);
  }
}
`),
  leaky('a map cleared unclosed', `
export class Many {
  readonly byName = new Map<string, Curl>(); // ! require-owner-dispose

  open(name: string) {
    if (!this.byName.has(name)) this.byName.set(name, new Curl());
  }

  close() {
    this.byName.clear();
  }
}
`),
  leaky('a list emptied by its length', `
export class Many {
  readonly list: Curl[] = []; // ! require-owner-dispose

  open() {
    this.list.push(new Curl());
  }

  close() {
    this.list.length = 0;
  }
}
`),
  leaky("a local map's entry deleted unclosed", `
export function run(name: string) {
  const byName = new Map<string, Curl>();
  byName.set(name, new Curl()); // ! require-safe-close
  byName.delete(name);
}
`),
  leaky('popped until empty', `
export async function run(count: number) {
  const list: Curl[] = [];
  try {
    for (let index = 0; index < count; index += 1) list.push(new Curl()); // !strict require-safe-close
  } finally {
    let curl = list.pop();
    while (curl !== undefined) {
      await safelyCloseClient(curl);
      curl = list.pop();
    }
  }
}
`),
  leaky('shifted while there is one', `
export async function run(count: number) {
  const list: Curl[] = [];
  try {
    for (let index = 0; index < count; index += 1) list.push(new Curl()); // !strict require-safe-close
  } finally {
    while (list.length > 0) await safelyCloseClient(list.shift());
  }
}
`),
  leaky('popped once', `
export async function run() {
  const list: Curl[] = [];
  list.push(new Curl()); // !strict require-safe-close
  await safelyCloseClient(list.pop());
}
`),
  leaky('a closing loop that skips the first', `
export async function run() {
  const list = [new Curl()]; // ! require-safe-close
  for (let index = 1; index < list.length; index += 1) await safelyCloseClient(list[index]);
}
`),
  tidy('a closing loop by index', `
export async function run() {
  const list = [new Curl()];
  for (let index = 0; index < list.length; index += 1) await safelyCloseClient(list[index]);
}
`),
  leaky('a closing loop that breaks', `
export async function run(enough: boolean) {
  const list = [new Curl()]; // ! require-safe-close
  for (const curl of list) {
    if (enough) break;
    await safelyCloseClient(curl);
  }
}
`),
  leaky('a closing loop that skips some', `
export async function run(keep: boolean) {
  const list = [new Curl()]; // ! require-safe-close
  for (const curl of list) {
    if (keep) continue;
    await safelyCloseClient(curl);
  }
}
`),
  tidy('forEach that closes', `
export function run() {
  const list = [new Curl()];
  list.forEach((curl) => {
    void safelyCloseClient(curl);
  });
}
`),
  leaky('forEach that uses', `
export function run() {
  const list = [new Curl()]; // ! require-safe-close
  list.forEach((curl) => {
    console.log(curl);
  });
}
`),
  leaky('a list made by map, never closed', `
export function run(urls: readonly string[]) {
  const list = urls.map(() => new Curl()); // ! require-safe-close
  return list.length;
}
`),
  tidy('a list made by map, closed at once', `
export async function run(urls: readonly string[]) {
  const list = urls.map(() => new Curl());
  await closeAll(list);
}
`),
  leaky('only the filtered ones are closed', `
export async function run(urls: readonly string[], wanted: (curl: Curl) => boolean) {
  const list = urls.map(() => new Curl()); // ! require-safe-close
  await closeAll(list.filter(wanted));
}
`),
  leaky('only the sliced ones are closed', `
export async function run(urls: readonly string[]) {
  const list = urls.map(() => new Curl()); // ! require-safe-close
  await closeAll(list.slice(1));
}
`),
  leaky('a set closed by iteration', `
export async function run() {
  const all = new Set([new Curl()]); // !strict require-safe-close
  for (const curl of all) await safelyCloseClient(curl);
}
`),
  leaky('a map closed by its values', `
export async function run(name: string) {
  const byName = new Map<string, Curl>();
  byName.set(name, new Curl()); // !strict require-safe-close
  for (const curl of byName.values()) await safelyCloseClient(curl);
}
`),
  leaky('a map closed by its entries', `
export async function run(name: string) {
  const byName = new Map([[name, new Curl()]]); // !strict require-safe-close
  for (const [, curl] of byName) await safelyCloseClient(curl);
}
`),
  leaky('a record whose one property is forgotten', `
export async function run() {
  const pair = { a: new Curl(), b: new Curl() }; // ! require-safe-close !strict require-safe-close
  await safelyCloseClient(pair.a);
}
`),
  leaky('a record whose properties are all closed', `
export async function run() {
  const pair = { a: new Curl(), b: new Curl() }; // !strict require-safe-close
  await safelyCloseClient(pair.a);
  await safelyCloseClient(pair.b);
}
`),
  leaky('a record closed by Object.values', `
export async function run() {
  const pair = { a: new Curl(), b: new Curl() }; // !strict require-safe-close, require-safe-close
  await closeAll(Object.values(pair));
}
`),
  leaky('a spread copy that is forgotten too', `
export function run() {
  const list = [new Curl()]; // ! require-safe-close
  const copy = [...list];
  return copy.length;
}
`),
  leaky('a spread copy that is closed', `
export async function run() {
  const list = [new Curl()]; // !strict require-safe-close
  const copy = [...list];
  await closeAll(copy);
}
`),
  leaky('an index of a local list is overwritten', `
export async function run() {
  const list = [new Curl()]; // ! require-safe-close
  list[0] = new Curl();
  await closeAll(list);
}
`),
  leaky('an element is spliced out', `
export async function run() {
  const list = [new Curl()]; // !strict require-safe-close
  list.splice(0, 1);
  await closeAll(list);
}
`),
  leaky('one of two in a list is closed by its index', `
export async function run() {
  await using a = closing(new Curl());
  const b = new Curl(); // ! require-safe-close
  const list = [a, b];
  await safelyCloseClient(list[0]);
}
`),
  tidy('each of two in a list by its index', `
export async function run() {
  const a = new Curl();
  try {
    const b = new Curl();
    const list = [a, b];
    await safelyCloseClient(list[1]);
  } finally {
    await safelyCloseClient(a);
  }
}
`),
  leaky('one of two is taken out of a list', `
export async function run() {
  await using a = closing(new Curl());
  const b = new Curl(); // ! require-safe-close
  const list = [a, b];
  const [first] = list;
  await safelyCloseClient(first);
}
`),
]);
