/**
 * Generated projects of several files: factories, barrels, closers and users, which import each other in every shape, also in circles.
 * Many of them are migrated by one run of the command, and the promises must hold of each.
 */
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { foreignWords, lex, lineEnds, lintFolder, surplus } from './support/kept.ts';
import { createProject } from './support/project.ts';
import type { Project } from './support/project.ts';

/** How a session comes into being in a file of its own. */
const factories: Record<string, string> = {
  plain: `import { Client } from 'undici';\n\n/** one client */\nexport function open(origin) {\n|return new Client(origin);\n}\n`,
  arrow: `import { Client } from 'undici';\n\nexport const open = (origin) => new Client(origin); // fresh\n`,
  prepared: `import { Client } from 'undici';\n\nexport function open(origin) {\n|const client = new Client(origin);\n|client.on('disconnect', () => {});\n|return client;\n}\n`,
  asynchronous: `import { Client } from 'undici';\n\nexport async function open(origin) {\n|await null;\n|return new Client(origin);\n}\n`,
  renamed: `import { Client as Http } from 'undici';\n\nfunction make(origin) {\n|return new Http(\`\${origin}\n    \`.trim());\n}\n\nexport { make as open };\n`,
  circular: `import { Client } from 'undici';\nimport { use0 } from './use0.js';\n\nexport function open(origin) {\n|if (origin === '') use0('');\n|return new Client(origin);\n}\n`,
};

/** How the users reach it. */
const ways: Record<string, readonly [from: string, barrel: string | undefined]> = {
  directly: ['./factory.js', undefined],
  throughABarrel: ['./index.js', `export * from './factory.js';\n`],
  byName: ['./index.js', `export { open } from './factory.js';\n`],
  wrapped: ['./index.js', `import { open as inner } from './factory.js';\n\nexport const open = (origin) => inner(origin);\n`],
};

const finish: Record<string, string> = {
  closes: `export async function finish(client) {\n|// at last\n|await client.close();\n}\n`,
  keeps: `const all = [];\n\nexport function finish(client) {\n|all.push(client);\n}\n`,
  nothing: `export function finish(client) {\n|return client.closed;\n}\n`,
};

/** What is done with it. */
const users: Record<string, string> = {
  never: `const client = await open(origin);\n|const { statusCode } = await client.request({ path: origin });\n|return statusCode;`,
  finallyClosed: `const client = await open(origin);\n|try {\n||/* asked once */\n||const { statusCode } = await client.request({ path: origin });\n||return statusCode;\n|} finally {\n||await client.close();\n|}`,
  bare: `const client = await open(origin);\n|const { statusCode } = await client.request({ path: \`\n   \${origin}\` });\n|await client.close();\n|return statusCode;`,
  elsewhere: `const client = await open(origin);\n|await client.request({ path: origin });\n|await finish(client);\n|return 0;`,
  returned: `return open(origin);`,
  several: `const client = await open(origin);\n|const other = await open(origin);\n|await other.request({ path: origin });\n|await client.request({ path: origin });\n|await client.close();\n|await other.close();\n|return 1;`,
};

/** Texts by name. */
type Files = Readonly<Record<string, string>>;

const project: fc.Arbitrary<Files> = fc
  .record({
    factory: fc.constantFrom(...Object.keys(factories)),
    way: fc.constantFrom(...Object.keys(ways)),
    closer: fc.constantFrom(...Object.keys(finish)),
    uses: fc.array(fc.constantFrom(...Object.keys(users)), { minLength: 1, maxLength: 3 }),
    unit: fc.constantFrom('  ', '\t'),
    endOfLine: fc.constantFrom('\n', '\r\n'),
  })
  .map(({ factory, way, closer, uses, unit, endOfLine }) => {
    const [from, barrel] = ways[way] ?? ['./factory.js', undefined];
    const texts = {
      'factory.js': factories[factory] ?? '',
      'finish.js': finish[closer] ?? '',
      ...(barrel === undefined ? {} : { 'index.js': barrel }),
      ...Object.fromEntries(uses.map((use, index) => [`use${String(index)}.js`, `import { open } from '${from}';\nimport { finish } from './finish.js';\n\nexport async function use${String(index)}(origin) {\n|${users[use] ?? ''}\n}\n\nexport { finish };\n`])),
    };
    return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.replace(/^\|+/gm, (levels) => unit.repeat(levels.length)).replaceAll('\n', endOfLine)]));
  });

const folderOf = (files: Files): string => createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 12);

interface Report {
  readonly sites: readonly { readonly path: string; readonly outcome: string; readonly reason?: string; readonly name: string }[];
}

describe.each(['await-using', 'try-finally'])('generated projects with %s', (style) => {
  const open: Project[] = [];
  afterEach(() => {
    for (const one of open.splice(0)) one.remove();
  });

  test('keep all that is not a close, come out the same however they are run, and are silent under the linter', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(project, { minLength: 15, maxLength: 15 }), async (projects) => {
        const before: Record<string, string> = Object.fromEntries(projects.flatMap((files) => Object.entries(files).map(([name, text]) => [`${folderOf(files)}/${name}`, text])));
        const names = Object.keys(before);
        const [alone, together] = [createProject({ 'package.json': '{ "type": "module" }', ...before }), createProject({ 'package.json': '{ "type": "module" }', ...before })];
        open.push(alone, together);
        expect((await alone.codemod('.', '--style', style, '--report', 'report.json')).exitCode).toBe(0);
        const after = Object.fromEntries(names.map((name) => [name, alone.read(name)]));
        const report = JSON.parse(alone.read('report.json')) as Report;

        expect(await together.codemod('.', '--style', style, '--workers', '2')).toMatchObject({ exitCode: 0 });
        expect(Object.fromEntries(names.map((name) => [name, together.read(name)]))).toEqual(after);
        expect((await alone.codemod('.', '--style', style)).stdout).toContain('0 sessions changed');
        expect(Object.fromEntries(names.map((name) => [name, alone.read(name)]))).toEqual(after);

        const changed = new Set(report.sites.filter((site) => site.outcome === 'changed').map((site) => site.path));
        expect(changed.size).toBeGreaterThan(0);
        expect(names.filter((name) => after[name] !== before[name] && !changed.has(name))).toEqual([]);
        for (const name of changed) {
          const [old, now] = [lex('file.mjs', before[name] ?? ''), lex('file.mjs', after[name] ?? '')];
          expect(now.comments).toEqual(old.comments);
          expect(surplus(old.texts, now.texts)).toEqual([]);
          expect(foreignWords(old, now, new Set(['client', 'other']))).toEqual([]);
          expect(lineEnds(after[name] ?? '')).toEqual(lineEnds(before[name] ?? ''));
        }
        const toReview = new Set(report.sites.filter((site) => site.outcome === 'review').map((site) => site.path));
        const messages = [...(await lintFolder(alone.folder, style))].filter(([path, told]) => told.length > 0 && changed.has(path) && !toReview.has(path));
        expect(messages).toEqual([]);
      }),
      // A run takes seconds, and a smaller counterexample would take hundreds of them.
      { numRuns: 1, endOnFailure: true },
    );
  });
});
