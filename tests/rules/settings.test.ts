// `settings['safely-close']`: what they change, and what is said of a wrong one.
import { describe, expect, it } from 'vitest';
import { lint } from './support/lint.ts';
import { bad, checkAll, good } from './support/sample.ts';

const code = "import { Easy } from 'node-libcurl';\nexport function probe(easy: Easy) {\n  console.log(easy);\n}\n";

describe('a wrong setting is named', () => {
  const wrong: readonly (readonly [string, Record<string, unknown>])[] = [
    ['mode', { mode: 'lax' }],
    ['types', { types: 'yes' }],
    ['closers', { closers: 'finish' }],
    ['closers', { closers: [1] }],
    ['factories', { factories: [{ module: './open.js' }] }],
    ['clients', { clients: [{ name: 'Link' }] }],
    ['ignoreThrowsFrom', { ignoreThrowsFrom: [1] }],
    ['runtime', { runtime: { style: 'sometimes' } }],
    ['colour', { colour: 'blue' }],
  ];
  it.each(wrong)('%s: %j', (name, settings) => {
    expect(() => lint(code, { settings })).toThrow(name);
  });
});

describe('clients', () => {
  const clients = [
    {
      module: '@acme/link',
      name: 'Link',
      acquiredBy: [{ by: 'new', export: 'Link' }, { by: 'call', export: 'dial', awaited: true }],
      armedBy: ['open'],
      closes: [{ name: 'hangUp', manner: 'polite', settles: 'promise' }],
      configures: ['tune'],
      requests: ['say'],
    },
  ];
  checkAll([
    bad('made by new, armed by its first call', `
import { Link } from '@acme/link';

export function probe() {
  const link = new Link(); // ! require-safe-close
  link.open();
}
`, { settings: { clients } }),
    good('never armed', `
import { Link } from '@acme/link';

export function probe() {
  const link = new Link();
  console.log(link);
}
`, { settings: { clients } }),
    bad('made by a factory', `
import { dial } from '@acme/link';

export async function probe() {
  const link = await dial(); // ! require-safe-close
  link.open();
}
`, { settings: { clients } }),
    good('closed by its own method, awaited', `
import { Link } from '@acme/link';

export async function probe(link: Link) {
  console.log(link);
}
`, { settings: { clients } }),
    bad('its own close, un-awaited', `
import { Link } from '@acme/link';

export async function probe() {
  const link = new Link();
  link.hangUp(); // ! no-floating-close
}
`, { settings: { clients } }),
    bad('its requests', `
import { Link } from '@acme/link';
import { closing } from 'safely-close';

export async function probe() {
  await using link = closing(new Link());
  return link.say('hello'); // ! no-unsettled-request
}
`, { settings: { clients } }),
    good('without the settings it is no session', `
import { Link } from '@acme/link';

export function probe() {
  const link = new Link();
  link.open();
}
`),
    bad('in the shape of the catalog', `
import { Link } from '@acme/link/client';

export function probe() {
  const link = new Link(); // ! require-safe-close
  console.log(link);
}
`, {
      settings: {
        clients: [
          {
            library: '@acme/link',
            modules: ['@acme/link'],
            clients: [{ name: 'Link', acquiredBy: [{ by: 'new', export: 'Link' }], armedBy: 'acquisition', lifetime: 'scope', closes: ['hangUp'], secondClose: 'ignored', configures: [], requests: [] }],
          },
        ],
      },
    }),
  ]);
});

describe('closers', () => {
  const sample = (settings?: Record<string, unknown>) =>
    (settings ? good : bad)(`with ${JSON.stringify(settings ?? {})}`, `
import { Client } from 'undici';
import { finish } from '@acme/finish';

export async function probe(origin: string) {
  const client = new Client(origin);${settings ? '' : ' // ! require-safe-close'}
  await finish(client);
}
`, settings ? { settings } : {});
  checkAll([
    sample(),
    sample({ closers: ['finish'] }),
    sample({ closers: [{ name: 'finish', module: '@acme/finish' }] }),
    bad('of another module', `
import { Client } from 'undici';
import { finish } from '@acme/finish';

export async function probe(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  await finish(client);
}
`, { settings: { closers: [{ name: 'finish', module: '@acme/other' }] } }),
  ]);
});

describe('factories', () => {
  const settings = { factories: [{ name: 'lease', module: '@acme/lease', client: 'Curl', awaited: true }, 'borrowOne'] };
  checkAll([
    bad('a named factory hands out a fresh session', `
import { lease } from '@acme/lease';

export async function probe() {
  const curl = await lease(); // ! require-safe-close
  console.log(curl);
}
`, { settings }),
    good('closed as its client is', `
import { lease } from '@acme/lease';
import { closing } from 'safely-close';

export async function probe() {
  await using curl = closing(await lease());
  console.log(curl);
}
`, { settings }),
    bad('a factory known by its bare name', `
import { borrowOne } from '@acme/anywhere';

export function probe() {
  const session = borrowOne(); // ! require-safe-close
  console.log(session);
}
`, { settings }),
  ]);
});

describe('ignoreThrowsFrom', () => {
  checkAll([
    good('a function, a method, a dotted name', `
import { Easy } from 'node-libcurl';
import { audit, logger, metrics } from '@acme/observe';

export function probe(url: string) {
  const easy = new Easy();
  audit(url);
  logger.info(url);
  metrics.count(url);
  easy.close();
}
`, { settings: { ignoreThrowsFrom: ['audit', 'logger.info', 'count'] } }),
    bad('another one still may throw', `
import { Easy } from 'node-libcurl';
import { logger } from '@acme/observe';

export function probe(url: string) {
  const easy = new Easy(); // ! require-safe-close
  logger.flush(url);
  easy.close();
}
`, { settings: { ignoreThrowsFrom: ['logger.info'] } }),
  ]);
});
