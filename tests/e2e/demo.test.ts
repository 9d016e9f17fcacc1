// The demo as a newcomer runs it, in a pipe: real ESLint, the real codemod, real processes against a real site on the loopback.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { whyNoLibcurl } from '../../scripts/demo/compare.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const noLibcurl = whyNoLibcurl(root);

interface DemoRun {
  readonly code: number | null;
  readonly output: string;
}

/** Runs it without the environment of this test runner, under which closing takes its time. */
async function runDemo(extra: NodeJS.ProcessEnv = {}): Promise<DemoRun> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV$|FORCE_COLOR$|NO_COLOR$)/.test(name));
  const child = spawn(process.execPath, ['scripts/demo.mjs'], {
    cwd: root,
    env: { ...Object.fromEntries(inherited), ...extra },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close') as Promise<[number | null]>]);
  return { code, output };
}

const runDemoWithout = (name: string): Promise<DemoRun> =>
  runDemo({ WITHOUT_PACKAGE: name, NODE_OPTIONS: `--import=${new URL('./demo-without-package.mjs', import.meta.url).href}` });

/** What the demo says under one of its numbered headings. */
function step(output: string, number: number): string {
  const from = output.search(new RegExp(`^${number}  `, 'm'));
  const to = output.search(new RegExp(`^${number + 1}  `, 'm'));
  return output.slice(from, to === -1 ? undefined : to);
}

/** The cells of the first row that begins with `name`. */
function cells(section: string, name: string): readonly string[] {
  const row = section.split('\n').find((line) => line.startsWith(`${name} `)) ?? '';
  return row.slice(name.length).trim().split(/ {2,}/);
}

/** The numbers in the ticked line that holds `words`. */
function ticked(section: string, words: string): readonly number[] {
  const line = section.split('\n').find((candidate) => candidate.startsWith('✓') && candidate.includes(words)) ?? '';
  return [...line.matchAll(/\d+/g)].map((match) => Number(match[0]));
}

let whole: DemoRun;
let withoutLibcurl: DemoRun;
let withoutUndici: DemoRun;
beforeAll(async () => {
  [whole, withoutLibcurl, withoutUndici] = await Promise.all([runDemo(), runDemoWithout('node-libcurl'), runDemoWithout('undici')]);
}, 300_000);

describe('the demo', () => {
  test('shows what it should, says so, and ends well', () => {
    expect(whole.output).not.toContain('✗');
    expect(whole.output).toMatch(/^The demo showed what it should, in .+\.$/m);
    expect(whole.code).toBe(0);
  });

  test('writes plain text into a pipe', () => {
    expect(whole.output).not.toContain('\u001b');
  });

  test('step 1: shows the reports as an editor does, with place, rule and squiggle', () => {
    const section = step(whole.output, 1);
    const places = section.match(/^\S+\.(ts|cjs):\d+:\d+ {2}error {2}.+ {2}safely-close\/[a-z-]+$/gm) ?? [];
    const squiggles = section.match(/^ +│ +~+$/gm) ?? [];
    const [reports, files] = ticked(section, 'the linter finds what is wrong');
    expect(places).toHaveLength(reports ?? 0);
    expect(squiggles).toHaveLength(places.length);
    expect(new Set(places.map((place) => place.split(':')[0])).size).toBe(files);
    for (const file of ['page.ts', 'headers.ts', 'watcher.ts', 'download.ts', 'feed.ts', 'stats.ts', 'archive.ts', 'ping.ts', 'legacy/robots.cjs']) {
      expect(places.some((place) => place.startsWith(`${file}:`)), file).toBe(true);
    }
  });

  test('step 2: shows the diff of every changed file and what became of every session', () => {
    const section = step(whole.output, 2);
    const [changed, skipped, review] = ticked(section, 'the codemod did what it announced');
    expect(section.match(/^--- a\//gm)?.length).toBeGreaterThanOrEqual(10);
    expect(section).toContain('+  await using curl = closing(openCurl(url));');
    expect(section).toMatch(new RegExp(`^${String(changed)} sessions would change in \\d+ files: `, 'm'));
    expect(section).toMatch(new RegExp(`^${String(review)} sessions for review: `, 'm'));
    expect(section).toMatch(new RegExp(`^${String(skipped)} sessions skipped: `, 'm'));
    expect(changed).toBeGreaterThanOrEqual(15);
  });

  test('step 3: the linter is silent but for the sites that are named for review', () => {
    const section = step(whole.output, 3);
    const reported = new Set([...section.matchAll(/^(\S+):\d+:\d+ {2}error/gm)].map((match) => match[1]));
    const named = new Set([...section.matchAll(/^(\S+):\d+ {2}left for review: /gm)].map((match) => match[1]));
    expect(reported).toEqual(new Set(['legacy/check-link.cjs', 'tail.ts']));
    expect(named).toEqual(reported);
  });

  test('step 4: before, promises, sockets and the process stay; after, nothing does', () => {
    const section = step(whole.output, 4);
    const pending = noLibcurl === undefined ? '2 of 14' : '1 of 4';
    expect(cells(section, 'promises that never settle')).toEqual([pending, '0']);
    const [socketsBefore, socketsAfter] = cells(section, 'sockets open at the site').map(Number);
    expect(socketsBefore).toBeGreaterThan(0);
    expect(socketsAfter).toBe(0);
    expect(cells(section, 'the process')).toEqual([expect.stringMatching(/^still running after /), expect.stringMatching(/^exit code 0 after /)]);
    expect(cells(section, 'safe closings with work in flight')[1]).toMatch(/^\d+ in [\d.]+ m?s at most$/);
  });
});

describe('where node-libcurl cannot be loaded', () => {
  test('the demo shows the rest, and says what it skips and why', () => {
    expect(withoutLibcurl.output).toContain("node-libcurl can't be loaded (Error: Cannot find module 'node-libcurl')");
    expect(withoutLibcurl.output).toMatch(/^skipped {2}the jobs on node-libcurl \(pages, .+\): /m);
    expect(cells(step(withoutLibcurl.output, 4), 'promises that never settle')).toEqual(['1 of 4', '0']);
    expect(withoutLibcurl.output).not.toContain('✗');
    expect(withoutLibcurl.code).toBe(0);
  });
});

describe('where a step does not show what it should', () => {
  test('the demo says which, with what the processes said, and fails', () => {
    expect(withoutUndici.output).toMatch(/^✗ Not as it should be: after: every promise settles/m);
    expect(withoutUndici.output).toContain("Cannot find module 'undici'");
    expect(withoutUndici.output).toMatch(/^The demo did not show what it should/m);
    expect(withoutUndici.code).toBe(1);
  });
});
