/**
 * A scope closes its session when its work is over: a promise that settles however its handlers run, a request that is awaited on every
 * path. What counts as that, statement by statement.
 */
import { migrateSource } from 'safely-close-codemod';
import { describe, expect, test } from 'vitest';

function toldOf(text: string): string {
  const outcome = migrateSource('page.js', text, { closeStyle: 'await-using', moduleSystem: 'esm' });
  if (outcome.status === 'failed') throw new Error(outcome.problem.message);
  const [site] = outcome.sites;
  return site === undefined ? 'no session' : site.outcome === 'changed' ? site.idiom : site.reason;
}

const whenItEnds = (code: string): string => `import { Curl } from 'node-libcurl';

export function page(url, flag, list, log) {
  return new Promise((resolve, reject) => {
    const curl = new Curl();
    const finish = (data) => resolve(data);
    const note = () => log(url);
    curl.setOpt('URL', url);
    curl.on('end', (status, data) => {
      curl.close();
      ${code}
    });
    curl.on('error', (error) => {
      curl.close();
      reject(error);
    });
    curl.perform();
  });
}
`;

describe('a handler settles its promise', () => {
  test.each([
    'resolve(data);',
    'finish(data);',
    'log(resolve(data));',
    'const settled = resolve(data);',
    'return resolve(data);',
    '{ resolve(data); }',
    'throw new Error(data);',
    'if (resolve(data)) log(data);',
    'if (flag) resolve(data); else reject(data);',
    'if (flag) { log(data); return resolve(data); } reject(data);',
    'flag ? resolve(data) : reject(data);',
    'resolve(data) && log(data);',
    'try { log(data); } finally { resolve(data); }',
    'try { log(data); resolve(data); } catch (error) { reject(error); }',
    'try { resolve(data); } finally { log(data); }',
    'for (const one of list) log(one); resolve(data);',
    'switch (resolve(data)) { default: log(data); }',
    'for (const one of resolve(data) ?? []) log(one);',
  ])('%s', (code) => {
    expect(toldOf(whenItEnds(code))).toBe('promise-executor');
  });
});

describe('a handler may leave its promise open', () => {
  test.each([
    'log(data);',
    'note();',
    'return log(data);',
    'if (flag) resolve(data);',
    'if (flag) return; resolve(data);',
    'if (flag) return resolve(data);',
    'if (flag) { log(data); return; } else resolve(data);',
    'if (flag) resolve(data); else log(data);',
    'if (flag) log(data); else resolve(data);',
    'flag && resolve(data);',
    'flag ? resolve(data) : log(data);',
    'flag ? log(data) : resolve(data);',
    'resolve?.(data);',
    'setTimeout(() => resolve(data), 10);',
    'const later = () => resolve(data);',
    'try { log(data); resolve(data); } catch (error) { log(error); }',
    'try { log(data); } catch (error) { reject(error); }',
    'try { if (flag) return; resolve(data); } catch (error) { reject(error); }',
    'try { log(data); } finally { if (flag) resolve(data); }',
    'try { log(data); } finally { if (flag) return; }',
    'for (const one of list) resolve(one);',
    'for (const one of list) if (one) return; resolve(data);',
    'while (flag) { resolve(data); }',
    'switch (status) { case 200: resolve(data); break; case 404: reject(data); }',
    'switch (status) { case 200: return; default: } resolve(data);',
    'out: { if (flag) break out; resolve(data); }',
  ])('%s', (code) => {
    expect(toldOf(whenItEnds(code))).toBe('promise-may-never-settle');
  });
});

const whileItIsWritten = (code: string): string => `import { createClient } from 'redis';

export async function write(key, flag, list, deadline, log) {
  const client = createClient();
  await client.connect();
  ${code}
}
`;

describe('a request is awaited', () => {
  test.each([
    'await client.set(key, 1);',
    'await (flag ? client.set(key, 1) : log(key));',
    'await (flag && client.set(key, 1));',
    'await (client.set(key, 1) ?? log(key));',
    'await client.set(key, 1).then(log).catch(log);',
    'await Promise.all([client.set(key, 1), log(key)]);',
    'await Promise.allSettled([...list, client.set(key, 1)]);',
    'return client.set(key, 1);',
    'return flag ? client.set(key, 1) : undefined;',
    'return [await client.set(key, 1)];',
    'const written = client.set(key, 1); log(key); await written;',
    'const written = client.set(key, 1); if (flag) await written; else log(await written);',
    'const written = client.set(key, 1); if (await written) log(key);',
    'const written = client.set(key, 1); if (flag) return written; return written.then(log);',
    'const written = client.set(key, 1); try { log(key); } finally { await written; }',
    'const all = [client.set(key, 1), client.set(key, 2)]; await Promise.all(all);',
    'const all = Promise.all([client.set(key, 1), client.set(key, 2)]); log(await all);',
    'for await (const one of [client.set(key, 1)]) log(one);',
    'for (const one of list) { const written = client.set(one, 1); log(one); await written; }',
    'const written = client.set(key, 1); log(() => written); await written;',
    'const written = client.set(key, 1); if (flag) { log(key); return await written; } await written;',
    'await (flag || client.set(key, 1));',
    'await Promise.all(list.flatMap((one) => [client.set(one, 1), log(one)]));',
    'await Promise.all(list.flatMap((one) => { return [client.set(one, 1)]; }));',
    'const all = []; all.push(client.set(key, 1)); await Promise.all(all);',
    'const all = [log(key)]; all.unshift(client.set(key, 1), client.set(key, 2)); return Promise.all(all);',
    'const all = []; for (const one of list) all.push(client.set(one, 1)); const results = await Promise.all(all); return results;',
    'const all = []; for (const one in list) { if (flag) { all.push(client.set(one, 1)); } } await Promise.all(all);',
    'const all = []; for (let i = 0; i < 3; i++) { if (flag) continue; all.push(client.set(i, 1)); } await Promise.all(all);',
    'const all = []; while (list.length > 0) { all.push(client.set(list.pop(), 1)); if (flag) break; log(key); } await Promise.all(all);',
    'const all = []; do { all.push(client.set(key, 1)); if (flag) continue; log(key); } while (log(key)); await Promise.all(all);',
    'const all = []; for (const one of list) { for (const two of list) { all.push(client.set(one, two)); if (flag) break; } log(one); } await Promise.all(all);',
    'const all = []; for (const one of list) { all.push(client.set(one, 1)); if (flag) return Promise.all(all); } await Promise.all(all);',
    'const all = []; for (const one of list) { all.push(client.set(one, 1)); await Promise.all(all); }',
    'const all = []; list.forEach((one) => { all.push(client.set(one, 1)); }); await Promise.all(all);',
    'const all = []; list.forEach((one) => list.forEach((two) => all.push(client.set(one, two)))); return Promise.all(all);',
    'const all = []; try { all.push(client.set(key, 1)); log(key); } finally { await Promise.all(all); }',
    'const all = []; all.push(client.set(key, 1)); log(all.length); if (flag) { await Promise.all(all); } else { await Promise.allSettled(all); }',
    'const all = []; if (flag) { all.push(client.set(key, 1)); } else { log(key); } await Promise.all(all);',
  ])('%s', (code) => {
    expect(toldOf(whileItIsWritten(code))).toBe('never-closed');
  });
});

describe('a request may go on', () => {
  test.each([
    'client.set(key, 1);',
    'void client.set(key, 1);',
    'client.set(key, 1).then(log);',
    'for (const one of [client.set(key, 1)]) log(one);',
    'const written = client.set(key, 1); log(written.status); await log(key);',
    'const { status } = client.set(key, 1); await status;',
    'await log(flag, client.set(key, 1));',
    'await Promise.race([client.set(key, 1), deadline]);',
    'await Promise.any([client.set(key, 1), deadline]);',
    'const first = Promise.race([client.set(key, 1), deadline]); await first;',
    'await (client.set(key, 1) && log(key));',
    'await (client.set(key, 1) ? log(key) : undefined);',
    'await [client.set(key, 1)];',
    'return [client.set(key, 1)];',
    'return { written: client.set(key, 1) };',
    'return () => client.set(key, 1);',
    'await log(client.set(key, 1));',
    'const written = client.set(key, 1); if (flag) await written;',
    'const written = client.set(key, 1); flag && (await written);',
    'const written = client.set(key, 1); if (flag) return; await written;',
    'const written = client.set(key, 1); for (const one of list) await written;',
    'const written = client.set(key, 1); log(async () => await written);',
    'const written = client.set(key, 1); return () => written;',
    'const written = client.set(key, 1); return [written];',
    'const all = [client.set(key, 1), client.set(key, 2)]; await all;',
    'for (const one of list) { const written = client.set(one, 1); if (flag) continue; await written; }',
    'let written; if (flag) written = client.set(key, 1);',
    'await Promise.all(list.map((one) => [client.set(one, 1)]));',
    'await Promise.all(list.flatMap(async (one) => [client.set(one, 1)]));',
    'await list.flatMap((one) => [client.set(one, 1)]);',
    'const all = []; all.push(client.set(key, 1));',
    'const all = []; all.push(client.set(key, 1)); await all;',
    'const all = []; all.push(client.set(key, 1)); return all;',
    'const all = []; all.push(client.set(key, 1)); if (flag) await Promise.all(all);',
    'const all = []; await Promise.all(all); all.push(client.set(key, 1));',
    'const all = []; all.add(client.set(key, 1)); await Promise.all(all);',
    'const all = new Set(); all.push(client.set(key, 1)); await Promise.all(all);',
    'const all = list; all.push(client.set(key, 1)); await Promise.all(all);',
    'list.push(client.set(key, 1)); await Promise.all(list);',
    'log.all.push(client.set(key, 1)); await Promise.all(log.all);',
    'const all = []; all.push(Promise.race([client.set(key, 1), deadline])); await Promise.all(all);',
    'const all = []; all.push(client.set(key, 1)); await Promise.race(all);',
    'let all = []; all.push(client.set(key, 1)); all = []; await Promise.all(all);',
    'const all = []; all.push(client.set(key, 1)); all.length = 0; await Promise.all(all);',
    'const all = []; all.push(client.set(key, 1)); all[0] = 1; await Promise.all(all);',
    'const all = []; all.push(client.set(key, 1)); all.pop(); await Promise.all(all);',
    'const all = [client.set(key, 1)]; all.shift(); await Promise.all(all);',
    'const all = []; for (const one of list) { if (flag) return; all.push(client.set(one, 1)); } await Promise.all(all);',
    'const all = []; for (const one of list) { all.push(client.set(one, 1)); if (flag) return; } await Promise.all(all);',
    'const all = []; for (const one of list) { all.push(client.set(one, 1)); if (flag) break; await Promise.all(all); }',
    'const all = []; out: for (const one of list) { for (const two of list) { all.push(client.set(one, two)); if (flag) break out; } } await Promise.all(all);',
    'const all = []; switch (key) { case 1: all.push(client.set(key, 1)); break; default: } await Promise.all(all);',
    'const all = []; setTimeout(() => all.push(client.set(key, 1)), 1); await Promise.all(all);',
    'const all = []; list.forEach(async (one) => { all.push(client.set(one, 1)); }); await Promise.all(all);',
    'const all = []; list.forEach((one) => { client.set(one, 1); }); await Promise.all(all);',
    'const all = []; list.forEach((one) => { all.push(client.set(one, 1)); client.set(one, 2); }); await Promise.all(all);',
    'const all = []; const put = (one) => all.push(client.set(one, 1)); list.forEach(put); await Promise.all(all);',
    'const all = []; list.forEach((one) => { const all = []; all.push(client.set(one, 1)); }); await Promise.all(all);',
    'const all = []; all.push(client.set(key, 1)); list.forEach(async () => await Promise.all(all));',
  ])('%s', (code) => {
    expect(toldOf(whileItIsWritten(code))).toBe('work-outlives-scope');
  });
});
