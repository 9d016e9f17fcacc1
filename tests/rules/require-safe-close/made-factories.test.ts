// Factories that are made by a function themselves: what they give is a session all the same.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-safe-close'] };
const opening = `import WebSocket from 'ws';
import { safelyCloseClient } from 'safely-close';

const dial = (protocol: string) => (url: string) => new WebSocket(url, protocol);
function make(protocol: string) {
  return function (url: string) {
    return new WebSocket(url, protocol);
  };
}
function kit(protocol: string) {
  const open = (url: string) => new WebSocket(url, protocol);
  return { open, name: protocol };
}
async function connector() {
  await Promise.resolve();
  return { dial: async (url: string) => new WebSocket(url) };
}

`;
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);
const ways: readonly (readonly [title: string, statements: string, session: string])[] = [
  ['called where it is made', '', `dial('x')(url)`],
  ['kept in a constant', `const open = dial('x');`, 'open(url)'],
  ['given by a function declaration', '', `make('x')(url)`],
  ['given in an object', '', `kit('x').open(url)`],
  ['given in an object that is kept', `const tools = kit('x');`, 'tools.open(url)'],
  ['taken out of an object', `const { open } = kit('x');`, 'open(url)'],
  ['taken out of an object under another name', `const { open: start } = kit('x');`, 'start(url)'],
  ['of an asynchronous function', 'const { dial: start } = await connector();', 'await start(url)'],
];

describe('a closer that a visible function makes', () => {
  const pair = `
function pair(protocol: string) {
  return { open: (url: string) => new WebSocket(url, protocol), shut: (socket: WebSocket) => socket.terminate(), show: (socket: WebSocket) => console.log(socket.url) };
}
`;
  checkAll([
    tidy('closes what it is given', `${pair}
export function look(url: string) {
  const { open, shut } = pair('x');
  const socket = open(url);
  shut(socket);
}`),
    leaky('does something else with it', `${pair}
export function look(url: string) {
  const { open, show } = pair('x');
  const socket = open(url); // ! require-safe-close
  show(socket);
}`),
  ]);
});

describe('a factory that a visible function makes', () => {
  checkAll(
    ways.flatMap(([title, statements, session]) => [
      leaky(title, `
export async function look(url: string) {
  ${statements}
  const socket = ${session}; // ! require-safe-close
  console.log(socket.url);
}`),
      tidy(title, `
export async function look(url: string) {
  ${statements}
  const socket = ${session};
  try {
    console.log(socket.url);
  } finally {
    await safelyCloseClient(socket);
  }
}`),
    ]),
  );
});
