// What `--fix` writes without asking: only where the program does the same afterwards.
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';
import type { LintOptions } from '../support/lint.ts';

const options: LintOptions = { rules: ['prefer-await-using'] };

const head = `import { closing, safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
export { closing };
`;

const fixOf = (code: string): string | undefined => {
  const findings = lint(head + code, options);
  expect(findings, 'one finding is expected').toHaveLength(1);
  return findings[0]?.fixed?.slice(head.length);
};

describe('fixed', () => {
  it('where the `finally` has nothing but the safe close of what was declared just before the `try`', () => {
    expect(fixOf(`export async function status(origin: string) {
  const client = new Client(origin);
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await safelyCloseClient(client);
  }
}
`)).toBe(`export async function status(origin: string) {
  await using client = closing(new Client(origin));
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
}
`);
  });

  it('at the top level of a module', () => {
    expect(fixOf(`const client = new Client('http://127.0.0.1');
try {
  await client.request({ path: '/', method: 'HEAD' });
} finally {
  await safelyCloseClient(client);
}
`)).toContain("await using client = closing(new Client('http://127.0.0.1'));");
  });

  it('two in one another, in as many runs', () => {
    let code = `${head}export async function both(origin: string) {
  const outer = new Client(origin);
  try {
    await outer.request({ path: '/', method: 'HEAD' });
    const inner = new Client(origin);
    try {
      await inner.request({ path: '/', method: 'HEAD' });
    } finally {
      await safelyCloseClient(inner);
    }
  } finally {
    await safelyCloseClient(outer);
  }
}
`;
    for (let run = 0; run < 3; run += 1) code = lint(code, options)[0]?.fixed ?? code;
    expect(code).toBe(`${head}export async function both(origin: string) {
  await using outer = closing(new Client(origin));
  await outer.request({ path: '/', method: 'HEAD' });
  await using inner = closing(new Client(origin));
  await inner.request({ path: '/', method: 'HEAD' });
}
`);
  });
});

describe('not fixed, only offered, because the program would do something else', () => {
  const status = (before: string, close: string, after = ''): string => `export async function status(origin: string) {
  const client = new Client(origin);${before}
  try {
    console.log((await client.request({ path: '/', method: 'HEAD' })).statusCode);
  } finally {
    ${close}
  }${after}
}
`;

  it.each([
    ['a bare close would become a safe one', status('', 'await client.close();')],
    ['a deadline would be lost', status('', 'await safelyCloseClient(client, { timeoutMs: 10 });')],
    ['what stands between would be covered', status('\n  const path = nextPath();', 'await safelyCloseClient(client);').replace("path: '/'", 'path').concat('declare function nextPath(): string;\n')],
    ['what stands behind would come before the close', status('', 'await safelyCloseClient(client);', "\n  console.log('done');")],
    ['something else is in the `finally`', status('', "console.log('closing');\n    await safelyCloseClient(client);")],
    ['a request that nobody awaits would be cut off, or awaited', status('', 'await safelyCloseClient(client);').replace('console.log((await client', 'void ((client').replace(".statusCode", '')],
  ])('%s', (_why, code) => {
    const findings = lint(head + code, options);
    expect(findings.map(({ fixed }) => fixed)).not.toContainEqual(expect.any(String));
  });
});
