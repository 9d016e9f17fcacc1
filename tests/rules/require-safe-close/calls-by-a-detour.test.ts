// A helper that is called by call, apply or bind, or that calls itself, closes what it is given as it does in a plain call.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-safe-close'] };
const opening = "import { Client } from 'undici';\n\n";
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);

describe('call, apply and bind', () => {
  const finish = 'function finish(client: Client) {\n  client.destroy();\n}\n';
  const run = (call: string): string => `${finish}
export function run(url: string) {
  const client = new Client(url);
  ${call}
}`;
  checkAll([
    tidy('call', run('finish.call(undefined, client);')),
    tidy('apply', run('finish.apply(undefined, [client]);')),
    tidy('Reflect.apply', run('Reflect.apply(finish, undefined, [client]);')),
    tidy('bound to it, and called at once', run('finish.bind(undefined, client)();')),
    tidy('bound to something before it', `
function finish(reason: string, client: Client) {
  client.destroy();
}

export function run(url: string) {
  const client = new Client(url);
  const end = finish.bind(undefined, 'done');
  end(client);
}`),
    tidy('the session as this', `
function finish(this: Client) {
  this.destroy();
}

export function run(url: string) {
  const client = new Client(url);
  finish.call(client);
}`),
    tidy('a template\'s tag', `
function finish(parts: TemplateStringsArray, client: Client) {
  client.destroy();
}

export function run(url: string) {
  const client = new Client(url);
  finish\`end of ${'$'}{client}\`;
}`),
    leaky('a function that only looks at it', `
function show(client: Client) {
  console.log(client.closed);
}

export function run(url: string) {
  const client = new Client(url); // ! require-safe-close
  show.call(undefined, client);
}`),
    leaky('an arrow function has another this', `
const finish = () => {
  this.destroy();
};

export function run(url: string) {
  const client = new Client(url); // ! require-safe-close
  finish.call(client);
}`),
    leaky('something else in its place', `
function finish(client: Client, other: Client) {
  other.destroy();
}

export function run(url: string, other: Client) {
  const client = new Client(url); // ! require-safe-close
  finish.apply(undefined, [client, other]);
}`),
  ]);
});

describe('a listener that is bound to the session', () => {
  const finish = 'function finish(this: Client) {\n  this.destroy();\n}\n';
  const run = (listener: string, marker = ''): string => `${finish}
export function run(url: string, emitter: { on(event: string, listener: () => void): void }, other: Client) {
  const client = new Client(url);${marker}
  emitter.on('end', ${listener});
}`;
  checkAll([
    good('that closes its this', opening + run('finish.bind(client)'), { ...only, modes: ['recommended'] }),
    leaky('to another one', run('finish.bind(other)', ' // ! require-safe-close')),
  ]);
});

describe('functions that call themselves', () => {
  checkAll([
    tidy('what closes in the end', `
function end(client: Client, rounds: number) {
  if (rounds > 0) {
    end(client, rounds - 1);
    return;
  }
  client.destroy();
}

export function run(url: string) {
  const client = new Client(url);
  end(client, 3);
}`),
    tidy('two that take turns', `
function odd(client: Client, rounds: number) {
  if (rounds === 0) client.destroy();
  else even(client, rounds - 1);
}

function even(client: Client, rounds: number) {
  if (rounds === 0) client.destroy();
  else odd(client, rounds - 1);
}

export function run(url: string) {
  const client = new Client(url);
  odd(client, 3);
}

export function runOther(url: string) {
  const client = new Client(url);
  even(client, 3);
}`),
    leaky('two that take turns, and one forgets', `
function odd(client: Client, rounds: number) {
  if (rounds > 0) even(client, rounds - 1);
}

function even(client: Client, rounds: number) {
  if (rounds === 0) client.destroy();
  else odd(client, rounds - 1);
}

export function run(url: string) {
  const client = new Client(url); // ! require-safe-close
  even(client, 3);
}

export function runOther(url: string) {
  const client = new Client(url); // ! require-safe-close
  odd(client, 3);
}`),
    leaky('what calls itself and never closes', `
function ask(client: Client, rounds: number) {
  if (rounds > 0) {
    ask(client, rounds - 1);
    return;
  }
  console.log(client.closed);
}

export function run(url: string) {
  const client = new Client(url); // ! require-safe-close
  ask(client, 3);
}`),
  ]);
});

describe('a factory that is called by a detour', () => {
  const opening = "import { connect } from 'node:http2';\nimport { Client } from 'undici';\n";
  const only = { rules: ['require-safe-close'] } as const;
  checkAll([
    bad('through call', `${opening}
export function ask(origin: string) {
  const session = connect.call(undefined, origin); // ! require-safe-close
  return session.closed;
}`, only),
    bad('through apply', `${opening}
export function ask(origin: string) {
  const session = connect.apply(undefined, [origin]); // ! require-safe-close
  return session.closed;
}`, only),
    bad('bound', `${opening}
const open = connect.bind(undefined, 'https://example.com');

export function ask() {
  const session = open(); // ! require-safe-close
  return session.closed;
}`, only),
    bad('through Reflect.construct', `${opening}
export function ask(origin: string) {
  const client = Reflect.construct(Client, [origin]); // ! require-safe-close
  return client.closed;
}`, only),
    good('and closed', `${opening}
const open = connect.bind(undefined);

export function ask(origin: string) {
  const session = open(origin);
  session.close();
}`, only),
  ]);
});
