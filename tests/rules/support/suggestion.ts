/** What a report offers to do, and that it is right to offer it. */
import { expect, it } from 'vitest';
import { lint } from './lint.ts';
import type { Finding, LintOptions, RuleName } from './lint.ts';

const trimmed = (code: string): string => `${code.replace(/^\n/, '').trimEnd()}\n`;

function findingsOf(code: string, rule: RuleName, options: LintOptions): readonly Finding[] {
  return lint(code, options).filter((finding) => finding.ruleId === rule);
}

/** All texts that a finding would write: its suggestions', and its fix's. */
export function outputsOf(finding: Finding): readonly string[] {
  return [...finding.suggestions.map(({ output }) => output), ...(finding.fixed === undefined ? [] : [finding.fixed])];
}

/** Every text offered for one rule's findings must parse and leave fewer findings of that rule. */
export function expectCure(code: string, rule: RuleName, options: LintOptions): void {
  const findings = findingsOf(code, rule, options);
  for (const output of findings.flatMap(outputsOf)) {
    expect(findingsOf(output, rule, options).length, `After the suggestion the rule still reports:\n${output}`).toBeLessThan(findings.length);
  }
}

/** Registers a test: the one finding of `rule` in `code` offers exactly `output`, perhaps beside others. */
export function offers(title: string, rule: RuleName, code: string, output: string, options: LintOptions = {}): void {
  it(title, () => {
    const before = trimmed(code);
    const findings = findingsOf(before, rule, options);
    expect(findings.map((finding) => finding.line), 'one finding is expected').toHaveLength(1);
    expect(findings.flatMap(outputsOf)).toContain(trimmed(output));
    expectCure(before, rule, options);
  });
}

/** Registers a test: `rule` reports on `code` and every text that it offers satisfies `expectation`; there is at least one. */
export function offersOnly(title: string, rule: RuleName, code: string, expectation: (output: string) => void, options: LintOptions = {}): void {
  it(title, () => {
    const before = trimmed(code);
    const outputs = findingsOf(before, rule, options).flatMap(outputsOf);
    expect(outputs.length, 'something is offered').toBeGreaterThan(0);
    for (const output of outputs) expectation(output);
    expectCure(before, rule, options);
  });
}

/** Registers a test: `rule` reports on `code` and offers nothing. */
export function offersNothing(title: string, rule: RuleName, code: string, options: LintOptions = {}): void {
  it(title, () => {
    const findings = findingsOf(trimmed(code), rule, options);
    expect(findings.length, 'there is a finding').toBeGreaterThan(0);
    expect(findings.flatMap(outputsOf)).toEqual([]);
  });
}

/** Registers a test: `rule` reports on `code`, and no text that it offers is `unwanted`; perhaps none is offered at all. */
export function offersNoneThat(title: string, rule: RuleName, code: string, unwanted: (output: string) => boolean, options: LintOptions = {}): void {
  it(`none that ${title}`, () => {
    const before = trimmed(code);
    const findings = findingsOf(before, rule, options);
    expect(findings.length, 'there is a finding').toBeGreaterThan(0);
    expect(findings.flatMap(outputsOf).filter(unwanted)).toEqual([]);
    expectCure(before, rule, options);
  });
}

/** Registers a test: `rule` reports on `code`, and no text that it offers has more `await using` than before. */
export function doesNotOfferAwaitUsing(title: string, rule: RuleName, code: string, options: LintOptions = {}): void {
  it(title, () => {
    const before = trimmed(code);
    const findings = findingsOf(before, rule, options);
    expect(findings.length, 'there is a finding').toBeGreaterThan(0);
    const count = (text: string): number => text.split('await using').length;
    expect(findings.flatMap(outputsOf).filter((output) => count(output) > count(before))).toEqual([]);
  });
}
