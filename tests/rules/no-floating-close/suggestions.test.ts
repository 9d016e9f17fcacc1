// What is offered for a floating close.
import { describe, expect } from 'vitest';
import { offers, offersNothing, offersOnly } from '../support/suggestion.ts';

const rule = 'no-floating-close';

describe('offered', () => {
  offers('straight to `await safelyCloseClient(…)`', rule, `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  client.close();
}

export { safelyCloseClient };
`, `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  await safelyCloseClient(client);
}

export { safelyCloseClient };
`);

  offers('`await` in front of safelyCloseClient', rule, `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  safelyCloseClient(client);
}
`, `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  await safelyCloseClient(client);
}
`);

  offers('`await` in place of `void`', rule, `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  void safelyCloseClient(client);
}
`, `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  await safelyCloseClient(client);
}
`);

  offersOnly('with the import it needs', rule, `
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  client.close();
}
`, (output) => {
    expect(output).toContain('await safelyCloseClient(client);');
    expect(output.match(/^import \{ safelyCloseClient \} from 'safely-close';$/gm)).toHaveLength(1);
  });
});

describe('not offered', () => {
  offersNothing('in a function that is not async and whose callers are unknown', rule, `
import { Client } from 'undici';

export function touch(origin: string) {
  const client = new Client(origin);
  client.close();
}
`);
});
