/**
 * A scope closes its session at its end, which is later than a close in its midst: past code that only reads and computes nobody can tell.
 * What counts as that, expression by expression.
 */
import { migrateSource } from 'safely-close-codemod';
import { describe, expect, test } from 'vitest';

function migrated(text: string, file: string): string {
  const outcome = migrateSource(file, text, { closeStyle: 'await-using', moduleSystem: 'esm' });
  if (outcome.status === 'failed') throw new Error(outcome.problem.message);
  return outcome.text;
}

const closedBefore = (code: string): string => `import { Client } from 'undici';

export class Page extends Base {
  #count = 0;

  async status(list, map, note) {
    const client = new Client('http://127.0.0.1');
    const { statusCode, headers } = await client.request({ method: 'HEAD', path: '/' });
    await client.close();
    ${code}
  }
}
`;

/** Whether the close went, or was replaced where it stands. */
function wentAway(after: string): boolean {
  expect(after).not.toContain('client.close()');
  return !after.includes('safelyCloseClient(client)');
}

const isLeftToTheScope = (code: string, file = 'page.js'): boolean => wentAway(migrated(closedBefore(code), file));

describe('nobody can tell', () => {
  test.each([
    'return statusCode;',
    'return;',
    ';',
    'return this;',
    'return super.name;',
    'return new.target;',
    'return import.meta.url;',
    'return `${statusCode} ${list.length}`;',
    'return [statusCode, ...list];',
    'return { statusCode, list, [statusCode]: 1, ...headers };',
    'return { read() { return note(); }, later: () => note(), [`${statusCode}`]: function () { note(); } };',
    'return -statusCode + 1;',
    "return typeof statusCode === 'number' && !list;",
    'return statusCode > 299 ? list : headers;',
    'return (1, statusCode);',
    'return list[statusCode].length;',
    'return list?.[0]?.length;',
    'return String(statusCode);',
    'return JSON.stringify(headers);',
    'return Object.keys(headers);',
    'return Math.max(statusCode, parseInt(headers.length));',
    'return statusCode.toString().padStart(4);',
    'return list.map(Number);',
    'return list.filter((one) => one > statusCode).map((one) => one.trim());',
    'return new URL(list[0]).searchParams.get(list[1]);',
    'return new Map(list).get(statusCode);',
    'return new Set(list).has(statusCode);',
    'return list.keys();',
    'return new Error(`${statusCode}`);',
    'throw new TypeError(`${statusCode}`);',
    'const found = [statusCode]; return found;',
    'let found = statusCode; return found;',
    'var found = statusCode; return found;',
    'function found() { note(); } return found;',
    'if (statusCode === 200) return 1; return 2;',
    'if (statusCode === 200) { return 1; } else { return 2; }',
    "if (statusCode !== 200) throw new Error('refused'); return statusCode;",
    'return statusCode; note();',
    "throw new Error('refused'); note();",
    'return this.#count;',
  ])('%s', (code) => {
    expect(isLeftToTheScope(code)).toBe(true);
  });

  test.each([
    'return statusCode as number;',
    'return statusCode satisfies number;',
    'return statusCode!;',
    'return <number>statusCode;',
    'type Found = number; return statusCode;',
    'interface Found { one: number } return statusCode;',
  ])('in TypeScript: %s', (code) => {
    expect(isLeftToTheScope(code, 'page.ts')).toBe(true);
  });
});

describe('somebody could tell', () => {
  test.each([
    'note();',
    'note(statusCode); return statusCode;',
    'return note();',
    'return await note();',
    'return new Page();',
    'return new Error(note());',
    'return new note.Error();',
    'return `${note()}`;',
    'return `${statusCode} ${note()} ${list}`;',
    'return note`x`;',
    'return [note()];',
    'return [statusCode, note()];',
    'return [...note()];',
    'return { one: note() };',
    'return { statusCode, one: note() };',
    'return { [note()]: 1 };',
    'return { [note()]: 1, statusCode };',
    'return -note();',
    'return delete map.one;',
    'return statusCode + note();',
    'return note() + statusCode;',
    'return statusCode && note();',
    'return note() ? 1 : 2;',
    'return statusCode ? note() : 2;',
    'return statusCode ? 1 : note();',
    'return (note(), statusCode);',
    'return (statusCode, note());',
    'return note().length;',
    'return list[note()];',
    'return list[note()].length;',
    'return note?.();',
    'return String(note());',
    'return String(statusCode, note());',
    'return Object.assign(map, headers);',
    'return Object.freeze(map);',
    'return map.get(statusCode);',
    'return map.has(statusCode);',
    'return map.keys(statusCode);',
    'return map.save(statusCode);',
    'return list.save();',
    'return list.save(Number);',
    'return map.list.get(statusCode);',
    'return new Error(statusCode, note());',
    'return (0, note)();',
    'return list.map(Number, note());',
    'return note().trim();',
    'return list.map(note);',
    'return list.map((one) => note(one));',
    'return list.map((one) => { return one; });',
    'return list.filter(Number).map(note);',
    "return list['map'](note);",
    'return list[statusCode]();',
    'map.one = 1;',
    'map.one = 1; return statusCode;',
    'list.length += 1;',
    'let found = 1; found++; return found;',
    'const found = statusCode, other = note(); return found;',
    'const { found } = note(); return found;',
    'throw note();',
    'if (note()) return 1; return 2;',
    'if (statusCode) note(); return 2;',
    'if (statusCode) return 1; else note();',
    'if (statusCode) { const found = 1; note(found); } return 2;',
    'for (const one of list) note(one);',
    'while (note()) continue;',
    'if (statusCode) return 1; note(); return 2;',
    'await using other = map; return statusCode;',
  ])('%s', (code) => {
    expect(isLeftToTheScope(code)).toBe(false);
  });
});

describe('what comes after the blocks around the close counts as well', () => {
  const nested = (before: string, after: string): string => `import { Client } from 'undici';

export async function status(origin, list, note) {
  const client = new Client(origin);
  const { statusCode } = await client.request({ method: 'HEAD', path: '/' });
  ${before}
    await client.close();
  ${after}
}
`;
  const isLeft = (before: string, after: string): boolean => wentAway(migrated(nested(before, after), 'page.js'));

  test.each([
    ['{', '}'],
    ['{', '} return statusCode;'],
    ['{ {', 'list.at(0); } } return statusCode;'],
    ['try {', '} finally {}'],
    ['try {', '} finally { list.at(0); }'],
    ['try { list.at(0); } finally {', '}'],
  ])('%s close %s', (before, after) => {
    expect(isLeft(before, after)).toBe(true);
  });

  test.each([
    ['{', '} note();'],
    ['{', 'note(); }'],
    ['{ {', '} note(); }'],
    ['try {', '} finally { note(); }'],
    ['try {', '} finally { list.at(0); note(); }'],
    ['try { list.at(0); } finally {', 'note(); }'],
    ['for (const one of list) {', '}'],
    ['switch (list.length) { default:', '}'],
  ])('but not: %s close %s', (before, after) => {
    expect(isLeft(before, after)).toBe(false);
  });
});
