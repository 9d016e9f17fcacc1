// Random nests of statements around one session, whose leak status a plain walk over all paths decides.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';
import type { Mode } from '../support/lint.ts';
import { leaks, printed, program } from '../support/program.ts';

const isReported = (code: string, mode: Mode): boolean => lint(code, { mode, rules: ['require-safe-close'] }).length > 0;
const runs = { seed: 20261122, numRuns: 400 };

describe.each(['recommended', 'strict'] as const)('%s', (mode) => {
  it('reports a program without loops exactly when one of its paths leaks', () => {
    fc.assert(
      fc.property(program(false), (statements) => {
        const code = printed(statements);
        expect(isReported(code, mode), code).toBe(leaks(statements));
      }),
      runs,
    );
  });

  it('reports a program with loops whenever one of its paths leaks', () => {
    fc.assert(
      fc.property(program(true), (statements) => {
        fc.pre(leaks(statements));
        const code = printed(statements);
        expect(isReported(code, mode), code).toBe(true);
      }),
      runs,
    );
  });

  it('reports a program with loops only when one of its paths leaks', () => {
    fc.assert(
      fc.property(program(true), (statements) => {
        fc.pre(!leaks(statements));
        const code = printed(statements);
        expect(isReported(code, mode), code).toBe(false);
      }),
      runs,
    );
  });
});

describe('the yardstick itself', () => {
  it('makes programs of both kinds, with and without leaks', () => {
    const sample = fc.sample(program(true), runs);
    const leaking = sample.filter(leaks).length;
    expect(leaking).toBeGreaterThan(sample.length * 0.2);
    expect(sample.length - leaking).toBeGreaterThan(sample.length * 0.1);
  });

  it('knows a leak when it sees one', () => {
    expect(leaks([])).toBe(true);
    expect(leaks([{ kind: 'close' }])).toBe(false);
    expect(leaks([{ kind: 'work' }, { kind: 'close' }])).toBe(true);
    expect(leaks([{ kind: 'try', body: [{ kind: 'work' }], handler: undefined, finalizer: [{ kind: 'close' }] }])).toBe(false);
    expect(leaks([{ kind: 'loop', body: [{ kind: 'close' }] }])).toBe(true);
    expect(leaks([{ kind: 'if', condition: 'a', yes: [{ kind: 'close' }], no: undefined }, { kind: 'if', condition: 'a', yes: [], no: [{ kind: 'close' }] }])).toBe(false);
  });
});
