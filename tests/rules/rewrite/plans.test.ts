/** Plans by themselves: what a rule's suggestion gets for one session, and how plans of one file go together. */
import * as parser from '@typescript-eslint/parser';
import { analyseFile, readSettings } from 'eslint-plugin-safely-close/analysis';
import type { AnalysisInput } from 'eslint-plugin-safely-close/analysis';
import { applyEdits, canHoldAwaitUsing, createRewriteFile, importEdit, planFile, planSession } from 'eslint-plugin-safely-close/rewrite';
import type { CloseStyle, RewriteFile } from 'eslint-plugin-safely-close/rewrite';
import { describe, expect, test } from 'vitest';

function open(text: string, closeStyle: CloseStyle = 'await-using') {
  const parsed = parser.parseForESLint(text, { sourceType: 'module', range: true, loc: true, tokens: true, comment: true });
  const analysis = analyseFile({ isCandidate: true, program: parsed.ast, scopeManager: parsed.scopeManager, visitorKeys: parsed.visitorKeys, text, settings: readSettings({}) } as unknown as AnalysisInput);
  if (analysis.context === undefined) throw new Error('The text names no client.');
  return { analysis, file: createRewriteFile(analysis.context, { closeStyle, moduleSystem: 'esm' }) };
}

const two = `import { Easy } from 'node-libcurl';
export async function both(left, right) {
  const first = new Easy();
  const second = new Easy();
  try {
    first.perform(left);
    second.perform(right);
  } finally {
    first.close();
    second.close();
  }
}
`;

describe('planSession', () => {
  test('the plan of one session alone leaves the other one its finally', () => {
    const { analysis, file } = open(two);
    const [, second] = analysis.sessions;
    if (second === undefined) throw new Error('Two sessions were expected.');
    const plan = planSession(second, file, analysis.sessions);
    if (plan.outcome !== 'rewrite') throw new Error(plan.reason);
    const result = applyEdits(two, plan.edits);
    expect(result).toContain('await using second = closing(new Easy());');
    expect(result).toContain('  } finally {\n    first.close();\n  }');
    expect(plan.runtimeNames).toEqual(['closing']);
    expect(applyEdits(two, [importEdit(plan.runtimeNames, file)].filter((edit) => edit !== undefined))).toContain("import { closing } from 'safely-close';");
  });

  test('edits are sorted and disjoint', () => {
    const { analysis, file } = open(two);
    for (const session of analysis.sessions) {
      const plan = planSession(session, file, analysis.sessions);
      if (plan.outcome !== 'rewrite') throw new Error(plan.reason);
      plan.edits.reduce((end, edit) => {
        expect(edit.start).toBeGreaterThanOrEqual(end);
        expect(edit.end).toBeGreaterThanOrEqual(edit.start);
        return edit.end;
      }, 0);
    }
  });
});

describe('planFile', () => {
  test('what both plans empty goes once', () => {
    const { analysis, file } = open(two);
    const { sites, edits } = planFile(analysis, file);
    expect(sites.map(({ name, plan }) => [name, plan.outcome])).toEqual([
      ['first', 'rewrite'],
      ['second', 'rewrite'],
    ]);
    const result = applyEdits(two, edits);
    expect(result).not.toContain('try');
    expect(result.match(/await using/g)).toHaveLength(2);
  });

  test('an idiom that is not wanted is skipped, and its finally stays', () => {
    const { analysis, file } = open(two);
    const { sites, edits } = planFile(analysis, file, { only: new Set(['never-closed']) });
    expect(edits).toEqual([]);
    expect(sites.every(({ plan }) => plan.outcome === 'skipped' && plan.reason === 'not-selected')).toBe(true);
  });
});

describe('applyEdits', () => {
  test('refuses edits that overlap or stand out of order', () => {
    expect(applyEdits('abc', [{ start: 0, end: 1, text: 'x' }, { start: 1, end: 1, text: 'y' }, { start: 2, end: 3, text: '' }])).toBe('xyb');
    expect(() => applyEdits('abc', [{ start: 0, end: 2, text: '' }, { start: 1, end: 3, text: '' }])).toThrow(RangeError);
    expect(() => applyEdits('abc', [{ start: 2, end: 3, text: '' }, { start: 0, end: 1, text: '' }])).toThrow(RangeError);
  });
});

describe('importEdit', () => {
  const withImport = (head: string): RewriteFile => open(`${head}\nnew Easy();\n`).file;
  const importInto = (head: string, ...names: ('closing' | 'safelyCloseClient')[]): string => {
    const file = withImport(head);
    const edit = importEdit(names, file);
    return edit === undefined ? file.text : applyEdits(file.text, [edit]);
  };

  test.each([
    ['after the imports', "import { Easy } from 'node-libcurl';", "import { Easy } from 'node-libcurl';\nimport { closing } from 'safely-close';"],
    ['after the comment behind the last import', "import { Easy } from 'node-libcurl'; // C", "import { Easy } from 'node-libcurl'; // C\nimport { closing } from 'safely-close';"],
    ['in the file\'s quotes, without semicolons', 'import { Easy } from "node-libcurl"\nimport a from "a"', 'import { Easy } from "node-libcurl"\nimport a from "a"\nimport { closing } from "safely-close"'],
    ['into an import that is there', "import { closeAll } from 'safely-close';\nimport { Easy } from 'node-libcurl';", "import { closeAll, closing } from 'safely-close';\nimport { Easy } from 'node-libcurl';"],
    ['beside a type import', "import type { CloseReport } from 'safely-close';\nimport { Easy } from 'node-libcurl';", "import { Easy } from 'node-libcurl';\nimport { closing } from 'safely-close';"],
    ['not at all where it is imported', "import { closing } from 'safely-close';\nimport { Easy } from 'node-libcurl';", "import { closing } from 'safely-close';\nimport { Easy } from 'node-libcurl';"],
  ])('%s', (_name, head, expected) => {
    expect(importInto(head, 'closing')).toContain(expected);
    expect(importInto(head, 'closing').match(/\bclosing\b/g)).toHaveLength(1);
  });
});

describe('canHoldAwaitUsing', () => {
  const cases: [allowed: boolean, text: string][] = [
    [true, 'async function f() { const x = open(); }'],
    [true, 'const x = open();'],
    [true, 'async function f() { if (a) { const x = open(); } }'],
    [true, 'async function f(a) { switch (a) { case 1: { const x = open(); } } }'],
    [false, 'async function f(a) { switch (a) { case 1: const x = open(); } }'],
    [false, 'export const x = open();'],
    [false, 'async function f() { const { x } = open(); }'],
    [false, 'async function f() { let x; }'],
    [false, 'async function f() { for (let x = open(); ; ) break; }'],
    [false, 'class C { static { const x = open(); } }'],
    [false, 'class C { static { { const x = open(); } } }'],
  ];
  test.each(cases)('%s: %s', (allowed, code) => {
    const { file } = open(`${code}\nimport 'node-libcurl';\n`);
    const declarations: Parameters<typeof canHoldAwaitUsing>[0][] = [];
    const visit = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      if ((node as { type?: unknown }).type === 'VariableDeclaration') declarations.push(node as (typeof declarations)[number]);
      for (const [key, value] of Object.entries(node)) if (key !== 'parent' && key !== 'tokens' && key !== 'loc') (Array.isArray(value) ? value : [value]).forEach(visit);
    };
    visit(file.ast);
    const [declaration] = declarations;
    if (declaration === undefined) throw new Error('A declaration was expected.');
    expect(canHoldAwaitUsing(declaration, true)).toBe(allowed);
  });

  test('not at the top level where nothing can be awaited', () => {
    const { file } = open("const x = open();\nimport 'node-libcurl';\n");
    const declaration = file.ast.body[0];
    if (declaration?.type !== 'VariableDeclaration') throw new Error('A declaration was expected.');
    expect(canHoldAwaitUsing(declaration, false)).toBe(false);
  });
});
