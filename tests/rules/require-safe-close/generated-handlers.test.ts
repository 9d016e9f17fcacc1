// Random programs in which the handlers of a transfer end it, in place, by name or through a helper: whether some way leaves
// the handle open is decided by a plain walk, and just then it must be reported. (`strict` takes the registering to throw.)
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { callsHelper, handlerProgram, judged } from '../support/handler-program.ts';
import { lint } from '../support/lint.ts';
import { propertyRuns } from '../support/property-runs.ts';

const runs = propertyRuns(150);

it('recommended reports just the handles that some way leaves open', () => {
  fc.assert(
    fc.property(handlerProgram({ timers: true }), (program) => {
      const { code, leaks } = judged(program);
      expect(lint(code, { mode: 'recommended', rules: ['require-safe-close'] }).length > 0, code).toBe(leaks);
    }),
    runs,
  );
});

it('no-use-after-close reports just the handlers that use what they have closed', () => {
  fc.assert(
    fc.property(handlerProgram({ timers: false }), (program) => {
      const { code, usesClosed } = judged(program);
      const isReported = lint(code, { mode: 'recommended', rules: ['no-use-after-close'] }).length > 0;
      // A helper that closes on some of its ways closes perhaps.
      if (isReported || !callsHelper(program)) expect(isReported, code).toBe(usesClosed);
    }),
    runs,
  );
});

it('there is enough of every kind', () => {
  const sample = fc.sample(handlerProgram({ timers: true }), runs).map((program) => judged(program));
  for (const kind of ['leaks', 'usesClosed'] as const) {
    for (const isSo of [true, false]) expect(sample.filter((judgement) => judgement[kind] === isSo).length).toBeGreaterThan(sample.length / 10);
  }
});
