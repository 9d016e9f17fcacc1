// Random programs in which one function makes a session and another gets it: which of them leaves it open is decided by a plain
// walk over both, and just there it must be reported.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { factoryProgram, judged } from '../support/factory-program.ts';
import { lint } from '../support/lint.ts';
import { propertyRuns } from '../support/property-runs.ts';

const runs = propertyRuns(150);

it('recommended reports just where a session stays open', () => {
  fc.assert(
    fc.property(factoryProgram, (program) => {
      const { code, leaking, unclear } = judged(program);
      const isClear = (line: number): boolean => !unclear.includes(line);
      expect(lint(code, { mode: 'recommended', rules: ['require-safe-close'] }).map(({ line }) => line).filter(isClear), code).toEqual(leaking.filter(isClear));
    }),
    runs,
  );
});

it('there is enough of every kind', () => {
  const sample = fc.sample(factoryProgram, runs).map((program) => judged(program).leaking.length);
  for (const count of [0, 1, 2]) expect(sample.filter((leaking) => leaking === count).length).toBeGreaterThan(sample.length / 40);
});
