import { closing, isSessionClosed, safelyCloseClient } from 'safely-close';
import { Agent, BalancedPool, Client, EnvHttpProxyAgent, MockAgent, Pool, ProxyAgent, RetryAgent, fetch } from 'undici';
import type { Dispatcher } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMisbehavingServer } from '../support/misbehaving-server.ts';
import type { MisbehavingServer } from '../support/misbehaving-server.ts';
import { fewTurns, watch } from '../support/watched.ts';

describe('undici', () => {
  let server: MisbehavingServer;
  beforeAll(async () => {
    server = await startMisbehavingServer();
  });
  afterAll(() => server.close());

  const makers: [name: string, make: () => Dispatcher][] = [
    ['Client', () => new Client(server.url)],
    ['Pool', () => new Pool(server.url)],
    ['BalancedPool', () => new BalancedPool(server.url)],
    ['Agent', () => new Agent()],
    ['RetryAgent', () => closing(new RetryAgent(new Agent(), { maxRetries: 2 }))],
    ['EnvHttpProxyAgent', () => new EnvHttpProxyAgent()],
  ];

  describe.each(makers)('%s', (_name, make) => {
    it('is closed politely when idle, and left alone when closed', async () => {
      const dispatcher = make();
      expect(await safelyCloseClient(dispatcher)).toMatchObject({ outcome: 'closed', phase: 'polite' });
      expect(await safelyCloseClient(dispatcher)).toMatchObject({ outcome: 'already-closed' });
    });

    it.each(['/never', '/headers-only', '/drip', '/big'])('settles what waits for %s with the session-closed error itself', async (path) => {
      const dispatcher = make();
      const answer = watch(dispatcher.request({ origin: server.url, path, method: 'GET' }).then(({ body }) => body.text()));
      await server.arrived(path);
      await new Promise((resolve) => setTimeout(resolve, 10));
      const report = await safelyCloseClient(dispatcher, { politeMs: 0 });
      await fewTurns();
      expect(answer.state).toBe('rejected');
      expect(isSessionClosed(answer.error)).toBe(true);
      expect(report).toMatchObject({ outcome: 'closed', phase: 'cancel' });
      expect(await server.socketsBecome(0)).toBe(0);
    });

    it('lets an answer that is on its way arrive', async () => {
      const dispatcher = make();
      const answer = watch(dispatcher.request({ origin: server.url, path: '/slow', method: 'GET' }).then(({ body }) => body.text()));
      await server.arrived('/slow');
      expect(await safelyCloseClient(dispatcher, { politeMs: 2_000, timeoutMs: 5_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
      expect(answer).toMatchObject({ state: 'fulfilled', value: 'fine at last' });
      expect(await server.socketsBecome(0)).toBe(0);
    });
  });

  it('tells each request, running or queued', async () => {
    const client = new Client(server.url, { pipelining: 1 });
    const answers = [1, 2, 3].map(() => watch(client.request({ path: '/never', method: 'GET' })));
    await server.arrived('/never');
    const report = await safelyCloseClient(client, { politeMs: 0 });
    await fewTurns();
    expect(report).toMatchObject({ transfers: 3, settled: 3 });
    for (const answer of answers) expect(isSessionClosed(answer.error)).toBe(true);
  });

  it('names the origin where the dispatcher knows it', async () => {
    const agent = new Agent();
    const answer = watch(agent.request({ origin: server.url, path: '/never', method: 'GET' }));
    const report = await safelyCloseClient(agent, { politeMs: 0 });
    expect(report.items[0]?.label).toBe(`a request to ${server.url}`);
    await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
  });

  it('settles a fetch through it', async () => {
    const agent = new Agent();
    const answer = watch(fetch(`${server.url}/drip`, { dispatcher: agent }).then((response) => response.text()));
    await server.arrived('/drip');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await safelyCloseClient(agent, { politeMs: 0 });
    await fewTurns();
    expect(answer.state).toBe('rejected');
    expect(isSessionClosed(answer.error)).toBe(true);
  });

  it('closes a dispatcher whose own polite close is already waiting', async () => {
    const pool = new Pool(server.url);
    const answer = watch(pool.request({ path: '/never', method: 'GET' }));
    await server.arrived('/never');
    const bare = watch(pool.close());
    expect(await safelyCloseClient(pool, { politeMs: 0 })).toMatchObject({ outcome: 'closed' });
    await fewTurns();
    expect(isSessionClosed(answer.error)).toBe(true);
    expect(bare.state).not.toBe('pending');
  });

  it('does not end the process over a response body that nobody reads', async () => {
    const pool = new Pool(server.url);
    const { body } = await pool.request({ path: '/drip', method: 'GET' });
    expect(await safelyCloseClient(pool, { politeMs: 0 })).toMatchObject({ outcome: 'closed' });
    await fewTurns();
    expect(body.destroyed).toBe(true);
  });

  it('closes a ProxyAgent whose proxy never answers', async () => {
    const agent = new ProxyAgent(server.url);
    const answer = watch(agent.request({ origin: 'http://upstream.test', path: '/never', method: 'GET' }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await safelyCloseClient(agent, { politeMs: 0 })).toMatchObject({ outcome: 'closed' });
    await fewTurns();
    expect(answer.state).not.toBe('pending');
    expect(await server.socketsBecome(0)).toBe(0);
  });

  it('closes a RetryAgent that closing was not called for, though it cannot ask it what it is doing', async () => {
    const agent = new RetryAgent(new Agent());
    const answer = watch(agent.request({ origin: server.url, path: '/never', method: 'GET' }));
    await server.arrived('/never');
    expect(await safelyCloseClient(agent, { politeMs: 10 })).toMatchObject({ outcome: 'closed', phase: 'cancel' });
    await fewTurns();
    expect(answer.state).toBe('rejected');
    expect(await server.socketsBecome(0)).toBe(0);
  });

  it('closes a MockAgent', async () => {
    expect(await safelyCloseClient(new MockAgent())).toMatchObject({ outcome: 'closed' });
  });
});
