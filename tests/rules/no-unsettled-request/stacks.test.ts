// Sessions on a stack that its scope disposes: they close with that scope.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';

const scoped = (statements: string, declaration = 'await using stack'): string => `
import { closing, safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  ${declaration} = new AsyncDisposableStack();
  const client = stack.use(closing(new Client(origin)));
  ${statements}
}

export const close = safelyCloseClient;
`;
const only = { rules: ['no-unsettled-request'] } as const;

describe('reported at the request', () => {
  checkAll([
    bad('returned from the scope of the stack', scoped("return client.request({ path: '/', method: 'GET' }); // ! no-unsettled-request"), only),
    bad('left floating', scoped("void client.request({ path: '/', method: 'GET' }); // ! no-unsettled-request"), only),
    bad('of a session that is adopted', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  await using stack = new AsyncDisposableStack();
  const client = new Client(origin);
  stack.adopt(client, safelyCloseClient);
  return client.request({ path: '/', method: 'GET' }); // ! no-unsettled-request
}
`, only),
  ]);
});

describe('silent', () => {
  checkAll([
    good('awaited', scoped("return await client.request({ path: '/', method: 'GET' });"), only),
    good('on a stack that moves on', scoped("const first = client.request({ path: '/', method: 'GET' });\n  return { first, stack: stack.move() };"), only),
    good('on a stack that lives longer', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function status(stack: AsyncDisposableStack, origin: string) {
  const client = stack.use(closing(new Client(origin)));
  return client.request({ path: '/', method: 'GET' });
}
`, only),
  ]);
});
