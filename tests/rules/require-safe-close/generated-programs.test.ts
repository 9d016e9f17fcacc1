// Random nests of statements around one session, whose leak status a plain walk over all paths decides.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';
import type { Mode } from '../support/lint.ts';
import { easyHandle, http2Session, leaks, printed, program } from '../support/program.ts';
import { propertyRuns } from '../support/property-runs.ts';

const isReported = (code: string, mode: Mode): boolean => lint(code, { mode, rules: ['require-safe-close'] }).length > 0;
const runs = propertyRuns(120);

describe.each([
  ['recommended', 'a session whose close does not throw', http2Session],
  ['strict', 'a session whose close does not throw', { ...http2Session, useMayThrow: true }],
  ['recommended', 'a handle whose close may throw', easyHandle],
  ['strict', 'a handle whose close may throw', easyHandle],
] as const)('%s, %s', (mode, _title, client) => {
  it('reports a program without loops exactly when one of its paths leaks', () => {
    fc.assert(
      fc.property(program(false), (statements) => {
        const code = printed(statements, client);
        expect(isReported(code, mode), code).toBe(leaks(statements, client));
      }),
      runs,
    );
  });

  it('reports a program with loops exactly when one of its paths leaks', () => {
    fc.assert(
      fc.property(program(true), (statements) => {
        const code = printed(statements, client);
        expect(isReported(code, mode), code).toBe(leaks(statements, client));
      }),
      runs,
    );
  });
});

describe('the yardstick itself', () => {
  it('makes programs of both kinds, with and without leaks', () => {
    const sample = fc.sample(program(true), runs);
    const leaking = sample.filter((statements) => leaks(statements, http2Session)).length;
    expect(leaking).toBeGreaterThan(sample.length * 0.2);
    expect(sample.length - leaking).toBeGreaterThan(sample.length * 0.1);
  });

  it('knows a leak when it sees one', () => {
    expect(leaks([], http2Session)).toBe(true);
    expect(leaks([{ kind: 'close' }], http2Session)).toBe(false);
    expect(leaks([{ kind: 'work' }, { kind: 'close' }], http2Session)).toBe(true);
    expect(leaks([{ kind: 'try', body: [{ kind: 'work' }], handler: undefined, finalizer: [{ kind: 'close' }] }], http2Session)).toBe(false);
    expect(leaks([{ kind: 'loop', body: [{ kind: 'close' }] }], http2Session)).toBe(true);
    expect(
      leaks([{ kind: 'if', condition: 'a', yes: [{ kind: 'close' }], no: undefined }, { kind: 'if', condition: 'a', yes: [], no: [{ kind: 'close' }] }], http2Session),
    ).toBe(false);
  });
});
