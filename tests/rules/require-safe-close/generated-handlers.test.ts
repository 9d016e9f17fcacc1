// Random programs in which the handlers of a transfer end it, in place, by name or through a helper: whether some way leaves
// the handle open is decided by a plain walk, and just then it must be reported. (`strict` takes the registering to throw.)
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { handlerProgram, judged } from '../support/handler-program.ts';
import { lint } from '../support/lint.ts';
import { propertyRuns } from '../support/property-runs.ts';

const runs = propertyRuns(150);

it('recommended reports just the handles that some way leaves open', () => {
  fc.assert(
    fc.property(handlerProgram, (program) => {
      const { code, leaks } = judged(program);
      expect(lint(code, { mode: 'recommended', rules: ['require-safe-close'] }).length > 0, code).toBe(leaks);
    }),
    runs,
  );
});

it('there is enough of both kinds', () => {
  const sample = fc.sample(handlerProgram, runs).map((program) => judged(program).leaks);
  expect(sample.filter((leaks) => leaks).length).toBeGreaterThan(sample.length / 10);
  expect(sample.filter((leaks) => !leaks).length).toBeGreaterThan(sample.length / 10);
});
