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
  ])('%s', (code) => {
    expect(toldOf(whileItIsWritten(code))).toBe('work-outlives-scope');
  });
});
