// Conditions that have a name of their own, and variables that change together with the session.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-safe-close'] };
const opening = `import net from 'node:net';

`;
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);

describe('a constant that says whether there is a session', () => {
  checkAll([
    tidy('by a comparison with null', `
export function look(port?: number) {
  const socket = port === undefined ? null : net.connect(port);
  const isOpen = socket !== null;
  if (isOpen) socket.destroy();
}`),
    tidy('by a double negation', `
export function look(port?: number) {
  const socket = port === undefined ? null : net.connect(port);
  const isOpen = !!socket;
  if (isOpen) socket.destroy();
}`),
    leaky('by Boolean, of which strict takes it that it may throw', `
export function look(on: boolean) {
  const socket = on ? net.connect(1) : null; // !strict require-safe-close
  const isOpen = Boolean(socket);
  if (isOpen) socket?.destroy();
}`),
    tidy('the other way round', `
export function look(on: boolean) {
  const socket = on ? net.connect(1) : undefined;
  const isGone = socket === undefined;
  if (isGone) return;
  socket.destroy();
}`),
    tidy('of a variable that was set before', `
export function look(on: boolean) {
  let socket: net.Socket | null = null;
  if (on) socket = net.connect(1);
  const isOpen = socket !== null;
  if (isOpen) socket?.destroy();
}`),
    leaky('of a variable that is set afterwards', `
export function look(on: boolean) {
  let socket: net.Socket | null = null;
  const isOpen = socket !== null;
  if (on) socket = net.connect(1); // ! require-safe-close
  if (isOpen) socket?.destroy();
}`),
    leaky('of another variable', `
export function look(on: boolean, other: net.Socket | null) {
  const socket = on ? net.connect(1) : null; // ! require-safe-close
  const isOpen = other !== null;
  if (isOpen) socket?.destroy();
}`),
  ]);
});

describe('a variable that is given a constant together with the session', () => {
  checkAll([
    tidy('a text', `
export function look(on: boolean) {
  let socket: net.Socket | undefined;
  let state = 'idle';
  if (on) {
    socket = net.connect(1);
    state = 'open';
  }
  if (state === 'open') socket?.destroy();
}`),
    tidy('a text, before it', `
export function look(on: boolean) {
  let socket: net.Socket | undefined;
  let state = 'idle';
  if (on) {
    state = 'open';
    socket = net.connect(1);
  }
  if (state !== 'idle') socket?.destroy();
}`),
    tidy('a number', `
export function look(on: boolean) {
  let socket: net.Socket | undefined;
  let count = 0;
  if (on) {
    socket = net.connect(1);
    count = 1;
  }
  if (count === 1) socket?.destroy();
}`),
    leaky('another text', `
export function look(on: boolean) {
  let socket: net.Socket | undefined;
  let state = 'idle';
  if (on) {
    socket = net.connect(1); // ! require-safe-close
    state = 'opening';
  }
  if (state === 'open') socket?.destroy();
}`),
    leaky('which changes before it is asked for', `
export function look(on: boolean) {
  let socket: net.Socket | undefined;
  let state = 'idle';
  if (on) {
    socket = net.connect(1); // ! require-safe-close
    state = 'open';
  }
  state = 'done';
  if (state === 'open') socket?.destroy();
}`),
    leaky('a number that is counted on', `
export function look(on: boolean) {
  let socket: net.Socket | undefined;
  let count = 0;
  if (on) {
    socket = net.connect(1); // ! require-safe-close
    count = 1;
  }
  count++;
  if (count === 1) socket?.destroy();
}`),
    leaky('a number that is added to', `
export function look(on: boolean) {
  let socket: net.Socket | undefined;
  let count = 1;
  if (on) {
    socket = net.connect(1); // ! require-safe-close
    count += 1;
  }
  if (count === 1) socket?.destroy();
}`),
  ]);
});

describe('a case that is asked for again', () => {
  checkAll([
    tidy('as a condition', `
export function look(kind: string) {
  let socket: net.Socket | undefined;
  switch (kind) {
    case 'tcp':
      socket = net.connect(1);
      break;
    default:
      console.log(kind);
  }
  if (kind === 'tcp') socket?.destroy();
}`),
    tidy('as another case', `
export function look(kind: string) {
  let socket: net.Socket | undefined;
  if (kind === 'tcp') socket = net.connect(1);
  switch (kind) {
    case 'udp':
      break;
    case 'tcp':
      socket?.destroy();
      break;
  }
}`),
    leaky('as a different one', `
export function look(kind: string) {
  let socket: net.Socket | undefined;
  switch (kind) {
    case 'tcp':
      socket = net.connect(1); // ! require-safe-close
      break;
    default:
      console.log(kind);
  }
  if (kind === 'udp') socket?.destroy();
}`),
    leaky('of what it falls through to', `
export function look(kind: string) {
  let socket: net.Socket | undefined;
  switch (kind) {
    case 'tcp':
    case 'tls':
      socket = net.connect(1); // ! require-safe-close
      break;
    default:
      console.log(kind);
  }
  if (kind === 'tcp') socket?.destroy();
}`),
  ]);
});
