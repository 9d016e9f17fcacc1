import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { Curl } from 'node-libcurl';
import { Agent, request } from 'undici';
import { startSite, type Site } from '../server.ts';
import { fetchPage } from '../page.ts';
import { readFeed } from '../feed.ts';

let site: Site;
let agent: Agent;
let curl: Curl;

before(async () => {
  site = await startSite();
  agent = new Agent({ connections: 1 });
});

after(async () => {
  await agent.close();
  await site.close();
});

beforeEach(() => {
  curl = new Curl();
});

afterEach(() => {
  curl.close();
});

test('a page gives its links', async () => {
  const page = await fetchPage(`${site.http}/pages/1`, 1_000);
  assert.deepEqual(page.links, ['/pages/2', '/feed']);
});

test('a feed gives its entries', async () => {
  assert.deepEqual(await readFeed(site.http2, '/feed', 1_000), ['first entry', 'second entry']);
});

test('the site answers other clients alike', async () => {
  const { statusCode, body } = await request(`${site.http}/stats`, { dispatcher: agent });
  assert.deepEqual([statusCode, await body.json()], [200, { visits: 42 }]);
});

test('the site knows what it does not have', async () => {
  curl.setOpt('URL', `${site.http}/nowhere`);
  const status = await new Promise((resolve, reject) => {
    curl.on('end', (code) => resolve(code));
    curl.on('error', reject);
    curl.perform();
  });
  assert.equal(status, 404);
});
