/** One of the numbered scenarios of unclosed sessions, told in samples. */
import { describe, expect, it } from 'vitest';
import type { Mode, RuleName } from './lint.ts';
import { checkAll, expectationsOf } from './sample.ts';
import type { Sample } from './sample.ts';

export type Verdict =
  | { readonly kind: 'reported'; readonly rule: RuleName; readonly from: Mode }
  | { readonly kind: 'silent' }
  | { readonly kind: 'out of scope'; readonly reason: string };

/** The scenario is a defect: `rule` reports it; `from` is `strict` where `recommended` stays silent. */
export const reportedBy = (rule: RuleName, from: Mode = 'recommended'): Verdict => ({ kind: 'reported', rule, from });

/** The scenario is no defect, or was a false alarm of another tool. */
export const silent: Verdict = { kind: 'silent' };

/** No rule speaks of it, for this reason; its samples prove the silence. */
export const outOfScope = (reason: string): Verdict => ({ kind: 'out of scope', reason });

function described(verdict: Verdict): string {
  if (verdict.kind === 'reported') return `${verdict.rule}, ${verdict.from}`;
  return verdict.kind === 'silent' ? 'silent' : `out of scope: ${verdict.reason}`;
}

/**
 * Registers a scenario's tests.
 *
 * @param number - Its number in the list of scenarios (odd, 1 to 179).
 * @param title - What happens, in own words.
 * @param verdict - Which rule reports it and from which mode on, or that and why none does.
 * @param samples - Code for it, both the defect and its cure.
 */
export function scenario(number: number, title: string, verdict: Verdict, samples: readonly Sample[]): void {
  describe(`${String(number)}. ${title} (${described(verdict)})`, () => {
    checkAll(samples);

    if (verdict.kind === 'reported') {
      it('has a sample that the rule reports, and none that recommended reports where it is said to be strict', () => {
        const marked = (mode: Mode): number =>
          samples.flatMap((sample) => (sample.modes?.includes(mode) ?? true ? expectationsOf(sample.code, mode) : [])).filter(({ rule }) => rule === verdict.rule).length;
        expect(marked('strict') + marked('recommended')).toBeGreaterThan(0);
        if (verdict.from === 'strict') expect(marked('recommended')).toBe(0);
        else expect(marked('recommended')).toBeGreaterThan(0);
      });
    } else {
      it('has a sample, and none with a defect unless it is the contrast', () => {
        expect(samples.some((sample) => sample.label !== 'bad')).toBe(true);
      });
    }
  });
}
