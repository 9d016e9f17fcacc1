import { createServer } from 'node:http';
import { closing, openSessions, safelyCloseClient } from 'safely-close';
import { describe, expect, it, vi } from 'vitest';
import { libcurlMissing, nodeLibcurl } from './support/libcurl.ts';

describe('closing', () => {
  it('closes the client at the end of its scope', async () => {
    const client = { close: vi.fn() };
    {
      await using session = closing(client);
      expect(session.close).not.toHaveBeenCalled();
    }
    expect(client.close).toHaveBeenCalledOnce();
  });

  it('closes it when the scope is left by a throw', async () => {
    const client = { close: vi.fn() };
    const body = async (): Promise<void> => {
      await using session = closing(client);
      throw new Error(`body with ${typeof session}`);
    };
    await expect(body()).rejects.toThrow('body with object');
    expect(client.close).toHaveBeenCalledOnce();
  });

  it('closes the sessions of a scope in the opposite order', async () => {
    const order: string[] = [];
    {
      await using first = closing({ close: () => void order.push('first') });
      await using second = closing({ close: () => void order.push('second') });
      void [first, second];
    }
    expect(order).toEqual(['second', 'first']);
  });

  it('returns the same object, with a disposer that nothing enumerates', () => {
    const client = { close: () => undefined };
    expect(closing(client)).toBe(client);
    expect(Object.keys(client)).toEqual(['close']);
    expect(Object.getOwnPropertyDescriptor(client, Symbol.asyncDispose)).toMatchObject({ enumerable: false, configurable: true });
  });

  it.each([undefined, null])('lets %s pass, and a scope with it', async (nothing) => {
    const maybe = nothing as { close(): void } | null | undefined;
    await using session = closing(maybe);
    expect(session).toBe(nothing);
  });

  it('called twice, closes once, with the later options', async () => {
    const client = { close: vi.fn(() => new Promise(() => undefined)) };
    closing(client, { timeoutMs: 600_000, politeMs: 600_000 });
    const session = closing(client, { timeoutMs: 20 });
    await session[Symbol.asyncDispose]();
    expect(client.close).toHaveBeenCalledOnce();
  });

  it('keeps the options when it is called again without any', async () => {
    const client = { close: () => new Promise(() => undefined) };
    closing(client, { timeoutMs: 20, throwOnFailure: true });
    await expect(closing(client)[Symbol.asyncDispose]()).rejects.toMatchObject({ code: 'ERR_SAFELY_CLOSE_FAILED' });
  });

  it('does nothing at the end of the scope for a client that was closed in it', async () => {
    const client = { close: vi.fn() };
    {
      await using session = closing(client);
      await safelyCloseClient(session);
    }
    expect(client.close).toHaveBeenCalledOnce();
  });

  it('shadows a native dispose on this one instance, and uses it under supervision', async () => {
    class Client {
      disposed = 0;
      async [Symbol.asyncDispose](): Promise<void> {
        this.disposed += 1;
        await new Promise(() => undefined);
      }
      destroy(): void { /* never reached */ }
    }
    const client = closing(new Client(), { politeMs: 5 });
    await client[Symbol.asyncDispose]();
    expect(client.disposed).toBe(1);
    expect(Object.hasOwn(Client.prototype, Symbol.asyncDispose)).toBe(true);
    expect(new Client()[Symbol.asyncDispose]).toBe(Client.prototype[Symbol.asyncDispose]);
  });

  it.each([['frozen', Object.freeze({ close: () => undefined })], ['sealed', Object.seal({ close: () => undefined })], ['not extensible', Object.preventExtensions({ close: () => undefined })]])(
    'refuses a %s object with an error that says what to do',
    (_word, client) => {
      expect(() => closing(client)).toThrow(expect.objectContaining({ code: 'ERR_SAFELY_CLOSE_NOT_EXTENSIBLE', message: expect.stringContaining('finally') as string }));
    },
  );

  it('refuses a promise that nobody awaited, and what is no object', () => {
    const told = (words: string): unknown => expect.objectContaining({ code: 'ERR_SAFELY_CLOSE_UNKNOWN_CLIENT', message: expect.stringContaining(words) as string });
    expect(() => closing(Promise.resolve({ close: () => undefined }))).toThrow(told('await it first'));
    expect(() => closing(5 as never)).toThrow(told('this is number'));
  });

  it('does not throw at the end of the scope when something is left', async () => {
    const body = async (): Promise<string> => {
      await using session = closing({ close: () => new Promise(() => undefined) }, { timeoutMs: 20 });
      return typeof session;
    };
    expect(await body()).toBe('object');
  });

  it('throws there under throwOnFailure', async () => {
    const body = async (): Promise<void> => {
      await using session = closing({ close: () => new Promise(() => undefined) }, { timeoutMs: 20, throwOnFailure: true });
      void session;
    };
    await expect(body()).rejects.toMatchObject({ code: 'ERR_SAFELY_CLOSE_FAILED' });
  });

  it('brings a failing body and a failing close together in one SuppressedError', async () => {
    const body = async (): Promise<void> => {
      await using session = closing({ close: () => new Promise(() => undefined) }, { timeoutMs: 20, throwOnFailure: true });
      throw new Error(`the body failed with ${typeof session}`);
    };
    await expect(body()).rejects.toMatchObject({
      name: 'SuppressedError',
      error: { code: 'ERR_SAFELY_CLOSE_FAILED' },
      suppressed: { message: 'the body failed with object' },
    });
  });

  it('works with an AsyncDisposableStack', async () => {
    const client = { close: vi.fn() };
    const stack = new AsyncDisposableStack();
    stack.use(closing(client));
    await stack.disposeAsync();
    expect(client.close).toHaveBeenCalledOnce();
  });

  it.skipIf(libcurlMissing !== undefined)('takes every class of node-libcurl (skipped where that cannot be loaded)', async () => {
    const { Curl, Easy, Multi, Share } = nodeLibcurl();
    for (const client of [new Curl(), new Easy(), new Multi(), new Share()]) {
      await closing(client)[Symbol.asyncDispose]();
      expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'already-closed' });
    }
  });
});

describe('openSessions', () => {
  it('lists what closing was given, with the place, until it is closed', async () => {
    const server = closing(createServer().listen(0), { label: 'the test server' });
    const [open] = openSessions().filter((session) => session.client === server);
    expect(open).toMatchObject({ kind: 'http.Server', label: 'the test server' });
    expect(open?.createdAt).toMatch(/closing\.test\.ts:\d+:\d+$/);
    await safelyCloseClient(server);
    expect(openSessions().some((session) => session.client === server)).toBe(false);
  });

  it('says in the report where the session was made', async () => {
    const client = closing({ close: () => undefined });
    const report = await safelyCloseClient(client);
    expect(report.items.at(-1)?.createdAt).toMatch(/closing\.test\.ts:\d+:\d+$/);
  });

  it('keeps no session alive that is dropped', async () => {
    const { setFlagsFromString } = await import('node:v8');
    const { runInNewContext } = await import('node:vm');
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const dropOne = (): void => void closing({ close: () => undefined }, { label: 'dropped' });
    dropOne();
    const isListed = (): boolean => openSessions().some((session) => session.label === 'dropped');
    expect(isListed()).toBe(true);
    await vi.waitFor(() => {
      collect();
      expect(isListed()).toBe(false);
    });
  });
});
