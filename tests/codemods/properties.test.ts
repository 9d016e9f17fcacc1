/**
 * Generated programs: functions in every idiom, in random order, names, styles and surroundings. Whatever the program, the
 * promises of the migration must hold.
 */
import * as fc from 'fast-check';
import { migrateSource } from 'safely-close-codemod';
import type { FileOutcome } from 'safely-close-codemod';
import { describe, expect, test } from 'vitest';
import { foreignWords, lex, lineEnds, lint, surplus } from './support/kept.ts';

/** A function of a generated program, written with `|` for one level of indentation and `;` at every statement's end. */
type Piece = (own: { readonly name: string; readonly session: string; readonly extra: string }) => string;

const pieces: Record<string, Piece> = {
  neverClosed: ({ name, session, extra }) => `export async function ${name}(url) {\n|const ${session} = new Client(url);\n|${extra}\n|const { statusCode, body } = await ${session}.request({ path: url });\n|await body.dump();\n|return statusCode;\n}`,
  tryFinally: ({ name, session, extra }) => `export async function ${name}(url) {\n|// one handle\n|const ${session} = new Easy();\n|try {\n||${extra}\n||${session}.setOpt('URL', url);\n||if (url) {\n|||${session}.perform();\n||}\n||return ${session}.getInfo('RESPONSE_CODE').data;\n|} finally {\n||/* native memory */\n||${session}.close(); // always\n|}\n}`,
  nested: ({ name, session, extra }) => `export const ${name} = async (url) => {\n|const ${session} = new Multi();\n|try {\n||const easy = new Easy();\n||try {\n|||${extra}\n|||easy.setOpt('URL', url);\n|||await ${session}.perform(easy);\n||} finally {\n|||easy.close();\n||}\n|} finally {\n||${session}.close();\n|}\n};`,
  workAfter: ({ name, session, extra }) => `export async function ${name}(url) {\n|let text = '';\n|const ${session} = new Client(url);\n|try {\n||${extra}\n||text = (await ${session}.request({ path: url })).statusCode;\n|} catch (error) {\n||console.error(error);\n|} finally {\n||await ${session}.close();\n|}\n|await save(text);\n}`,
  bareClose: ({ name, session, extra }) => `export async function ${name}(url) {\n|const ${session} = new Client(url);\n|${extra}\n|const { statusCode } = await ${session}.request({ path: url });\n|if (statusCode === 404) {\n||await ${session}.close();\n||return null;\n|}\n|await ${session}.close();\n|return statusCode;\n}`,
  executor: ({ name, session, extra }) => `export function ${name}(url) {\n|return new Promise((resolve, reject) => {\n||const ${session} = new Curl();\n||${extra}\n||${session}.setOpt('URL', url);\n||${session}.on('end', (status, data) => {\n|||${session}.close();\n|||resolve(data);\n||});\n||${session}.on('error', (error) => {\n|||${session}.close();\n|||reject(error);\n||});\n||${session}.perform();\n|});\n}`,
  boundExecutor: ({ name, session, extra }) => `export const ${name} = (url) => new Promise((resolve, reject) => {\n|const ${session} = new Curl();\n|const close = ${session}.close.bind(${session});\n|${extra}\n|${session}.setOpt('URL', url);\n|${session}.on('end', (status) => resolve(status));\n|${session}.on('error', reject);\n|${session}.on('end', close);\n|${session}.on('error', close);\n|${session}.perform();\n});`,
  callback: ({ name, session, extra }) => `export function ${name}(url, callback) {\n|const ${session} = new Curl();\n|${extra}\n|${session}.setOpt('URL', url);\n|${session}.on('end', function (status, data) {\n||this.close();\n||callback(null, data);\n|});\n|${session}.on('error', (error) => {\n||${session}.close();\n||callback(error);\n|});\n|${session}.perform();\n}`,
  returned: ({ name, session, extra }) => `export async function ${name}(url) {\n|${extra}\n|const ${session} = new Client(url);\n|try {\n||return ${session}.request({ path: url });\n|} finally {\n||await ${session}.close();\n|}\n}`,
  handedOver: ({ name, session, extra }) => `export function ${name}(url) {\n|const ${session} = new Client(url);\n|${extra}\n|return ${session};\n}`,
  review: ({ name, session, extra }) => `export function ${name}(url) {\n|const ${session} = new Client(url);\n|${extra}\n|${session}.request({ path: url });\n}`,
  field: ({ name, session, extra }) => `export class ${name} {\n|${session} = new Client('http://127.0.0.1');\n\n|async load() {\n||${extra}\n||return (await this.${session}.request({ path: '/' })).statusCode;\n|}\n}`,
};

const extras = [
  '// a comment',
  '/* two\n   lines */',
  'const template = `\n    indented\n  text ${url}\n`;',
  "const quoted = 'it\\'s';",
  'void 0;',
  'const nested = [1, 2].map((n) => {\n|||return n + 1;\n||});',
  'const { a, b } = { a: 1, b: 2 };',
];

interface Generated {
  readonly text: string;
  readonly names: ReadonlySet<string>;
}

const program: fc.Arbitrary<Generated> = fc
  .record({
    functions: fc.array(fc.record({ piece: fc.constantFrom(...Object.keys(pieces)), session: fc.constantFrom('curl', 'client', 'handle', 's', 'easy_1'), extra: fc.constantFrom(...extras) }), { minLength: 1, maxLength: 5 }),
    unit: fc.constantFrom('  ', '    ', '\t'),
    endOfLine: fc.constantFrom('\n', '\r\n'),
    quote: fc.constantFrom("'", '"'),
    hasSemicolons: fc.boolean(),
    preamble: fc.constantFrom('', '#!/usr/bin/env node\n', '// @license MIT\n\n', "'use strict';\n"),
    mark: fc.constantFrom('', '\uFEFF'),
    lastLine: fc.constantFrom('\n', ''),
  })
  .map(({ functions, unit, endOfLine, quote, hasSemicolons, preamble, mark, lastLine }) => {
    const body = functions.map(({ piece, session, extra }, index) => {
      const name = piece === 'field' ? `Owner${String(index)}` : `work${String(index)}`;
      return pieces[piece]?.({ name, session: piece === 'nested' && session === 'easy_1' ? 'multi' : session, extra: extra.replace('${url}', piece === 'field' ? '${this}' : '${url}') }) ?? '';
    });
    const imports = `import { Curl, Easy, Multi } from 'node-libcurl';\nimport { Client } from 'undici';\nimport { save } from './save.js';\n`;
    let text = `${preamble}${imports}\n${body.join('\n\n')}${lastLine}`.replace(/^\|+/gm, (levels) => unit.repeat(levels.length));
    if (quote === '"') text = text.replace(/'((?:end|error|URL|node-libcurl|undici|RESPONSE_CODE)|\.\/save\.js)'/g, '"$1"');
    if (!hasSemicolons) text = text.replace(/;$/gm, '');
    return { text: mark + text.replaceAll('\n', endOfLine), names: new Set([...functions.map((own) => own.session), 'easy', 'multi', 'close']) };
  });

function migrate(text: string, closeStyle: 'await-using' | 'try-finally'): Extract<FileOutcome, { status: 'migrated' }> {
  const outcome = migrateSource('generated.mjs', text, { closeStyle, moduleSystem: 'esm' });
  if (outcome.status === 'failed') throw new Error(outcome.problem.message);
  return outcome;
}

describe.each(['await-using', 'try-finally'] as const)('generated programs with %s', (closeStyle) => {
  test('parse, keep all that is not a close, and are the same after a second run', () => {
    fc.assert(
      fc.property(program, ({ text, names }) => {
        const result = migrate(text, closeStyle);
        expect(result.sites.filter((site) => site.outcome === 'review' && site.reason === 'rewrite-does-not-parse')).toEqual([]);
        expect(migrate(result.text, closeStyle).text).toBe(result.text);
        expect(lineEnds(result.text)).toEqual(lineEnds(text));
        expect(result.text.startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'));
        expect(/[\r\n]$/.test(result.text)).toBe(/[\r\n]$/.test(text));
        const before = lex('generated.mjs', text);
        const after = lex('generated.mjs', result.text);
        expect(after.comments).toEqual(before.comments);
        expect(surplus(before.texts, after.texts).filter((word) => !/^['"](?:end|error)['"]$/.test(word))).toEqual([]);
        expect(foreignWords(before, after, names)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('are silent under the linter where nothing is left for review', async () => {
    await fc.assert(
      fc.asyncProperty(program, async ({ text }) => {
        const result = migrate(text, closeStyle);
        fc.pre(result.sites.every((site) => site.outcome !== 'review'));
        expect(await lint('generated.mjs', result.text, 'module', closeStyle)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
