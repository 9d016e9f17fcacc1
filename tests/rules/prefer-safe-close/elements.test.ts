// The elements of a list, set or map are known for what they are: by what makes them, what is put in, or the declared type.
import { describe } from 'vitest';
import { checkAll, improvable } from '../support/sample.ts';

const modes = { modes: ['recommended'] } as const;

describe('a bare close of', () => {
  checkAll([
    improvable('every element of a list that a factory made', `
import { Client } from 'undici';

export async function warm(origins: readonly string[]) {
  const clients = origins.map((origin) => new Client(origin));
  for (const client of clients) {
    await client.close(); // ! prefer-safe-close
  }
}
`, modes),
    improvable('what was put into a map', `
import { Client } from 'undici';

export async function warm(origins: readonly string[]) {
  const clients = new Map();
  for (const origin of origins) clients.set(origin, new Client(origin));
  for (const [origin, client] of clients) {
    console.log(origin);
    await client.close(); // ! prefer-safe-close
  }
}
`, modes),
    improvable('what a field is declared to hold', `
import { Client } from 'undici';

export class Clients {
  private readonly all: Client[] = [];

  add(origin: string) {
    this.all.push(new Client(origin));
  }

  async close() {
    for (const client of this.all) {
      await client.close(); // ! prefer-safe-close
    }
  }
}
`, modes),
    improvable('one of two that were opened together', `
import { MongoClient } from 'mongodb';

export async function copy(from: string, to: string) {
  const [source, target] = [new MongoClient(from), new MongoClient(to)];
  await Promise.allSettled([source.close(), target.close()]); // ! prefer-safe-close, prefer-safe-close
}
`, modes),
    improvable('a parameter that stands for each in turn, and of which nobody waits for the end', `
import { Client } from 'undici';

export function stop(clients: readonly Client[]) {
  clients.forEach((client) => {
    client.close(); // ! prefer-safe-close
  });
}
`, modes),
  ]);
});
