// Random nests of statements around one database: is it used or closed after its close on some path? A plain walk over all
// paths decides.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';
import { database, misuses, printed, program } from '../support/program.ts';
import { propertyRuns } from '../support/property-runs.ts';

const runs = propertyRuns(120);

describe.each(['recommended', 'strict'] as const)('%s', (mode) => {
  it.each([['without loops', false], ['with loops', true]] as const)('reports a program %s exactly when one of its paths uses it closed', (_title, loops) => {
    fc.assert(
      fc.property(program(loops), (statements) => {
        const client = { ...database, useMayThrow: mode === 'strict' };
        const code = printed(statements, client);
        expect(lint(code, { mode, rules: ['no-use-after-close'] }).length > 0, code).toBe(misuses(statements, client));
      }),
      runs,
    );
  });
});

it('the yardstick knows misuse when it sees it', () => {
  expect(misuses([{ kind: 'use' }, { kind: 'close' }], database)).toBe(false);
  expect(misuses([{ kind: 'close' }, { kind: 'use' }], database)).toBe(true);
  expect(misuses([{ kind: 'loop', body: [{ kind: 'close' }] }], database)).toBe(true);
});
