// What the rules learn from other files of the project, by relative imports in both module systems.
import { describe } from 'vitest';
import { checkProject } from '../support/project.ts';

const openTs = `import { Client } from 'undici';

export const open = (origin: string) => new Client(origin);
export default open;
`;

describe('factories', () => {
  checkProject('a factory in the next file: its caller owns the session', {
    'open.ts': openTs,
    'status.ts': `import { open } from './open.ts';

export function status(origin: string) {
  const client = open(origin); // ! require-safe-close
  return client.closed;
}
`,
  });

  checkProject('its caller closes', {
    'open.ts': openTs,
    'status.ts': `import { closing } from 'safely-close';
import { open } from './open.ts';

export async function status(origin: string) {
  await using client = closing(open(origin));
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
}
`,
  });

  checkProject('`.js` in the import names the TypeScript file, and so does no ending at all', {
    'open.ts': openTs,
    'first.ts': `import { open } from './open.js';

export function status(origin: string) {
  const client = open(origin); // ! require-safe-close
  return client.closed;
}
`,
    'second.ts': `import { open } from './open';

export function status(origin: string) {
  const client = open(origin); // ! require-safe-close
  return client.closed;
}
`,
  });

  checkProject('default imports, namespaces and renamed exports', {
    'open.ts': `import { Client } from 'undici';

function create(origin: string) {
  return new Client(origin);
}

export { create as open };
export default create;
`,
    'first.ts': `import create from './open.ts';

export function status(origin: string) {
  const client = create(origin); // ! require-safe-close
  return client.closed;
}
`,
    'second.ts': `import * as factory from './open.ts';

export function status(origin: string) {
  const client = factory.open(origin); // ! require-safe-close
  return client.closed;
}
`,
  });

  checkProject('through re-exports, in folders with an index', {
    'clients/open.ts': openTs,
    'clients/index.ts': "export { open as connect } from './open.ts';\nexport * from './open.ts';\n",
    'status.ts': `import { connect, open } from './clients/index.ts';

export function first(origin: string) {
  const client = connect(origin); // ! require-safe-close
  return client.closed;
}

export function second(origin: string) {
  const client = open(origin); // ! require-safe-close
  return client.closed;
}
`,
  });

  checkProject('CommonJS', {
    'package.json': JSON.stringify({ name: 'legacy' }),
    'open.cjs': `const { Client } = require('undici');

exports.open = function (origin) {
  return new Client(origin);
};
`,
    'other.cjs': `const { Client } = require('undici');

module.exports = { create: (origin) => new Client(origin) };
`,
    'status.cjs': `const { open } = require('./open.cjs');
const { create } = require('./other.cjs');

exports.first = function (origin) {
  const client = open(origin); // ! require-safe-close
  return client.closed;
};

exports.second = function (origin) {
  const client = create(origin); // ! require-safe-close
  return client.closed;
};
`,
  });

  checkProject('any number of hops', {
    'one.ts': "import { Client } from 'undici';\nexport const one = (origin: string) => new Client(origin);\n",
    'two.ts': "import { one } from './one.ts';\nexport const two = (origin: string) => one(origin);\n",
    'three.ts': "import { two } from './two.ts';\nexport function three(origin: string) {\n  const client = two(origin);\n  return client;\n}\n",
    'four.ts': "import { three } from './three.ts';\nexport async function four(origin: string) {\n  return three(origin);\n}\n",
    'status.ts': `import { four } from './four.ts';

export async function status(origin: string) {
  const client = await four(origin); // ! require-safe-close
  return client.closed;
}
`,
  });
});

describe('classes', () => {
  checkProject('a session class that a relative module re-exports', {
    'libcurl.ts': "export { Curl, Easy as Handle } from 'node-libcurl';\n",
    'probe.ts': `import { Curl, Handle } from './libcurl.ts';

export function probe() {
  const curl = new Curl(); // ! require-safe-close
  console.log(curl);
}

export function probeAgain() {
  const easy = new Handle(); // ! require-safe-close
  console.log(easy);
}
`,
  });

  checkProject('a subclass in another file', {
    'patient.ts': "import { Curl } from 'node-libcurl';\n\nexport class PatientCurl extends Curl {}\n",
    'probe.ts': `import { PatientCurl } from './patient.ts';

export function probe() {
  const curl = new PatientCurl(); // ! require-safe-close
  console.log(curl);
}
`,
  });

  checkProject('a constructor that can be seen is followed: it keeps nothing', {
    'report.ts': `import type { Client } from 'undici';

export class Report {
  readonly closed: boolean;

  constructor(client: Client) {
    this.closed = client.closed;
  }
}
`,
    'status.ts': `import { Client } from 'undici';
import { Report } from './report.ts';

export function status(origin: string) {
  return new Report(new Client(origin)); // ! require-safe-close
}
`,
  });
});

describe('closers and keepers', () => {
  checkProject('a function of another file that closes', {
    'finish.ts': `import { safelyCloseClient } from 'safely-close';
import type { Client } from 'undici';

export async function done(client: Client) {
  await safelyCloseClient(client);
}
`,
    'status.ts': `import { Client } from 'undici';
import { done } from './finish.ts';

export async function status(origin: string) {
  const client = new Client(origin);
  await done(client);
}
`,
  });

  checkProject('a promising name whose body, in another file, does not close', {
    'finish.ts': `import type { Client } from 'undici';

export function closeLater(client: Client) {
  console.log(client.closed);
}
`,
    'status.ts': `import { Client } from 'undici';
import { closeLater } from './finish.ts';

export function status(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  closeLater(client);
}
`,
  });

  checkProject('a function of another file that keeps', {
    'registry.ts': `import type { Client } from 'undici';

const all = new Set<Client>();

export function remember(client: Client) {
  all.add(client);
}

export const count = () => all.size;
`,
    'status.ts': `import { Client } from 'undici';
import { remember } from './registry.ts';

export function status(origin: string) {
  remember(new Client(origin));
}
`,
  }, { modes: ['recommended'] });

  checkProject('a function of another file whose body cannot throw', {
    'note.ts': 'export function note(text: string) {\n  console.log(text);\n}\n',
    'probe.ts': `import { Easy } from 'node-libcurl';
import { note } from './note.ts';

export function probe(url: string) {
  const easy = new Easy();
  note(url);
  easy.close();
}
`,
  });

  checkProject('the runtime, re-exported by a relative module', {
    'closing.ts': "export { safelyCloseClient as finish, closing } from 'safely-close';\n",
    'status.ts': `import { Client } from 'undici';
import { finish } from './closing.ts';

export async function status(origin: string) {
  const client = new Client(origin);
  await finish(client);
}
`,
  });
});

describe('what must not upset it', () => {
  checkProject('files that import each other', {
    'even.ts': "import { odd } from './odd.ts';\nimport { Client } from 'undici';\nexport const even = (count: number): Client => (count === 0 ? new Client('https://example.com') : odd(count - 1));\n",
    'odd.ts': "import { even } from './even.ts';\nexport const odd = (count: number) => even(count - 1);\n",
    'status.ts': `import { odd } from './odd.ts';

export function status() {
  const client = odd(3); // ! require-safe-close
  return client.closed;
}
`,
  });

  // The factory leads to a user of it, which leads back by way of another file: what that file was taken for meanwhile is not kept.
  checkProject('a circle through a file that passes the factory on', {
    'both.ts': `import { open as first } from './factory.ts';
import { open as second } from './index.ts';

export async function both(origin: string) {
  const client = first(origin); // ! require-safe-close
  await client.request({ path: '/', method: 'HEAD' });
  const other = second(origin); // ! require-safe-close
  await other.request({ path: '/', method: 'HEAD' });
}
`,
    'user.ts': `import { open } from './index.ts';

export async function use(origin: string) {
  const client = open(origin); // ! require-safe-close
  await client.request({ path: '/', method: 'HEAD' });
}
`,
    'index.ts': `import { open as inner } from './factory.ts';

export const open = (origin: string) => inner(origin);
`,
    'factory.ts': `import { Client } from 'undici';
import { use } from './user.ts';

export function open(origin: string) {
  if (origin === '') void use('');
  return new Client(origin);
}
`,
  }, { modes: ['recommended'] });

  checkProject('a neighbour that is missing, and one that does not parse', {
    'status.ts': `import { Client } from 'undici';
import { missing } from './missing.ts';
// The neighbour is half typed.
import { broken } from './broken.js';

export function status(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  missing(client);
  broken(client);
}
`,
    'broken.js': 'export function broken(client) {\n  client.\n',
  }, { neighbours: ['broken.js'] });

  checkProject('a file without any session nearby', {
    'plain.ts': 'export const double = (value: number) => value * 2;\n',
    'main.ts': "import { double } from './plain.ts';\n\nexport const four = double(2);\n",
  });
});
