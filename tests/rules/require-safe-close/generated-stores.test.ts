// Random programs in which sessions change hands: which acquisitions leak is decided by a plain walk over all paths.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';
import type { Mode } from '../support/lint.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { judged, storeProgram } from '../support/store-program.ts';
import type { Shape } from '../support/store-program.ts';

const runs = propertyRuns(150);
const none: Shape = { box: false, list: false, helpers: false, returns: false };
const reportedLines = (code: string, mode: Mode): readonly number[] => lint(code, { mode, rules: ['require-safe-close'] }).map(({ line }) => line);

describe.each([
  ['helpers and closures', { ...none, helpers: true }],
  ['returns', { ...none, helpers: true, returns: true }],
  ['an object', { ...none, box: true }],
  ['a list', { ...none, list: true }],
  ['all of it', { box: true, list: true, helpers: true, returns: true }],
] as const)('with %s', (_title, shape) => {
  it('recommended reports just the acquisitions that leak', () => {
    fc.assert(
      fc.property(storeProgram(shape), (program) => {
        const { code, leaking, dead } = judged(program);
        // Of code that is never run either answer is right.
        expect(reportedLines(code, 'recommended').filter((line) => !dead.includes(line)), code).toEqual(leaking);
      }),
      runs,
    );
  });

  it('strict misses none', () => {
    fc.assert(
      fc.property(storeProgram(shape), (program) => {
        const { code, leaking } = judged(program);
        expect(reportedLines(code, 'strict'), code).toEqual(expect.arrayContaining([...leaking]));
      }),
      runs,
    );
  });
});

describe('the yardstick', () => {
  it('knows a leak when it sees one', () => {
    expect(judged([{ kind: 'open', into: 'x' }, { kind: 'put', key: 'a', from: 'x' }, { kind: 'close in box', key: 'b' }]).leaking).toHaveLength(1);
    expect(judged([{ kind: 'open', into: 'x' }, { kind: 'put', key: 'a', from: 'x' }, { kind: 'close in box', key: 'a' }]).leaking).toEqual([]);
    expect(judged([{ kind: 'open', into: 'x' }, { kind: 'push', from: 'x' }, { kind: 'clear', name: 'x' }, { kind: 'drain by index' }]).leaking).toEqual([]);
    expect(judged([{ kind: 'open', into: 'x' }, { kind: 'push', from: 'x' }, { kind: 'work' }, { kind: 'drain' }]).leaking).toHaveLength(1);
    expect(judged([{ kind: 'open', into: 'x' }, { kind: 'give', name: 'x' }]).leaking).toEqual([]);
    expect(judged([{ kind: 'open', into: 'x' }, { kind: 'copy', into: 'y', from: 'x' }, { kind: 'clear', name: 'x' }, { kind: 'finish' }]).leaking).toHaveLength(1);
  });

  it('makes programs of both kinds', () => {
    const sample = fc.sample(storeProgram({ box: true, list: true, helpers: true, returns: true }), runs);
    const leaking = sample.filter((program) => judged(program).leaking.length > 0).length;
    expect(leaking).toBeGreaterThan(sample.length * 0.2);
    expect(sample.length - leaking).toBeGreaterThan(sample.length * 0.1);
  });
});
