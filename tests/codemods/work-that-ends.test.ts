/**
 * A scope closes its session when nothing uses it any more: whom it was lent to, the functions that were made around it, the bodies of the
 * answers that it gave. What counts as over, use by use.
 */
import { migrateSource } from 'safely-close-codemod';
import { describe, expect, test } from 'vitest';

function toldOf(text: string): string {
  const outcome = migrateSource('page.js', text, { closeStyle: 'await-using', moduleSystem: 'esm' });
  if (outcome.status === 'failed') throw new Error(outcome.problem.message);
  const [site] = outcome.sites;
  return site === undefined ? 'no session' : site.outcome === 'changed' ? site.idiom : site.reason;
}

const used = (code: string): string => `import { createClient } from 'redis';
import { Log, log } from './log.js';

export async function write(key, flag, list) {
  const client = createClient();
  await client.connect();
  ${code}
}
`;

describe('who uses the session has done so', () => {
  test.each([
    'console.log(client);',
    'await log(client);',
    'await log(...[client]);',
    'await Promise.all([log(client), log(key)]);',
    'if (client) await client.set(key, 1);',
    'const write = () => client.set(key, 1); await write();',
    'const write = async () => { await client.set(key, 1); }; await write();',
    'const write = function () { return client.set(key, 1); }; await write();',
    'function write() { return client.set(key, 1); } await write();',
    'function write() { return client.set(key, 1); } return write();',
    'function write() { return client.set(key, 1); } async function twice() { await write(); await write(); } await twice();',
    'async function write(depth) { if (depth > 3) return; await client.set(key, 1); await write(depth + 1); } await write(0);',
    'await Promise.all(list.map((one) => client.set(one, 1)));',
    'const write = (one) => client.set(one, 1); await Promise.all(list.map(write));',
    'list.forEach((one) => log(one, client.options));',
    'const name = () => client.options; log(name());',
    'await log(async () => { await client.set(key, 1); });',
    "client.on('error', log); await client.set(key, 1);",
    "client.on('error', (error) => log(error, client.options)); await client.set(key, 1);",
    'const fail = (error) => log(error, client.options); client.on(\'error\', fail); await client.set(key, 1);',
  ])('%s', (code) => {
    expect(toldOf(used(code))).toBe('never-closed');
  });
});

describe('who uses the session may go on', () => {
  test.each([
    'const write = () => client.set(key, 1); write();',
    'const write = () => client.set(key, 1); log(write); await log(key);',
    'const write = async () => { await client.set(key, 1); }; write();',
    'function write() { client.set(key, 1); } await write();',
    'function write() { return client.set(key, 1); } function twice() { write(); } await twice();',
    'function write() { return client.set(key, 1); } async function twice() { await write(); } twice();',
    'function write() { return client.set(key, 1); } setTimeout(write, 10);',
    'function write() { return client.set(key, 1); } return { write };',
    'let write; write = () => client.set(key, 1); await write();',
    'list.map((one) => client.set(one, 1));',
    'list.forEach(async (one) => { await client.set(one, 1); });',
    'const write = (one) => client.set(one, 1); list.forEach(write);',
    'setTimeout(() => client.set(key, 1), 10); await log(key);',
    'log(() => client.set(key, 1)); await log(key);',
    'log(async () => { await client.set(key, 1); });',
    'queueMicrotask(async () => await client.set(key, 1));',
    "client.on('ready', () => client.set(key, 1)); await log(key);",
    "client.on('ready', () => log(key)); await client.set(key, 1);",
    'client.onready = log; await client.set(key, 1);',
  ])('%s', (code) => {
    expect(toldOf(used(code))).toBe('work-outlives-scope');
  });
});

describe('whom the session is handed to has it', () => {
  test.each(['log(client);', 'log({ client });', 'log([client]);', 'new Log(client);'])('%s', (code) => {
    expect(toldOf(used(code))).not.toBe('never-closed');
  });
});

const answered = (code: string): string => `import { Client } from 'undici';
import { log, read } from './log.js';

const textOf = async ({ body }) => await body.text();
const bodyOf = (answer) => answer.body;

export async function get(path, list, kept) {
  const client = new Client('http://127.0.0.1');
  ${code}
}
`;
const request = 'client.request({ path })';

describe('the body of an answer is read by then, or nobody reads it', () => {
  test.each([
    `await ${request};`,
    `const { statusCode } = await ${request}; return statusCode;`,
    `const answer = await ${request}; return [answer.statusCode, answer.headers];`,
    `const { body } = await ${request}; return body.text();`,
    `const { body: found } = await ${request}; return await found.json();`,
    `const { body } = await ${request}; for await (const part of body) log(part); return body.bodyUsed;`,
    `const { body } = await ${request}; await read(body);`,
    `const answer = await ${request}; return read(answer);`,
    `return read((await ${request}).body);`,
    `const answer = await ${request}; await textOf(answer);`,
    `return textOf(await ${request});`,
    `return ${request}.then(textOf);`,
    `return ${request}.then(read);`,
    `return ${request}.then(({ body }) => body.text(), log);`,
    `const answers = await Promise.all([${request}]); await Promise.all(answers.map(textOf));`,
    `const answers = await Promise.all([${request}]); return Promise.all(answers.map((answer) => answer.body.text()));`,
    `const answers = await Promise.all([${request}]); for (const { body } of answers) await body.text();`,
    `const answers = []; answers.push(await ${request}); return Promise.all(answers.map(read));`,
    `const answers = []; answers.push(await ${request}); answers.forEach((answer) => log(answer.statusCode));`,
    `const answers = await Promise.all([${request}]); return answers.every(({ statusCode }) => statusCode === 200);`,
    `const [first] = await Promise.all([${request}]); return first.body.text();`,
    `const answers = await Promise.all([${request}]); return answers[0].body.text();`,
    `const answers = await Promise.all([${request}]); return answers.length;`,
    `return (await ${request}) ? 1 : 2;`,
  ])('%s', (code) => {
    expect(toldOf(answered(code))).toBe('never-closed');
  });
});

describe('somebody may read the body of an answer later', () => {
  test.each([
    `return ${request};`,
    `return await ${request};`,
    `return ${request}.catch(log);`,
    `return ${request}.finally(log);`,
    `return ${request}.then(bodyOf);`,
    `return ${request}.then((answer) => ({ ...answer }));`,
    `return ${request}.then(({ statusCode, ...others }) => others);`,
    `return bodyOf(await ${request});`,
    `return (await ${request}).body;`,
    `return { answer: await ${request} };`,
    `return { ...(await ${request}) };`,
    `return [await ${request}];`,
    `return [...(await Promise.all([${request}]))];`,
    `return kept ?? (await ${request});`,
    `return kept ? await ${request} : undefined;`,
    `return new Map([[path, await ${request}]]);`,
    `return Object.assign(kept, await ${request});`,
    `return Array.from(list, () => ${request});`,
    `const answers = await Promise.all([${request}]); return answers[0];`,
    `const answers = await Promise.all([${request}]); return answers.at(0);`,
    `const answers = await Promise.all([${request}]); return answers.filter((answer) => answer.statusCode === 200);`,
    `const answers = await Promise.all([${request}]); answers.forEach((answer) => kept.set(path, answer));`,
    `const answers = await Promise.all([${request}]); return answers.map((answer) => answer.body);`,
    `const answers = await Promise.all([${request}]); return answers.map(bodyOf);`,
    `const answers = await Promise.allSettled([${request}]); return answers.map(({ value }) => value);`,
    `const answers = await Promise.allSettled([${request}]); return answers.map((answer) => answer.value);`,
    `const answers = await Promise.all([${request}]); for (const answer of answers) kept.push(answer.body);`,
    `const [, ...others] = await Promise.all([${request}]); return others;`,
    `const [first = 1] = await Promise.all([${request}]); return first;`,
    `const answers = []; answers.unshift(await ${request}); return answers;`,
    `kept.push(await ${request});`,
    `kept.answer = await ${request};`,
    `let answer; answer = await ${request}; return answer;`,
    `log(await ${request});`,
    `const { body } = await ${request}; log(body);`,
    `const { body } = await ${request}; body.pipe(kept);`,
    `const { body } = await ${request}; kept.body = body;`,
    `const answers = await Promise.all([${request}]); answers.forEach((answer) => answer.body.text());`,
    `const answers = await Promise.all([${request}]); answers.forEach(textOf);`,
    `const answers = await Promise.all([${request}]); answers.map(textOf);`,
    `textOf(await ${request});`,
    `void Promise.all(list.map(async (one) => textOf(one))); kept.answer = await ${request};`,
    `const ask = () => ${request}; return await ask();`,
    `const ask = async () => { const answer = await ${request}; return answer; }; return await ask();`,
    `const ask = () => ${request}; return Promise.all(list.map(ask));`,
  ])('%s', (code) => {
    expect(toldOf(answered(code))).toBe('work-outlives-scope');
  });
});
