// A helper that is told by a flag whether to close: what its caller passes decides.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';

const feed = (declared: string, method: string, marker = ''): string => `
import WebSocket from 'ws';

export class Feed {
  ${declared}${marker}

  ${method}
}
`;

const helper = (argument: string, parameter = 'disposing: boolean'): string => `dispose(${parameter}) {
    if (disposing) this.#socket.terminate();
  }

  [Symbol.dispose]() {
    this.dispose(${argument});
  }`;

const field = "#socket = new WebSocket('ws://127.0.0.1');";
const marker = ' // ! require-owner-dispose';
const ownerOnly = { rules: ['require-owner-dispose'] } as const;

describe('a close that a parameter decides', () => {
  checkAll([
    good('closes where the disposer passes true: a subclass may override it, so that strict proves nothing by it', feed(field, helper('true')), { ...ownerOnly, modes: ['recommended'] }),
    good('closes where the disposer passes true to what no subclass overrides', feed(field, `#end(isDisposing: boolean) {
    if (isDisposing) this.#socket.terminate();
  }

  [Symbol.dispose]() {
    this.#end(true);
  }`), ownerOnly),
    bad('does not close where the disposer passes false', feed(field, helper('false'), marker), ownerOnly),
    bad('does not close for sure where the disposer passes what it is given', `
import WebSocket from 'ws';

export class Feed {
  #socket = new WebSocket('ws://127.0.0.1'); // ! require-owner-dispose

  dispose(disposing: boolean) {
    if (disposing) this.#socket.terminate();
  }

  stop(disposing: boolean) {
    this.dispose(disposing);
  }
}
`, ownerOnly),
    bad('is not decided by the argument where the helper writes the parameter anew', feed(field, `dispose(disposing: boolean) {
    disposing = Math.random() > 0.5;
    if (disposing) this.#socket.terminate();
  }

  [Symbol.dispose]() {
    this.dispose(true);
  }`, marker), ownerOnly),
    good('closes where false is passed and the flag says what to keep', feed(field, `#end(keep?: boolean) {
    if (keep) return;
    this.#socket.terminate();
  }

  [Symbol.dispose]() {
    this.#end(false);
  }`), ownerOnly),
  ]);
});

describe('a function that a flag tells whether to close', () => {
  checkAll([
    good('called with true', `
import WebSocket from 'ws';

function finish(socket: WebSocket, isLast: boolean) {
  if (isLast) socket.terminate();
}

export function probe() {
  const socket = new WebSocket('ws://127.0.0.1');
  finish(socket, true);
}
`, { rules: ['require-safe-close'] }),
    bad('called with false', `
import WebSocket from 'ws';

function finish(socket: WebSocket, isLast: boolean) {
  if (isLast) socket.terminate();
}

export function probe() {
  const socket = new WebSocket('ws://127.0.0.1'); // ! require-safe-close
  finish(socket, false);
}
`, { rules: ['require-safe-close'] }),
  ]);
});
