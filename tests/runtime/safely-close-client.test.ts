import { channel } from 'node:diagnostics_channel';
import { Agent, get } from 'node:http';
import { CloseFailedError, configure, defineClient, isSessionClosed, safelyCloseClient } from 'safely-close';
import type { ClosePhaseEvent, CloseReport } from 'safely-close';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startMisbehavingServer } from './support/misbehaving-server.ts';
import { watch } from './support/watched.ts';

/** A client of no library whose polite close never ends, and which counts what is called. */
function stubborn({ force }: { readonly force?: () => unknown } = {}) {
  const calls: string[] = [];
  return {
    calls,
    close() {
      calls.push('close');
      return new Promise<void>(() => undefined);
    },
    ...(force === undefined
      ? {}
      : {
          destroy() {
            calls.push('destroy');
            return force();
          },
        }),
  };
}

describe('safelyCloseClient', () => {
  it.each([undefined, null])('takes %s as closed already', async (nothing) => {
    expect(await safelyCloseClient(nothing)).toEqual({
      client: nothing,
      outcome: 'already-closed',
      phase: 'none',
      passes: 0,
      durationMs: 0,
      items: [],
      settled: 0,
      transfers: 0,
      remaining: [],
      errors: [],
    });
  });

  it('ignores a second argument that is no object, so list.map(safelyCloseClient) works', async () => {
    const clients = [{ close: vi.fn() }, { close: vi.fn() }];
    const reports = await Promise.all(clients.map(safelyCloseClient as (client: unknown) => Promise<CloseReport>));
    expect(reports.map((report) => report.outcome)).toEqual(['closed', 'closed']);
  });

  it('never rejects over wrong options: it goes on with the defaults and says so', async () => {
    const report = await safelyCloseClient({ close: () => undefined }, { timeoutMs: -1, onPhase: () => undefined });
    expect(report.outcome).toBe('closed');
    expect(report.errors).toMatchObject([{ code: 'ERR_SAFELY_CLOSE_INVALID_OPTION' }]);
  });

  describe('an object that no room knows', () => {
    it.each(['close', 'end', 'quit', 'disconnect', 'stop'])('is asked politely by %s', async (name) => {
      const method = vi.fn(() => Promise.resolve());
      const report = await safelyCloseClient({ [name]: method });
      expect(method).toHaveBeenCalledOnce();
      expect(report).toMatchObject({ outcome: 'closed', phase: 'polite', items: [{ kind: 'unknown', fellIn: 'drained' }] });
    });

    it('is asked by its native dispose first', async () => {
      const client = { [Symbol.asyncDispose]: vi.fn(() => Promise.resolve()), close: vi.fn() };
      expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'closed' });
      expect(client[Symbol.asyncDispose]).toHaveBeenCalledOnce();
      expect(client.close).not.toHaveBeenCalled();
    });

    it.each(['destroy', 'terminate', 'kill', 'disconnect'])('is forced by %s when the polite request does not end', async (name) => {
      const force = vi.fn();
      const report = await safelyCloseClient({ close: () => new Promise(() => undefined), [name]: force }, { politeMs: 5 });
      expect(force).toHaveBeenCalledOnce();
      expect(report).toMatchObject({ outcome: 'closed', phase: 'force', items: [{ fellIn: 'forced' }] });
    });

    it('is forced at once when the polite request fails, and the report keeps the failure', async () => {
      const failure = new Error('not now');
      const report = await safelyCloseClient({ close: () => Promise.reject(failure), destroy: () => undefined }, { politeMs: 10_000, timeoutMs: 20_000 });
      expect(report).toMatchObject({ outcome: 'closed', phase: 'force', errors: [failure] });
    });

    it('does not use one method for both', async () => {
      const disconnect = vi.fn(() => new Promise(() => undefined));
      await safelyCloseClient({ disconnect }, { timeoutMs: 20 });
      expect(disconnect).toHaveBeenCalledOnce();
    });

    it('is closed once', async () => {
      const client = { close: vi.fn() };
      await safelyCloseClient(client);
      expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'already-closed' });
      expect(client.close).toHaveBeenCalledOnce();
    });

    it('may be a function, as some clients are', async () => {
      const client = Object.assign(() => undefined, { end: vi.fn() });
      expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'closed' });
    });

    it.each([[{}], [Object.create(null)], [42], ['text'], [Promise.resolve({ close: () => undefined })]])('remains when nothing of it closes: %j', async (client) => {
      const report = await safelyCloseClient(client, { timeoutMs: 20 });
      expect(report.outcome).toBe('remaining');
      expect(report.remaining).toMatchObject([{ kind: 'unknown', error: { code: 'ERR_SAFELY_CLOSE_UNKNOWN_CLIENT' } }]);
    });

    it('may have getters that throw', async () => {
      const hostile = {
        get handle(): never {
          throw new Error('do not touch');
        },
        get dispatch(): never {
          throw new Error('do not touch');
        },
        close: vi.fn(),
      };
      expect(await safelyCloseClient(hostile)).toMatchObject({ outcome: 'closed' });
    });
  });

  describe('its deadline', () => {
    it('holds when nothing the client offers ever ends', async () => {
      const client = stubborn({ force: () => new Promise(() => undefined) });
      const report = await safelyCloseClient(client, { timeoutMs: 80 });
      expect(client.calls).toEqual(['close', 'destroy']);
      expect(report.outcome).toBe('remaining');
      expect(report.durationMs).toBeGreaterThanOrEqual(75);
      expect(report.durationMs).toBeLessThan(2_000);
      expect(report.remaining).toMatchObject([{ error: { code: 'ERR_SAFELY_CLOSE_LEFT' } }]);
    });

    it('is never lengthened by the polite phase: what follows keeps its time', async () => {
      const client = stubborn({ force: () => undefined });
      const report = await safelyCloseClient(client, { timeoutMs: 100, politeMs: 100_000 });
      expect(report).toMatchObject({ outcome: 'closed', phase: 'force' });
      expect(report.durationMs).toBeLessThan(2_000);
    });

    it('of 0 still tries every phase', async () => {
      const client = stubborn({ force: () => undefined });
      expect(await safelyCloseClient(client, { timeoutMs: 0 })).toMatchObject({ outcome: 'closed', phase: 'force' });
    });

    it('is not waited past turn by turn when each turn of the event loop is long', async () => {
      let [turns, turnsBeforeForce] = [0, Number.NaN];
      let busy = true;
      const longTurn = (): void => {
        turns += 1;
        const startMs = performance.now();
        while (performance.now() - startMs < 30);
        if (busy) setImmediate(longTurn);
      };
      setImmediate(longTurn);
      await safelyCloseClient(stubborn({ force: () => (turnsBeforeForce = turns) }), { politeMs: 0 });
      busy = false;
      await new Promise((resolve) => setImmediate(resolve));
      // One for the timer, one of grace, and one to spare.
      expect(turnsBeforeForce).toBeLessThanOrEqual(3);
    });

    it('belongs as a whole to the last phase that the client has', async () => {
      const slow = { isThere: true };
      const takeBack = defineClient({
        name: 'Slow',
        recognise: (value): value is typeof slow => value === slow,
        begin: (client) => ({
          inFlight: () => [],
          isClosed: () => !client.isThere,
          async cancel({ signal }) {
            await new Promise((resolve) => setTimeout(resolve, 150));
            if (!signal.aborted) client.isThere = false;
          },
        }),
      });
      expect(await safelyCloseClient(slow, { timeoutMs: 60_000, cancelMs: 5, passes: 2 })).toMatchObject({ outcome: 'closed', phase: 'cancel', passes: 2 });
      takeBack();
    });

    it('is used for another pass where one came to its end and left something that nothing else closes', async () => {
      const sprouting = { connections: 3 };
      const takeBack = defineClient({
        name: 'Sprouting',
        recognise: (value): value is typeof sprouting => value === sprouting,
        begin: (client) => ({
          inFlight: () => [],
          isClosed: () => client.connections === 0,
          cancel: () => void (client.connections -= 1),
        }),
      });
      expect(await safelyCloseClient(sprouting)).toMatchObject({ outcome: 'closed', phase: 'cancel', passes: 3 });
      takeBack();
    });

    it('is kept when the test replaces the timers by fakes', async () => {
      vi.useFakeTimers();
      try {
        expect(await safelyCloseClient(stubborn(), { timeoutMs: 30 })).toMatchObject({ outcome: 'remaining' });
      } finally {
        vi.useRealTimers();
      }
    });
  });

  describe('called twice', () => {
    it('shares one closing and one report', async () => {
      const client = { close: vi.fn(() => new Promise((resolve) => setTimeout(resolve, 10))) };
      const [first, second] = await Promise.all([safelyCloseClient(client), safelyCloseClient(client)]);
      expect(second).toBe(first);
      expect(client.close).toHaveBeenCalledOnce();
    });

    it('hardens the closing that runs by a shorter deadline', async () => {
      const client = stubborn({ force: () => undefined });
      const first = safelyCloseClient(client, { timeoutMs: 600_000, politeMs: 600_000 });
      const second = await safelyCloseClient(client, { timeoutMs: 50 });
      expect(second).toMatchObject({ outcome: 'closed', phase: 'force' });
      expect(await first).toBe(second);
    });

    it('does not soften it by a longer one', async () => {
      const client = stubborn({ force: () => undefined });
      const first = safelyCloseClient(client, { timeoutMs: 50 });
      void safelyCloseClient(client, { timeoutMs: 600_000, politeMs: 600_000 });
      expect(await first).toMatchObject({ outcome: 'closed', phase: 'force' });
    });

    it('hardens it by a signal that aborts', async () => {
      const client = stubborn({ force: () => undefined });
      const patience = new AbortController();
      const first = safelyCloseClient(client, { timeoutMs: 600_000, politeMs: 600_000 });
      void safelyCloseClient(client, { signal: patience.signal });
      setTimeout(() => patience.abort(), 10);
      expect(await first).toMatchObject({ outcome: 'closed', phase: 'force' });
    });

    it('rejects only the call that asked for it', async () => {
      const client = stubborn();
      const patient = safelyCloseClient(client, { timeoutMs: 30 });
      await expect(safelyCloseClient(client, { throwOnFailure: true })).rejects.toBeInstanceOf(CloseFailedError);
      expect(await patient).toMatchObject({ outcome: 'remaining' });
    });

    it('is closed again when the first closing left it', async () => {
      let opens = false;
      const client = { close: vi.fn(() => (opens ? Promise.resolve() : new Promise(() => undefined))) };
      expect(await safelyCloseClient(client, { timeoutMs: 20 })).toMatchObject({ outcome: 'remaining' });
      opens = true;
      expect(await safelyCloseClient(client, { timeoutMs: 20 })).toMatchObject({ outcome: 'closed' });
    });
  });

  it('does not wait politely when its signal has aborted before', async () => {
    const report = await safelyCloseClient(stubborn({ force: () => undefined }), { timeoutMs: 600_000, politeMs: 600_000, signal: AbortSignal.abort() });
    expect(report).toMatchObject({ outcome: 'closed', phase: 'force' });
  });

  it('takes its listener off the signal', async () => {
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, 'removeEventListener');
    await safelyCloseClient({ close: () => undefined }, { signal });
    expect(removed).toHaveBeenCalledOnce();
  });

  it('rejects under throwOnFailure with the report when something is left', async () => {
    const failure = await safelyCloseClient(stubborn(), { timeoutMs: 20, throwOnFailure: true, label: 'the feed' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CloseFailedError);
    expect(failure).toMatchObject({ code: 'ERR_SAFELY_CLOSE_FAILED', message: 'Closing the feed left something open: the feed.', report: { outcome: 'remaining' } });
  });

  it('leaves the clients around it alone: another agent goes on with its request', async () => {
    const server = await startMisbehavingServer();
    const agents = [new Agent({ keepAlive: true }), new Agent({ keepAlive: true })] as const;
    const requests = agents.map((agent, index) =>
      watch(new Promise((resolve, reject) => get(server.url + (index === 0 ? '/never' : '/slow'), { agent }, (response) => response.resume().on('end', resolve)).on('error', reject))),
    );
    await server.arrived('/never');
    await safelyCloseClient(agents[0], { politeMs: 0 });
    await requests[1]?.promise;
    expect(isSessionClosed(requests[0]?.error)).toBe(true);
    await safelyCloseClient(agents[1]);
    await server.close();
  });
});

describe('what can be watched', () => {
  const events: ClosePhaseEvent[] = [];
  const listener = (event: unknown): void => void events.push(event as ClosePhaseEvent);
  afterEach(() => {
    channel('safely-close:phase').unsubscribe(listener);
    events.length = 0;
  });

  it('is every phase, on the diagnostics channel and by onPhase', async () => {
    channel('safely-close:phase').subscribe(listener);
    const told: string[] = [];
    const client = stubborn({ force: () => undefined });
    await safelyCloseClient(client, { politeMs: 5, label: 'the feed', onPhase: (event) => told.push(`${event.phase} ${event.stage}`) });
    expect(told).toEqual(['polite start', 'polite end', 'force start', 'force end', 'verify start', 'verify end']);
    expect(events.map((event) => `${event.phase} ${event.stage}`)).toEqual(told);
    expect(events[0]).toMatchObject({ client, label: 'the feed', pass: 0, inFlight: 0 });
  });

  it('ends with what is left', async () => {
    channel('safely-close:phase').subscribe(listener);
    await safelyCloseClient(stubborn(), { timeoutMs: 20, label: 'the feed' });
    expect(events.at(-1)).toMatchObject({ phase: 'verify', stage: 'end', left: [{ label: 'the feed', fellIn: 'left' }] });
  });

  it('does not break the closing when a listener throws', async () => {
    const failure = new Error('listener');
    const report = await safelyCloseClient({ close: () => undefined }, { onPhase: () => { throw failure; } });
    expect(report.outcome).toBe('closed');
    expect(report.errors).toContain(failure);
  });
});

describe('a closing that leaves something', () => {
  it('warns once, with what and where', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    try {
      await Promise.all([safelyCloseClient(stubborn(), { timeoutMs: 20, label: 'the feed' })]);
      expect(warned).toHaveBeenCalledOnce();
      expect(warned.mock.calls[0]).toMatchObject([
        expect.stringMatching(/^Closing the feed left one thing open after \d+ ms\.$/),
        { type: 'SafelyCloseWarning', code: 'SAFELY_CLOSE_REMAINING', detail: expect.stringContaining('unknown the feed') as string },
      ]);
    } finally {
      warned.mockRestore();
    }
  });

  it('says in its warning why, such as that it was given a promise', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    await safelyCloseClient(Promise.resolve({ close: () => undefined }));
    expect(warned.mock.calls[0]).toMatchObject([expect.any(String), { detail: expect.stringContaining('await it first') as string }]);
    warned.mockRestore();
  });

  it('does not warn when nothing is left', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    await safelyCloseClient({ close: () => undefined });
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });
});

describe('configure', () => {
  afterEach(() => {
    configure({ timeoutMs: undefined, politeMs: undefined, cancelMs: undefined, passes: undefined });
    vi.unstubAllEnvs();
  });

  it('sets the deadline of closings that do not say otherwise', async () => {
    configure({ timeoutMs: 40 });
    expect((await safelyCloseClient(stubborn())).durationMs).toBeLessThan(1_000);
  });

  it('is overruled by the call', async () => {
    configure({ timeoutMs: 600_000, politeMs: 600_000 });
    expect((await safelyCloseClient(stubborn(), { timeoutMs: 30 })).durationMs).toBeLessThan(2_000);
  });

  it('overrules SAFELY_CLOSE_TIMEOUT_MS, which overrules the default', async () => {
    vi.stubEnv('SAFELY_CLOSE_TIMEOUT_MS', '600000');
    configure({ timeoutMs: 30 });
    expect((await safelyCloseClient(stubborn())).durationMs).toBeLessThan(2_000);
    configure({ timeoutMs: undefined });
    vi.stubEnv('SAFELY_CLOSE_TIMEOUT_MS', '30');
    expect((await safelyCloseClient(stubborn())).durationMs).toBeLessThan(2_000);
  });

  it('gives 1,500 ms more under a test runner', async () => {
    const report = await safelyCloseClient(stubborn());
    expect(report.durationMs).toBeGreaterThanOrEqual(2_490);
    for (const name of ['VITEST', 'VITEST_WORKER_ID', 'NODE_TEST_CONTEXT', 'JEST_WORKER_ID', 'TEST_WORKER_INDEX']) vi.stubEnv(name, undefined);
    const outside = await safelyCloseClient(stubborn());
    expect(outside.durationMs).toBeGreaterThanOrEqual(990);
    expect(outside.durationMs).toBeLessThan(2_400);
  });

  it.each([[{ timeoutMs: -1 }], [{ politeMs: Number.NaN }], [{ passes: '3' }]])('refuses %j', (configuration) => {
    expect(() => configure(configuration as never)).toThrow(expect.objectContaining({ code: 'ERR_SAFELY_CLOSE_INVALID_OPTION' }));
  });

  it('ignores an unusable SAFELY_CLOSE_TIMEOUT_MS with a warning', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    vi.stubEnv('SAFELY_CLOSE_TIMEOUT_MS', 'soon');
    await safelyCloseClient(stubborn({ force: () => undefined }), { politeMs: 1 });
    expect(warned.mock.calls[0]).toMatchObject([expect.stringContaining('"soon"') as string, { code: 'SAFELY_CLOSE_INVALID_ENVIRONMENT' }]);
    warned.mockRestore();
  });
});
