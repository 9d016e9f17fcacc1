/** Every form of the report, made by the command from one project with every outcome. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { idioms } from 'eslint-plugin-safely-close/rewrite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messyFiles } from './support/messy-project.ts';
import { createProject } from './support/project.ts';
import type { Project } from './support/project.ts';

const require = createRequire(import.meta.url);
const jsonSchema = JSON.parse(readFileSync(require.resolve('safely-close-codemod/report.schema.json'), 'utf8')) as { definitions: { idiom: { enum: string[] } } };
const sarifSchema = JSON.parse(readFileSync(new URL('support/sarif-part.schema.json', import.meta.url), 'utf8')) as object;

function validator(schema: object): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false });
  formats.default(ajv);
  return ajv.compile(schema);
}

interface Report {
  readonly totals: Readonly<Record<'changed' | 'review' | 'skipped' | 'changedFiles' | 'failedFiles' | 'scannedFiles' | 'parsedFiles', number>>;
  readonly reasons: Readonly<Record<string, { readonly byHand: string; readonly count: number }>>;
  readonly idioms: Readonly<Record<string, number>>;
  readonly sites: readonly { readonly path: string; readonly outcome: string; readonly reason?: string; readonly line: number; readonly excerpt?: { readonly startLine: number; readonly lines: readonly string[] } }[];
  readonly problems: readonly { readonly path: string; readonly kind: string }[];
}

let project: Project;
beforeAll(async () => {
  project = createProject(messyFiles);
  const { exitCode } = await project.codemod('.', '--dry-run', '--report', 'out/report.json', '--report', 'out/report.sarif', '--report', 'out/report.md', '--report', 'out/report.html');
  expect(exitCode).toBe(3);
});
afterAll(() => project.remove());

const json = (): Report => JSON.parse(project.read('out/report.json')) as Report;

describe('JSON', () => {
  test('is as its published schema says', () => {
    const validate = validator(jsonSchema);
    validate(json());
    expect(validate.errors ?? []).toEqual([]);
  });

  test('the schema refuses what is no report', () => {
    const validate = validator(jsonSchema);
    const report = json();
    expect(validate({ ...report, version: 2 })).toBe(false);
    expect(validate({ ...report, more: 1 })).toBe(false);
    expect(validate({ ...report, sites: [{ ...report.sites[0], outcome: 'lost' }] })).toBe(false);
    expect(validate({ ...report, sites: [{ ...report.sites[0], line: 0 }] })).toBe(false);
  });

  test('the schema knows every idiom', () => {
    expect(jsonSchema.definitions.idiom.enum).toEqual(Object.keys(idioms));
  });

  test('totals are the sums of what is listed', () => {
    const { totals, sites, problems, reasons, idioms: counts } = json();
    for (const outcome of ['changed', 'review', 'skipped'] as const) expect(sites.filter((site) => site.outcome === outcome)).toHaveLength(totals[outcome]);
    expect(totals).toMatchObject({ changed: 4, review: 1, skipped: 1, changedFiles: 3, failedFiles: 2, scannedFiles: 8 });
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(totals.changed);
    expect(Object.values(reasons).reduce((sum, { count }) => sum + count, 0)).toBe(totals.review + totals.skipped);
    expect(problems.map(({ path, kind }) => [path, kind])).toEqual([['jobs/App.vue', 'component'], ['jobs/broken.js', 'does-not-parse'], ['jobs/latin1.js', 'not-utf-8']]);
  });

  test('a session for review comes with the code around it', () => {
    const [site] = json().sites.filter(({ outcome }) => outcome === 'review');
    expect(site?.excerpt?.lines[(site.line ?? 0) - (site.excerpt?.startLine ?? 0)]).toBe('  const client = new Client(origin);');
  });
});

describe('SARIF', () => {
  test('is as the standard says, so far as it is used', () => {
    const validate = validator(sarifSchema);
    validate(JSON.parse(project.read('out/report.sarif')));
    expect(validate.errors ?? []).toEqual([]);
  });

  test('each result names its rule, and its place without what a URI forbids', () => {
    const { runs: [run] } = JSON.parse(project.read('out/report.sarif')) as { runs: [{ tool: { driver: { rules: { id: string; helpUri: string }[] } }; results: { ruleId: string; ruleIndex: number }[]; invocations: { executionSuccessful: boolean; toolExecutionNotifications: { level: string }[] }[] }] };
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(run.tool.driver.rules.every(({ id, helpUri }) => helpUri.endsWith(`docs/codemod/reasons.md#${id}`))).toBe(true);
    expect(run.invocations[0]?.executionSuccessful).toBe(false);
    expect(run.invocations[0]?.toolExecutionNotifications.map(({ level }) => level)).toEqual(['note', 'error', 'error']);
  });
});

describe('Markdown', () => {
  test('is a list of what a person must decide, to be ticked off, with what to do', () => {
    const text = project.read('out/report.md');
    expect(text).toContain('| would change | 4 |');
    expect(text).toContain('- [ ] [jobs/fire.js:4](jobs/fire.js#L4) `client` (undici Client)');
    const { reasons, sites } = json();
    for (const { reason = '' } of sites.filter(({ outcome }) => outcome === 'review')) expect(text).toContain(reasons[reason]?.byHand);
    expect(text).toContain('jobs/broken.js:2: The file does not parse');
  });

  test('a path cannot break out of its link', () => {
    const text = project.read('out/report.md');
    expect(text).not.toContain('](jobs/<hostile> & "quoted".js');
    expect(text).toContain('](jobs/%3Chostile%3E%20&%20%22quoted%22.js#L4)');
  });
});

describe('editor links', () => {
  test.each([
    [[], /href="vscode:\/\/file\/[^"]+\/jobs\/fire\.js:4:18"/],
    [['--editor', 'webstorm'], /href="webstorm:\/\/open\?file=\/[^"]+\/jobs\/fire\.js&amp;line=4&amp;column=18"/],
    [['--editor', 'my-editor://{path}#{line}'], /href="my-editor:\/\/[^"]+\/jobs\/fire\.js#4"/],
  ])('%j', async (options, link) => {
    await project.codemod('.', '--dry-run', '--report', 'editor.html', ...options);
    expect(project.read('editor.html')).toMatch(link);
  });

  test('an editor that is not known is refused, and so is a script', async () => {
    for (const editor of ['notepad', 'javascript:alert({path})']) {
      const { exitCode, stderr } = await project.codemod('.', '--dry-run', '--editor', editor);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('take one of vscode, vscode-insiders');
    }
  });
});
