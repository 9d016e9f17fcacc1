// What is offered for a scope over what cannot be disposed.
import { describe, expect } from 'vitest';
import { offers, offersNothing, offersOnly } from '../support/suggestion.ts';

const rule = 'no-invalid-await-using';

describe('offered', () => {
  offers('closing around the initializer', rule, `
import { Curl } from 'node-libcurl';
import { closing } from 'safely-close';

export async function probe() {
  await using curl = new Curl();
  console.log(curl);
}

export { closing };
`, `
import { Curl } from 'node-libcurl';
import { closing } from 'safely-close';

export async function probe() {
  await using curl = closing(new Curl());
  console.log(curl);
}

export { closing };
`);

  offersOnly('`await using` in place of `using`, in an async function', rule, `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function probe(origin: string) {
  using client = closing(new Client(origin));
  console.log(client);
}
`, (output) => {
    expect(output).toContain('await using client = closing(new Client(origin));');
  });
});

describe('not offered', () => {
  offersNothing('`await using` in a function that cannot await', rule, `
import { closing } from 'safely-close';
import { Client } from 'undici';

export function probe(origin: string) {
  using client = closing(new Client(origin));
  console.log(client);
}
`);
});
