// Where a rewrite to `await using` must not be offered.
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';
import { bad, good, improvable } from '../support/sample.ts';
import type { Sample } from '../support/sample.ts';
import { reportedBy, scenario, silent } from '../support/scenario.ts';

/** The texts that the suggestions on a sample would write, in both modes. */
function outputsOf(sample: Sample): readonly string[] {
  return (['recommended', 'strict'] as const).flatMap((mode) =>
    lint(sample.code, { mode, ...(sample.filename === undefined ? {} : { filename: sample.filename }) }).flatMap((finding) => finding.suggestions.map(({ output }) => output)),
  );
}

function newlyAwaitUsing(sample: Sample): readonly string[] {
  const before = sample.code.split('await using').length;
  return outputsOf(sample).filter((output) => output.split('await using').length > before);
}

const notOffered: readonly Sample[] = [
  improvable('the session is used after the `try`', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { describe } from './describe.js';

export async function status(origin: string) {
  const client = new Client(origin);
  try {
    await client.request({ path: '/', method: 'HEAD' });
  } finally {
    await client.close(); // ! prefer-safe-close
  }
  return describe(client.closed);
}
`),
  good('the variable is assigned again', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  let client = new Client(origin);
  try {
    await safelyCloseClient(client);
    client = new Client(origin);
    await client.request({ path: '/', method: 'HEAD' });
  } finally {
    await safelyCloseClient(client);
  }
}
`),
  good('`var` is visible in the whole function', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string, wanted: boolean) {
  if (wanted) {
    var client = new Client(origin);
    try {
      await client.request({ path: '/', method: 'HEAD' });
    } finally {
      await safelyCloseClient(client);
    }
  }
  console.log(client?.closed);
}
`),
  good('a call between the declaration and the `try`, which the close would come to cover', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  console.log('before the try', origin);
  try {
    await client.request({ path: '/', method: 'HEAD' });
  } finally {
    await safelyCloseClient(client);
  }
}
`),
  good('the session is returned', `
import { Client } from 'undici';

export async function open(origin: string) {
  const client = new Client(origin);
  return client;
}
`),
  bad('a static block has no `await`', `
import { Easy } from 'node-libcurl';

export class Version {
  static text: unknown;
  static {
    const easy = new Easy(); // ! require-safe-close
    Version.text = easy.getInfo('EFFECTIVE_URL');
  }
}
`),
  bad('a function that is not async and whose callers are unknown', `
import { Easy } from 'node-libcurl';

export function status(url: string) {
  const easy = new Easy(); // ! require-safe-close
  easy.setOpt('URL', url);
  easy.perform();
  return easy.getInfo('RESPONSE_CODE');
}
`),
  good('two sessions closed in the order they were opened', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function both(origin: string) {
  let first: Client | undefined;
  let second: Client | undefined;
  try {
    first = new Client(origin);
    second = new Client(origin);
    await first.request({ path: '/', method: 'HEAD' });
    await second.request({ path: '/', method: 'HEAD' });
  } finally {
    await safelyCloseClient(first);
    await safelyCloseClient(second);
  }
}
`),
];

/** A leak, so that closing on every path is what the report asks for; prefer-await-using has no say in it. */
const conditionalClose = bad('the close stands under a condition', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string, keep: boolean) {
  const client = new Client(origin); // ! require-safe-close
  try {
    await client.request({ path: '/', method: 'HEAD' });
  } finally {
    if (!keep) await safelyCloseClient(client);
  }
}
`);

scenario(177, 'shapes that look like `await using` and are not', silent, [...notOffered, conditionalClose]);

describe('177: none of them is offered `await using`', () => {
  it.each(notOffered.map((sample) => [sample.title, sample] as const))('%s', (_title, sample) => {
    expect(newlyAwaitUsing(sample)).toEqual([]);
  });
});

const handedOff: readonly Sample[] = [
  bad('returned on one path', `
import { Client } from 'undici';

export async function open(origin: string, wanted: boolean) {
  const client = new Client(origin); // ! require-safe-close
  if (wanted) return client;
  return null;
}
`),
  bad('stored in a module-level variable on one path', `
import { Client } from 'undici';

let current: Client | undefined;

export async function open(origin: string, wanted: boolean) {
  const client = new Client(origin); // ! require-safe-close
  if (wanted && !current) current = client;
}

export const status = () => current?.closed;
`),
  bad('handed over to a callback that outlives the function', `
import type { EventEmitter } from 'node:events';
import { Client } from 'undici';

export async function onDemand(bell: EventEmitter, origin: string) {
  const client = new Client(origin); // ! require-safe-close
  bell.on('ring', () => client.request({ path: '/', method: 'POST' }));
}
`),
];

scenario(179, 'no rewrite to `await using` where the session leaves the block', reportedBy('require-safe-close'), handedOff);

describe('179: none of them is offered `await using`', () => {
  it.each(handedOff.map((sample) => [sample.title, sample] as const))('%s', (_title, sample) => {
    expect(newlyAwaitUsing(sample)).toEqual([]);
  });
});
