// What is told to close the session at the end of a scope: objects with a disposer of their own, and the closers of stacks.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-safe-close'] };
const opening = `import net from 'node:net';
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

`;
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);

describe('an object that closes the session when it is disposed', () => {
  checkAll([
    tidy('asynchronously', `
export async function fetchAll(work: () => Promise<void>) {
  const curl = new Curl();
  await using guard = { async [Symbol.asyncDispose]() { await safelyCloseClient(curl); } };
  await work();
  console.log(typeof guard);
}`),
    tidy('by an arrow function', `
export function send(work: () => void) {
  const socket = net.connect(1);
  using _ = { [Symbol.dispose]: () => socket.destroy() };
  work();
}`),
    tidy('beside the session that it holds', `
export function send(work: () => void) {
  const socket = net.connect(1);
  using held = { socket, [Symbol.dispose]: () => socket.destroy() };
  work();
  held.socket.write('bye');
}`),
    leaky('that does something else', `
export function send(work: () => void) {
  const socket = net.connect(1); // ! require-safe-close
  using _ = { [Symbol.dispose]: () => console.log('done') };
  work();
  socket.write('bye');
}`),
    leaky('that has a method that would close it, and a disposer that does not', `
export function send(work: () => void) {
  const socket = net.connect(1); // ! require-safe-close
  using both = { close: () => socket.destroy(), [Symbol.dispose]: () => console.log('done') };
  work();
  console.log(both);
}`),
    leaky('and is not declared to be', `
export function send(work: () => void) {
  const socket = net.connect(1); // ! require-safe-close
  const guard = { [Symbol.dispose]: () => socket.destroy() };
  work();
  console.log(typeof guard);
}`),
    leaky('when something was thrown before', `
export function send(work: () => void) {
  const socket = net.connect(1); // ! require-safe-close
  work();
  using _ = { [Symbol.dispose]: () => socket.destroy() };
}`),
  ]);
});

describe('an object of a function that defers', () => {
  const defer = `
function defer(run: () => void) {
  return { [Symbol.dispose]: run };
}
`;
  checkAll([
    leaky('closes it, which strict does not look for', `${defer}
export function send(work: () => void) {
  const socket = net.connect(1); // !strict require-safe-close
  using _ = defer(() => socket.destroy());
  work();
}`),
    leaky('does not close it', `${defer}
export function send(work: () => void) {
  const socket = net.connect(1); // ! require-safe-close
  using _ = defer(() => console.log('done'));
  work();
  socket.write('bye');
}`),
  ]);
});

describe('a session that a stack adopts', () => {
  checkAll([
    tidy('and closes', `
export function send(work: () => void) {
  using stack = new DisposableStack();
  const socket = stack.adopt(net.connect(1), (adopted) => adopted.destroy());
  work();
  socket.write('bye');
}`),
    tidy('and closes by its own name', `
export function send(work: () => void) {
  using stack = new DisposableStack();
  const socket = net.connect(1);
  stack.adopt(socket, () => socket.destroy());
  work();
}`),
    leaky('and forgets', `
export function send(work: () => void) {
  using stack = new DisposableStack();
  stack.adopt(net.connect(1), () => undefined); // ! require-safe-close
  work();
}`),
    leaky('and looks at', `
export function send(work: () => void) {
  using stack = new DisposableStack();
  const socket = net.connect(1); // ! require-safe-close
  stack.adopt(socket, (adopted) => console.log(adopted.bytesRead));
  work();
}`),
    leaky('and closes on some ways only', `
export function send(work: () => void) {
  using stack = new DisposableStack();
  const socket = net.connect(1); // ! require-safe-close
  stack.adopt(socket, (adopted) => { if (adopted.pending) adopted.destroy(); });
  work();
}`),
    leaky('while it closes another one', `
export function send(work: () => void, other: net.Socket) {
  using stack = new DisposableStack();
  const socket = net.connect(1); // ! require-safe-close
  stack.adopt(socket, () => other.destroy());
  work();
}`),
    leaky('with a function that cannot be seen, which strict does not trust', `
import { hangUp } from './hang-up';
export function send(work: () => void) {
  using stack = new DisposableStack();
  const socket = net.connect(1); // !strict require-safe-close
  stack.adopt(socket, hangUp);
  work();
}`),
  ]);
});
