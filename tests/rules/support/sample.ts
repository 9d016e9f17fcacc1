/**
 * Samples: code that says itself what must be reported on it, so that a test reads as documentation.
 *
 * A line on which something must be reported ends in a marker:
 *
 * ```ts
 * const curl = new Curl(); // ! require-safe-close
 * curl.close(); // !recommended prefer-safe-close !strict require-safe-close, no-use-after-close
 * ```
 *
 * `!` alone stands for both modes. The comparison is exact: what is reported without a marker fails as well, and so does a
 * second report of one rule on one line. Nothing is taken out of the text before it is linted.
 */
import { expect, it } from 'vitest';
import { lint, ruleNames } from './lint.ts';
import type { Finding, LintOptions, Mode, RuleName } from './lint.ts';

export interface SampleOptions extends Pick<LintOptions, 'filename' | 'rules' | 'settings'> {
  /** The modes about which the sample says something; both by default. */
  readonly modes?: readonly Mode[];
}

export interface Sample extends SampleOptions {
  readonly title: string;
  readonly code: string;
  readonly label: 'bad' | 'good' | 'improvable';
}

export interface Expectation {
  readonly line: number;
  readonly rule: RuleName;
}

const isRuleName = (text: string): text is RuleName => (ruleNames as readonly string[]).includes(text);

/** The expectations that a text's markers hold for one mode. */
export function expectationsOf(code: string, mode: Mode): readonly Expectation[] {
  return code.split('\n').flatMap((text, index) => {
    const marker = /\/\/ (!.*)$/.exec(text)?.[1];
    if (marker === undefined) return [];
    return marker
      .split('!')
      .slice(1)
      .flatMap((clause) => {
        const parts = /^(recommended|strict)? +(\S.*?)\s*$/.exec(clause);
        if (parts?.[2] === undefined) throw new Error(`Line ${String(index + 1)}: the marker "${clause}" names no rule.`);
        const named = parts[2].split(/, */).map((rule) => {
          if (!isRuleName(rule)) throw new Error(`Line ${String(index + 1)}: "${rule}" is no rule of the plugin.`);
          return { line: index + 1, rule };
        });
        return parts[1] === undefined || parts[1] === mode ? named : [];
      });
  });
}

const oneLine = (line: number, rule: string): string => `${String(line)} ${rule}`;

/** The rules and lines of findings in a form that compares and reads well. */
export function linesOf(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => oneLine(finding.line, finding.ruleId)).sort();
}

/** The text with line numbers and what was reported on each line, for the reader of a failed test. */
function annotated(code: string, findings: readonly Finding[]): string {
  return code
    .split('\n')
    .flatMap((text, index) => [
      `${String(index + 1).padStart(3)} ${text}`,
      ...findings.filter((finding) => finding.line === index + 1).map((finding) => `    ^ ${finding.ruleId}: ${finding.message}`),
    ])
    .join('\n');
}

function allExpectations(sample: Sample): readonly Expectation[] {
  return (sample.modes ?? (['recommended', 'strict'] as const)).flatMap((mode) => expectationsOf(sample.code, mode));
}

function make(label: Sample['label'], title: string, code: string, options: SampleOptions): Sample {
  const sample: Sample = { ...options, label, title, code: `${code.replace(/^\n/, '').trimEnd()}\n` };
  const expected = allExpectations(sample);
  if (label === 'good' && expected.length > 0) throw new Error(`"${title}" is called good and has a marker.`);
  if (label !== 'good' && expected.length === 0) throw new Error(`"${title}" is called ${label} and has no marker.`);
  if (label === 'improvable' && expected.some(({ rule }) => !rule.startsWith('prefer-'))) throw new Error(`"${title}" is called improvable and has a defect.`);
  return sample;
}

/** Code with a defect: its markers say which. */
export function bad(title: string, code: string, options: SampleOptions = {}): Sample {
  return make('bad', title, code, options);
}

/** Code on which nothing is reported in any of its modes. */
export function good(title: string, code: string, options: SampleOptions = {}): Sample {
  return make('good', title, code, options);
}

/** Code in which every session is closed, though another way is better: only `prefer-…` rules report. */
export function improvable(title: string, code: string, options: SampleOptions = {}): Sample {
  return make('improvable', title, code, options);
}

/** Lints a sample in one mode and compares with its markers. */
export function check(sample: Sample, mode: Mode): void {
  const { code, label: _label, title: _title, modes: _modes, ...options } = sample;
  const findings = lint(code, { ...options, mode });
  const expected = expectationsOf(code, mode).map(({ line, rule }) => oneLine(line, rule));
  expect(linesOf(findings), annotated(code, findings)).toEqual([...expected].sort());
}

function countByRule(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { ruleId } of findings) counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
  return counts;
}

const isDefect = ({ ruleId }: Finding): boolean => !ruleId.startsWith('prefer-');

/**
 * Takes every suggestion on a sample by itself: the text must still parse, what it was offered for must be gone, and no
 * defect may be reported that was not before. (What is only improvable may come to light when a defect is gone.)
 */
export function checkSuggestions(sample: Sample, mode: Mode): void {
  const { code, label: _label, title: _title, modes: _modes, ...options } = sample;
  const findings = lint(code, { ...options, mode });
  const before = countByRule(findings);
  for (const finding of findings) {
    for (const { output } of finding.suggestions) {
      const left = lint(output, { ...options, mode });
      const after = countByRule(left);
      const text = `${finding.ruleId} on line ${String(finding.line)} offered:\n${annotated(output, left)}`;
      const fewerDefects = left.filter(isDefect).length < findings.filter(isDefect).length;
      if (isDefect(finding) || !fewerDefects) expect(after.get(finding.ruleId) ?? 0, text).toBeLessThan(before.get(finding.ruleId) ?? 0);
      for (const [rule, count] of after) {
        if (rule.startsWith('prefer-')) continue;
        expect(count, `${text}\n${rule} is reported oftener than before`).toBeLessThanOrEqual(before.get(rule) ?? 0);
      }
    }
  }
}

/** Registers one test for each sample and mode, and for those with markers one on what is suggested there. */
export function checkAll(samples: readonly Sample[]): void {
  for (const sample of samples) {
    for (const mode of sample.modes ?? (['recommended', 'strict'] as const)) {
      it(`${sample.label}: ${sample.title} [${mode}]`, () => {
        check(sample, mode);
      });
      if (expectationsOf(sample.code, mode).length === 0) continue;
      it(`${sample.label}: ${sample.title}: what is suggested mends it [${mode}]`, () => {
        checkSuggestions(sample, mode);
      });
    }
  }
}
