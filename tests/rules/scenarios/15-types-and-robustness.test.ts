// What counts as a session, and code that must not upset the rules.
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';
import { bad, good } from '../support/sample.ts';
import { reportedBy, scenario, silent } from '../support/scenario.ts';

scenario(171, 'a subclass, an alias, a union with null', reportedBy('require-safe-close'), [
  bad('a subclass of this file', `
import { Curl } from 'node-libcurl';

class PatientCurl extends Curl {
  patience = 3;
}

export function probe(url: string) {
  const curl = new PatientCurl(); // ! require-safe-close
  curl.setOpt('URL', url);
}
`),
  bad('a subclass of a subclass, as an expression', `
import { Easy } from 'node-libcurl';

const Base = class extends Easy {};
class Traced extends Base {}

export function probe(url: string) {
  const easy = new Traced(); // ! require-safe-close
  easy.setOpt('URL', url);
}
`),
  bad('the class under another name', `
import { Easy } from 'node-libcurl';

const Handle = Easy;
type Session = Easy;

export function probe(url: string) {
  const easy: Session = new Handle(); // ! require-safe-close
  easy.setOpt('URL', url);
}
`),
  bad('a variable of a union type', `
import { connect } from 'node:http2';
import type { ClientHttp2Session } from 'node:http2';

export function probe(origin: string, wanted: boolean) {
  const session: ClientHttp2Session | null = wanted ? connect(origin) : null; // ! require-safe-close
  console.log(session?.encrypted);
}
`),
]);

scenario(173, 'disposables that hold nothing', silent, [
  good('iterators, timers, readers of memory and a class with a dispose method of its own', `
import { Readable } from 'node:stream';
import type { Client } from 'undici';

class Marker {
  [Symbol.dispose]() {
    console.log('over');
  }
}

export function nothingToClose(client: Client) {
  const iterator = [1, 2, 3].values();
  const timer = setTimeout(() => console.log(client.closed), 10);
  const reader = Readable.from(['text']);
  const marker = new Marker();
  const abort = new AbortController();
  console.log(iterator, timer, reader, marker, abort);
}
`),
]);

scenario(175, 'recursion and unfinished code', silent, [
  good('a function that calls itself', `
import { Easy } from 'node-libcurl';

export function countdown(count: number): number {
  const easy = new Easy();
  easy.close();
  return count === 0 ? 0 : countdown(count - 1);
}
`),
  good('factories that call each other', `
import { Easy } from 'node-libcurl';

export function odd(count: number): Easy {
  return count === 0 ? new Easy() : even(count - 1);
}

export function even(count: number): Easy {
  return count === 0 ? new Easy() : odd(count - 1);
}
`),
  good('closers that call each other', `
import type { Easy } from 'node-libcurl';

export function first(easy: Easy, turns: number): void {
  if (turns > 0) second(easy, turns - 1);
}

export function second(easy: Easy, turns: number): void {
  first(easy, turns);
}
`),
  good('a getter that reads itself, a class that extends itself by name', `
import { Easy } from 'node-libcurl';

export class Loop {
  get easy(): Easy {
    return this.easy;
  }
}

export const Circle = class Circle extends Loop {
  override get easy(): Easy {
    return super.easy;
  }
};
`),
  good('a function and a member of it that it refers to', `
import { Easy } from 'node-libcurl';

function api() {
  return each;
}
const each = api.each;

export function probe() {
  const easy = new Easy();
  try {
    easy.setOpt('URL', api());
    easy.perform();
  } finally {
    easy.close();
  }
}
`),
  good('odd callees', `
import { Easy } from 'node-libcurl';

export function odd(callbacks: (() => void)[], easy: Easy | undefined) {
  (() => {})();
  callbacks[0]?.();
  (callbacks[1] ?? (() => {}))();
  (0, easy?.getInfo)?.call(easy, 'RESPONSE_CODE');
  new (class {})();
  super_();
  function super_() {}
}
`),
]);

describe('175, in an editor: a half-typed file gives a syntax error and no failing rule', () => {
  const unfinished = [
    "import { Curl } from 'node-libcurl';\nconst curl = new Curl(\n",
    "import { Curl } from 'node-libcurl';\nconst curl = new Curl();\ntry {\n  curl.\n} finally {\n",
    "import { Curl } from 'node-libcurl';\nclass A { #curl = new Curl(); async [Symbol.\n",
    "import { Curl } from 'node-libcurl';\nawait using curl = closing(",
  ];
  it.each(unfinished)('%j', (code) => {
    expect(() => lint(code)).toThrow(/^sample\.ts:\d+: Parsing error/);
  });
});
