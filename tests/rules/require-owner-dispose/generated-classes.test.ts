// Random classes that make two clients and close them in a method, under conditions and through another method: which fields
// that may leave open is decided by a plain walk, and just those must be reported.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lint } from '../support/lint.ts';
import { judged, ownerProgram } from '../support/owner-program.ts';
import { propertyRuns } from '../support/property-runs.ts';

const runs = propertyRuns(150);

it('recommended reports just the fields that may stay open', () => {
  fc.assert(
    fc.property(ownerProgram, (program) => {
      const { code, leaking } = judged(program);
      expect(lint(code, { mode: 'recommended', rules: ['require-owner-dispose'] }).map(({ line }) => line), code).toEqual(leaking);
    }),
    runs,
  );
});

it('there is enough of either kind', () => {
  const sample = fc.sample(ownerProgram, runs).map((program) => judged(program).leaking.length);
  for (const count of [0, 1, 2]) expect(sample.filter((leaking) => leaking === count).length).toBeGreaterThan(sample.length / 15);
});
