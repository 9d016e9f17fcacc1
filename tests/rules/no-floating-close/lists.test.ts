// Closes for each element of a list: a list of promises is waited for by Promise.all alone, and forEach waits for nothing.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';

const closing = (statements: string): string => `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origins: string[]) {
  const clients = origins.map((origin) => new Client(origin));
  ${statements}
}

export const close = safelyCloseClient;
`;
const only = { rules: ['no-floating-close'] } as const;

describe('reported at the close', () => {
  checkAll([
    bad('in a list of promises that is awaited as it is', closing('await clients.map((client) => client.close()); // ! no-floating-close'), only),
    bad('in a list that is dropped', closing('clients.map((client) => client.close()); // ! no-floating-close'), only),
    bad('awaited in the callback, whose own promise is dropped', closing('clients.map(async (client) => { await client.close(); }); // ! no-floating-close'), only),
    bad('awaited in a callback of forEach', closing('clients.forEach(async (client) => { await client.close(); }); // ! no-floating-close'), only),
    bad('by the safe close, in a list that is awaited as it is', closing('await clients.map((client) => safelyCloseClient(client)); // ! no-floating-close'), only),
    bad('in a list that is written out', closing('const client = new Client(String(origins));\n  await [client.close()]; // ! no-floating-close'), only),
  ]);
});

describe('silent', () => {
  checkAll([
    good('awaited together', closing('await Promise.all(clients.map((client) => client.close()));'), only),
    good('awaited together, by callbacks that wait', closing('await Promise.all(clients.map(async (client) => { await client.close(); }));'), only),
    good('kept and awaited together', closing('const closes = clients.map((client) => client.close());\n  await Promise.all(closes);'), only),
    good('awaited one by one', closing('for (const closed of clients.map((client) => client.close())) await closed;'), only),
    good('returned', closing('return clients.map((client) => client.close());'), only),
    good('awaited in a loop', closing('for (const client of clients) await client.close();'), only),
  ]);
});
