// What is offered for a try and finally, and where nothing may be.
import { describe } from 'vitest';
import { offers, offersNoneThat } from '../support/suggestion.ts';

const rule = 'prefer-await-using';

describe('offered', () => {
  offers('the `try` is unwrapped and its body moved out', rule, `
import { closing, safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  try {
    const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
    return statusCode;
  } finally {
    await safelyCloseClient(client);
  }
}

export { closing };
`, `
import { closing, safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  await using client = closing(new Client(origin));
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  return statusCode;
}

export { closing };
`);

  offers('template literals and comments in the moved body stay as they are', rule, `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function post(origin: string) {
  const client = new Client(origin);
  try {
    // Two lines, the second indented.
    const body = \`first
      second\`;
    await client.request({ path: '/', method: 'POST', body });
  } finally {
    await client.close();
  }
}

export { closing };
`, `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function post(origin: string) {
  await using client = closing(new Client(origin));
  // Two lines, the second indented.
  const body = \`first
      second\`;
  await client.request({ path: '/', method: 'POST', body });
}

export { closing };
`);

  offers('a bare block keeps the scope where something with effects follows', rule, `
import { closing, safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { record } from './record.js';

export async function status(origin: string) {
  const client = new Client(origin);
  try {
    await client.request({ path: '/', method: 'HEAD' });
  } finally {
    await safelyCloseClient(client);
  }
  record(origin);
}

export { closing };
`, `
import { closing, safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { record } from './record.js';

export async function status(origin: string) {
  {
    await using client = closing(new Client(origin));
    await client.request({ path: '/', method: 'HEAD' });
  }
  record(origin);
}

export { closing };
`);
});

describe('not offered', () => {
  offersNoneThat('loses a comment of the `finally`', rule, `
import { closing, safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    // The peer keeps connections open for an hour.
    await safelyCloseClient(client);
  }
}

export { closing };
`, (output) => !output.includes('// The peer keeps connections open for an hour.'));
});
