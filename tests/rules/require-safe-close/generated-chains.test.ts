// Random promise chains: whether some way through one leaves the session open is decided by a plain walk over how each promise
// settles. Neither mode may miss one. (`strict` takes the registering of a callback to throw, and of a chain that is awaited before
// another close `recommended` does not always know that it cannot fail.)
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chainProgram, judged } from '../support/chain-program.ts';
import { lint } from '../support/lint.ts';
import type { Mode } from '../support/lint.ts';
import { propertyRuns } from '../support/property-runs.ts';

const runs = propertyRuns(150);

const isReported = (code: string, mode: Mode): boolean => lint(code, { mode, rules: ['require-safe-close'] }).length > 0;

it.each<Mode>(['recommended', 'strict'])('%s reports each session that some way leaves open', (mode) => {
  fc.assert(
    fc.property(chainProgram, (program) => {
      const { code, leaks } = judged(program);
      if (leaks) expect(isReported(code, mode), code).toBe(true);
    }),
    runs,
  );
});

it('recommended is silent where every way of a chain that is handed on closes', () => {
  fc.assert(
    fc.property(chainProgram, (program) => {
      const { code, leaks } = judged({ ...program, end: 'returned' });
      if (!leaks) expect(isReported(code, 'recommended'), code).toBe(false);
    }),
    runs,
  );
});

it('there is enough of both kinds', () => {
  const sample = fc.sample(chainProgram, runs).map((program) => judged(program));
  for (const leaks of [true, false]) expect(sample.filter((judgement) => judgement.leaks === leaks).length).toBeGreaterThan(sample.length / 10);
});
