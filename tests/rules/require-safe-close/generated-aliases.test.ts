// Random programs over two variables that hold sessions, drop them and share them: which acquisitions leak is decided by a
// plain walk over all paths, and just those lines must be reported.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../support/property-runs.ts';
import { aliasProgram, judged } from '../support/alias-program.ts';
import { lint } from '../support/lint.ts';

const runs = propertyRuns(150);

describe.each(['recommended', 'strict'] as const)('%s', (mode) => {
  const reportedLines = (code: string): readonly number[] => lint(code, { mode, rules: ['require-safe-close'] }).map(({ line }) => line);

  it.each([['without loops', false], ['with loops', true]] as const)('reports just the acquisitions that leak, %s', (_title, loops) => {
    fc.assert(
      fc.property(aliasProgram({ loops, asksWhetherHeld: false }), (program) => {
        const { code, leaking, dead } = judged(program);
        // Of code that is never run either answer is right.
        expect(reportedLines(code).filter((line) => !dead.includes(line)), code).toEqual(leaking);
      }),
      runs,
    );
  });

  it('misses none where the program asks whether a variable holds a session', () => {
    fc.assert(
      fc.property(aliasProgram({ loops: true, asksWhetherHeld: true }), (program) => {
        const { code, leaking } = judged(program);
        expect(reportedLines(code), code).toEqual(expect.arrayContaining([...leaking]));
      }),
      runs,
    );
  });
});

it('the yardstick knows a leak when it sees one', () => {
  expect(judged([{ kind: 'open', into: 'x' }]).leaking).toHaveLength(1);
  expect(judged([{ kind: 'open', into: 'x' }, { kind: 'close', name: 'x' }]).leaking).toEqual([]);
  expect(judged([{ kind: 'open', into: 'x' }, { kind: 'copy', into: 'y', from: 'x' }, { kind: 'clear', into: 'x' }, { kind: 'close', name: 'y' }]).leaking).toEqual([]);
  expect(judged([{ kind: 'open', into: 'x' }, { kind: 'open', into: 'x' }, { kind: 'close', name: 'x' }]).leaking).toHaveLength(1);
});
