// Sessions that stand in objects beside other things, many of which are in a list or map.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-safe-close', 'require-owner-dispose'] };
const opening = `import { open } from 'node:fs/promises';
import WebSocket from 'ws';
import { closeAll, safelyCloseClient } from 'safely-close';

`;
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);
const locally = (filling: string, closing: string): string => `
export async function look(urls: string[]) {
${filling}
  await Promise.resolve();
${closing}
}`;
const pushed = `  const opened = [];
  for (const url of urls) opened.push({ url, socket: new WebSocket(url) });`;
const mapped = `  const opened = urls.map((url) => ({ url, socket: new WebSocket(url) }));`;
const recommended: SampleOptions = { ...only, modes: ['recommended'] };
const tidyThere = (title: string, code: string): Sample => good(title, opening + code.trim(), recommended);

describe.each([['pushed', pushed], ['mapped', mapped]])('a list of objects that are %s', (_how, filling) => {
  checkAll([
    tidyThere('closed in a loop', locally(filling, '  for (const entry of opened) entry.socket.terminate();')),
    tidyThere('taken apart in a loop', locally(filling, '  for (const { socket } of opened) socket.terminate();')),
    tidyThere('closed by forEach', locally(filling, '  opened.forEach((entry) => entry.socket.terminate());')),
    tidyThere('taken apart by forEach', locally(filling, '  opened.forEach(({ socket }) => { socket.terminate(); });')),
    tidyThere('closed with closeAll', locally(filling, '  await closeAll(opened.map((entry) => entry.socket));')),
    tidyThere('closed safely one by one', locally(filling, '  for (const { socket } of opened) await safelyCloseClient(socket);')),
    tidyThere('closed one by one with an index', locally(filling, '  for (let index = 0; index < opened.length; index += 1) opened[index].socket.terminate();')),
    leaky('never closed', locally(filling.replace('new WebSocket(url) });', 'new WebSocket(url) }); // ! require-safe-close').replace('new WebSocket(url) }));', 'new WebSocket(url) })); // ! require-safe-close'), '  for (const { url } of opened) console.log(url);')),
    leaky('given to closeAll themselves', locally(filling.replace('new WebSocket(url) });', 'new WebSocket(url) }); // ! require-safe-close').replace('new WebSocket(url) }));', 'new WebSocket(url) })); // ! require-safe-close'), '  await closeAll(opened);')),
  ]);
});

describe('a map of objects in a class', () => {
  const feed = (closing: string, marker = ''): string => `
export class Feeds {
  readonly #byUrl = new Map<string, { socket: WebSocket; at: number }>();${marker}
  add(url: string) {
    this.#byUrl.set(url, { socket: new WebSocket(url), at: 1 });
  }
  close() {
${closing}
  }
}`;
  checkAll([
    tidy('closed by its values', feed('    for (const entry of this.#byUrl.values()) entry.socket.terminate();')),
    tidy('taken apart', feed('    for (const { socket } of this.#byUrl.values()) socket.terminate();')),
    tidy('closed by its entries', feed('    for (const [, { socket }] of this.#byUrl) socket.terminate();')),
    tidy('closed by forEach', feed('    this.#byUrl.forEach((entry) => entry.socket.terminate());')),
    leaky('not closed', feed('    for (const entry of this.#byUrl.values()) console.log(entry.at);', ' // ! require-owner-dispose')),
  ]);
});

describe('pairs', () => {
  checkAll([
    tidyThere('of which a map is made', `
export function look(urls: string[]) {
  const byUrl = new Map(urls.map((url) => [url, new WebSocket(url)]));
  for (const socket of byUrl.values()) socket.terminate();
}`),
    tidyThere('of which an object is made', `
export function look(urls: string[]) {
  const byUrl = Object.fromEntries(urls.map((url) => [url, new WebSocket(url)]));
  for (const socket of Object.values(byUrl)) socket.terminate();
}`),
    tidyThere('that are taken apart', `
export function look(urls: string[]) {
  const pairs = urls.map((url) => [url, new WebSocket(url)] as const);
  for (const [, socket] of pairs) socket.terminate();
}`),
    leaky('that are forgotten', `
export function look(urls: string[]) {
  const byUrl = new Map(urls.map((url) => [url, new WebSocket(url)])); // ! require-safe-close
  console.log(byUrl.size);
}`),
  ]);
});

describe('a map of objects that are written with the name of a variable', () => {
  checkAll([
    tidy('taken apart', `
export class Feeds {
  readonly #byUrl = new Map<string, { socket: WebSocket; at: number }>();
  add(url: string) {
    const socket = new WebSocket(url);
    this.#byUrl.set(url, { socket, at: 1 });
  }
  close() {
    for (const { socket } of this.#byUrl.values()) socket.terminate();
  }
}`),
  ]);
});

describe('a list of objects in a class', () => {
  const feeds = (closing: string, marker = ''): string => `
export class Feeds {
  list: { content: WebSocket }[] = [];${marker}
  add(url: string) {
    const entry = { content: new WebSocket(url) };
    this.list.push(entry);
  }
  close() {
${closing}
  }
}`;
  checkAll([
    tidy('closed in a loop', feeds('    for (const entry of this.list) entry.content.terminate();')),
    leaky('not closed', feeds('    this.list = [];', ' // ! require-owner-dispose')),
  ]);
});

describe('the results of Promise.allSettled', () => {
  checkAll([
    tidyThere('closed where they are fulfilled', `
export async function read(one: string, two: string) {
  const results = await Promise.allSettled([open(one), open(two)]);
  for (const result of results) if (result.status === 'fulfilled') await safelyCloseClient(result.value);
}`),
    tidyThere('left out where they are rejected', `
export async function read(paths: string[]) {
  const results = await Promise.allSettled(paths.map((path) => open(path)));
  for (const result of results) {
    if (result.status === 'rejected') continue;
    await safelyCloseClient(result.value);
  }
}`),
    tidyThere('gathered and closed', `
export async function read(paths: string[]) {
  const results = await Promise.allSettled(paths.map((path) => open(path)));
  await closeAll(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
}`),
    tidyThere('one by one', `
export async function read(one: string, two: string) {
  const [first, second] = await Promise.allSettled([open(one), open(two)]);
  if (first.status === 'fulfilled') await safelyCloseClient(first.value);
  if (second.status === 'fulfilled') await safelyCloseClient(second.value);
}`),
    leaky('forgotten', `
export async function read(paths: string[]) {
  const results = await Promise.allSettled(paths.map((path) => open(path))); // ! require-safe-close
  console.log(results.length);
}`),
    leaky('of which the first alone is closed', `
export async function read(one: string, two: string) {
  const [first, second] = await Promise.allSettled([
    open(one), // !strict require-safe-close
    open(two), // ! require-safe-close
  ]);
  if (first.status === 'fulfilled') await safelyCloseClient(first.value);
  return second.status;
}`),
    leaky('closed where they are rejected', `
export async function read(paths: string[]) {
  const results = await Promise.allSettled(paths.map((path) => open(path))); // ! require-safe-close
  for (const result of results) if (result.status === 'rejected') await safelyCloseClient(result.reason);
}`),
  ]);
});
