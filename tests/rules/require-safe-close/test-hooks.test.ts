// A session made in a test's set-up must be closed in the matching tear-down, in every framework's words.
import { describe } from 'vitest';
import { bad, checkAll, good, improvable } from '../support/sample.ts';

interface Framework {
  readonly name: string;
  readonly imports: string;
  /** Set-up and tear-down that match. */
  readonly pairs: readonly (readonly [string, string])[];
  /** Set-up and tear-down that do not: the one runs oftener than the other. */
  readonly mismatch?: readonly [string, string];
}

const frameworks: readonly Framework[] = [
  {
    name: 'vitest',
    imports: "import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';",
    pairs: [['beforeEach', 'afterEach'], ['beforeAll', 'afterAll']],
    mismatch: ['beforeEach', 'afterAll'],
  },
  {
    name: 'jest',
    imports: "import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';",
    pairs: [['beforeEach', 'afterEach'], ['beforeAll', 'afterAll']],
    mismatch: ['beforeEach', 'afterAll'],
  },
  { name: 'jest, with its globals', imports: '', pairs: [['beforeEach', 'afterEach'], ['beforeAll', 'afterAll']], mismatch: ['beforeEach', 'afterAll'] },
  { name: 'mocha, with its globals', imports: '', pairs: [['before', 'after'], ['setup', 'teardown'], ['suiteSetup', 'suiteTeardown']] },
  { name: 'mocha', imports: "import { after, afterEach, before, beforeEach } from 'mocha';", pairs: [['before', 'after'], ['beforeEach', 'afterEach']] },
  { name: 'node:test', imports: "import { after, afterEach, before, beforeEach, test } from 'node:test';", pairs: [['before', 'after'], ['beforeEach', 'afterEach']] },
  {
    name: 'playwright-test',
    imports: "import { test } from '@playwright/test';",
    pairs: [['test.beforeEach', 'test.afterEach'], ['test.beforeAll', 'test.afterAll']],
  },
];

for (const { name, imports, pairs, mismatch } of frameworks) {
  describe(name, () => {
    for (const [open, close] of pairs) {
      checkAll([
        good(`${open} opens, ${close} closes`, `
${imports}
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

let client: Client;

${open}(() => {
  client = new Client('http://127.0.0.1:8080');
});

${close}(async () => {
  await safelyCloseClient(client);
});
`, { filename: 'sample.test.ts' }),
        bad(`${open} opens and nothing closes`, `
${imports}
import { Client } from 'undici';

let client: Client;

${open}(() => {
  client = new Client('http://127.0.0.1:8080'); // ! require-safe-close
});
`, { filename: 'sample.test.ts' }),
      ]);
    }
    if (mismatch) {
      checkAll([
        bad(`${mismatch[0]} opens, ${mismatch[1]} closes the last one only`, `
${imports}
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

let client: Client;

${mismatch[0]}(() => {
  client = new Client('http://127.0.0.1:8080'); // ! require-safe-close
});

${mismatch[1]}(async () => {
  await safelyCloseClient(client);
});
`, { filename: 'sample.test.ts' }),
      ]);
    }
  });
}

describe('by way of another name', () => {
  checkAll([
    good('what a callback gets is closed by the name that the file has for it', `
import { safelyCloseClient } from 'safely-close';
import { MongoClient } from 'mongodb';

let connection;

before((done) => {
  MongoClient.connect('mongodb://127.0.0.1', (error, db) => {
    connection = db;
    done(error);
  });
});

after(() => safelyCloseClient(connection));
`, { filename: 'sample.test.js' }),
    good('what a variable of the set-up held first', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

let client;

beforeEach(() => {
  const opened = new Client('http://127.0.0.1:8080');
  client = opened;
});

afterEach(() => safelyCloseClient(client));
`, { filename: 'sample.test.js' }),
    bad('which nothing closes', `
import { Client } from 'undici';

let client;

beforeEach(() => {
  const opened = new Client('http://127.0.0.1:8080'); // ! require-safe-close
  client = opened;
});
`, { filename: 'sample.test.js' }),
  ]);
});

describe('ava', () => {
  checkAll([
    good('through the test\'s context', `
import test from 'ava';
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

test.beforeEach((t) => {
  t.context = { client: new Client('http://127.0.0.1:8080') };
});

test.afterEach.always(async (t) => {
  await safelyCloseClient(t.context.client);
});
`, { filename: 'sample.test.ts' }),
    good('through a shared variable', `
import test from 'ava';
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

let client: Client;

test.before(() => {
  client = new Client('http://127.0.0.1:8080');
});

test.after.always(async () => {
  await safelyCloseClient(client);
});
`, { filename: 'sample.test.ts' }),
    bad('set-up without tear-down', `
import test from 'ava';
import { Client } from 'undici';

let client: Client;

test.before(() => {
  client = new Client('http://127.0.0.1:8080'); // ! require-safe-close
});

test('answers', async (t) => {
  t.is((await client.request({ path: '/', method: 'HEAD' })).statusCode, 200);
});
`, { filename: 'sample.test.ts' }),
  ]);
});

describe('the shapes of hooks', () => {
  checkAll([
    good('inside a describe block', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

describe('client', () => {
  let client: Client;

  beforeEach(() => {
    client = new Client('http://127.0.0.1:8080');
  });

  afterEach(() => safelyCloseClient(client));

  it('answers', async () => {
    expect((await client.request({ path: '/', method: 'HEAD' })).statusCode).toBe(200);
  });
});
`),
    bad('tear-down of another describe block', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { afterEach, beforeEach, describe } from 'vitest';

let client: Client;

describe('first', () => {
  beforeEach(() => {
    client = new Client('http://127.0.0.1:8080'); // ! require-safe-close
  });
});

describe('second', () => {
  afterEach(() => safelyCloseClient(client));
});
`),
    good('a tear-down that the set-up returns', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { beforeEach } from 'vitest';

let client: Client;

beforeEach(() => {
  client = new Client('http://127.0.0.1:8080');
  return async () => {
    await safelyCloseClient(client);
  };
});
`),
    good('closed if it was opened at all', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { afterEach, test } from 'vitest';

let client: Client | undefined;

afterEach(async () => {
  await safelyCloseClient(client);
  client = undefined;
});

test('answers', async () => {
  client = new Client('http://127.0.0.1:8080');
  await client.request({ path: '/', method: 'HEAD' });
});
`, { modes: ['recommended'] }),
    good('opened where the variable is declared, in a describe block', `
import { closeAll } from 'safely-close';
import { Client } from 'undici';
import { afterAll, describe } from 'vitest';

describe('client', () => {
  const client = new Client('http://127.0.0.1:8080');

  afterAll(() => closeAll([client]));
});
`),
    good('an object that holds what the set-up made', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { afterEach, beforeEach } from 'vitest';

const context: { client?: Client } = {};

beforeEach(() => {
  context.client = new Client('http://127.0.0.1:8080');
});

afterEach(async () => {
  await safelyCloseClient(context.client);
});
`),
    improvable('a bare close in the tear-down', `
import { Client } from 'undici';
import { afterEach, beforeEach } from 'vitest';

let client: Client;

beforeEach(() => {
  client = new Client('http://127.0.0.1:8080');
});

afterEach(async () => {
  await client.close(); // ! prefer-safe-close
});
`),
    bad('closed at the end of the test body only', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { expect, test } from 'vitest';

test('answers', async () => {
  const client = new Client('http://127.0.0.1:8080'); // ! require-safe-close
  expect((await client.request({ path: '/', method: 'HEAD' })).statusCode).toBe(200);
  await safelyCloseClient(client);
});
`),
    bad('the tear-down closes on a condition that has nothing to do with it', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { afterEach, beforeEach } from 'vitest';

let client: Client;
let verbose = false;

beforeEach(() => {
  client = new Client('http://127.0.0.1:8080'); // ! require-safe-close
});

afterEach(async () => {
  if (verbose) await safelyCloseClient(client);
});

export const talk = () => {
  verbose = true;
};
`),
    good('node:test\'s context', `
import { test } from 'node:test';
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

test('answers', async (context) => {
  const client = new Client('http://127.0.0.1:8080');
  context.after(async () => {
    await safelyCloseClient(client);
  });
  await client.request({ path: '/', method: 'HEAD' });
});
`),
    good('ava\'s t.teardown and tap\'s', `
import test from 'ava';
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

test('answers', async (t) => {
  const client = new Client('http://127.0.0.1:8080');
  t.teardown(() => safelyCloseClient(client));
  await client.request({ path: '/', method: 'HEAD' });
});
`),
    bad('a tear-down that may fail on its way to the close, under strict', `
import { afterEach, beforeEach } from 'vitest';
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { forget } from './users.js';

let client: Client;

beforeEach(() => {
  client = new Client('http://127.0.0.1:8080'); // !strict require-safe-close
});
afterEach(async () => {
  await forget('somebody');
  await safelyCloseClient(client);
});
`),
    good('a tear-down that closes before it does anything else', `
import { afterEach, beforeEach } from 'vitest';
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { forget } from './users.js';

let client: Client;

beforeEach(() => {
  client = new Client('http://127.0.0.1:8080');
});
afterEach(async () => {
  await safelyCloseClient(client);
  await forget('somebody');
});
`),
  ]);
});
