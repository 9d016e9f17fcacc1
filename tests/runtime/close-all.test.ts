import { closeAll, closeOnSignals, defineClient } from 'safely-close';
import { afterEach, describe, expect, it, vi } from 'vitest';

describe('closeAll', () => {
  it('closes side by side and reports in the order of the clients', async () => {
    let begun = 0;
    const { promise: allHaveBegun, resolve } = Promise.withResolvers<undefined>();
    // None ends before the last has begun: one after another, the first would be given up.
    const waiting = () => ({
      close: () => {
        begun += 1;
        if (begun === 3) resolve(undefined);
        return allHaveBegun;
      },
    });
    const clients = [waiting(), null, waiting(), waiting()];
    const reports = await closeAll(clients, { timeoutMs: 10_000, politeMs: 5_000 });
    expect(reports.map((report) => report.client)).toEqual(clients);
    expect(reports.map((report) => report.outcome)).toEqual(['closed', 'already-closed', 'closed', 'closed']);
  });

  it('is not held up by one that never ends', async () => {
    const reports = await closeAll([{ close: () => new Promise(() => undefined) }, { close: () => undefined }], { timeoutMs: 30 });
    expect(reports.map((report) => report.outcome)).toEqual(['remaining', 'closed']);
  });

  it('takes any iterable, and one client twice', async () => {
    const client = { close: vi.fn() };
    const reports = await closeAll(new Map([[1, client], [2, client]]).values());
    expect(reports).toHaveLength(2);
    expect(client.close).toHaveBeenCalledOnce();
  });

  it('brings the failures together under throwOnFailure, after all are done', async () => {
    const client = { close: vi.fn() };
    const failure = await closeAll([{ close: () => new Promise(() => undefined) }, client], { timeoutMs: 30, throwOnFailure: true }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AggregateError);
    expect(failure).toMatchObject({ errors: [{ code: 'ERR_SAFELY_CLOSE_FAILED' }] });
    expect(client.close).toHaveBeenCalledOnce();
  });
});

describe('one client in place of a list', () => {
  it('is told apart by closeAll and by closeOnSignals, before a signal comes', async () => {
    const client = { close: () => Promise.resolve() };
    const told = { code: 'ERR_SAFELY_CLOSE_INVALID_OPTION', message: expect.stringContaining('([client])') as string };
    await expect(closeAll(client as never)).rejects.toMatchObject(told);
    const before = process.listenerCount('SIGTERM');
    expect(() => closeOnSignals(client as never)).toThrow(expect.objectContaining(told));
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});

describe('defineClient', () => {
  const undo: (() => void)[] = [];
  afterEach(() => {
    for (const takeBack of undo.splice(0)) takeBack();
  });

  class Feed {
    readonly calls: string[] = [];
    drain(): Promise<void> {
      this.calls.push('drain');
      return new Promise(() => undefined);
    }
    abort(): void {
      this.calls.push('abort');
    }
    end(): void {
      this.calls.push('end');
    }
  }

  it('closes a client of one’s own by the methods it names', async () => {
    undo.push(
      defineClient({
        name: 'Feed',
        recognise: (value): value is Feed => value instanceof Feed,
        closes: [
          { name: 'drain', manner: 'polite', settles: 'promise' },
          { name: 'abort', manner: 'force', settles: 'nothing' },
        ],
      }),
    );
    const feed = new Feed();
    const [report] = await closeAll([feed], { politeMs: 5 });
    expect(feed.calls).toEqual(['drain', 'abort']);
    expect(report?.items).toMatchObject([{ kind: 'session', label: 'Feed', fellIn: 'forced' }]);
  });

  it('waits for a method that tells by callback', async () => {
    let told = false;
    const client = {
      shutDown(done: () => void) {
        setTimeout(() => {
          told = true;
          done();
        }, 10);
      },
    };
    undo.push(defineClient({ name: 'Callback', recognise: (value): value is typeof client => value === client, closes: [{ name: 'shutDown', manner: 'polite', settles: 'callback' }] }));
    await closeAll([client]);
    expect(told).toBe(true);
  });

  it('takes a closing of one’s own, item by item', async () => {
    const jobs = new Set(['one', 'two']);
    undo.push(
      defineClient({
        name: 'Queue',
        recognise: (value): value is Set<string> => value === jobs,
        begin: (queue: Set<string>) => ({
          inFlight: () => [...queue].map((job) => ({ key: job, kind: 'transfer', label: job })),
          isClosed: () => queue.size === 0,
          polite: () => void queue.delete('one'),
          cancel: () => queue.clear(),
        }),
      }),
    );
    const [report] = await closeAll([jobs]);
    expect(report).toMatchObject({ outcome: 'closed', phase: 'cancel', transfers: 2, settled: 2 });
    expect(report?.items.map((item) => `${item.label} ${item.fellIn}`)).toEqual(['one drained', 'two cancelled', 'Queue cancelled']);
  });

  it('closes containers after what they contain', async () => {
    const order: string[] = [];
    const define = (name: string, level: number) => {
      const client = { shut: () => void order.push(name) };
      undo.push(defineClient({ name, library: 'shelves', level, recognise: (value): value is typeof client => value === client, closes: [{ name: 'shut', manner: 'polite', settles: 'nothing' }] }));
      return client;
    };
    const [room, shelf, book] = [define('room', 2), define('shelf', 1), define('book', 0)];
    await closeAll([room, shelf, book]);
    expect(order).toEqual(['book', 'shelf', 'room']);
  });

  it('reports what a room of one’s own throws, and does not reject', async () => {
    const client = {};
    undo.push(
      defineClient({
        name: 'Broken',
        recognise: (value): value is object => value === client,
        begin: () => {
          throw new Error('out of order');
        },
      }),
    );
    const [report] = await closeAll([client]);
    expect(report).toMatchObject({ outcome: 'remaining', errors: [{ message: 'out of order' }] });
  });

  it('refuses a definition that says nothing of what it is for', () => {
    expect(() => defineClient({ name: 'Nobody', closes: [{ name: 'close', manner: 'polite', settles: 'promise' }] } as never)).toThrow(expect.objectContaining({ code: 'ERR_SAFELY_CLOSE_INVALID_OPTION', message: expect.stringContaining('recognise') as string }));
  });

  it.each([{ polite: 'close' }, [{ name: 'close', manner: 'friendly', settles: 'promise' }]])('refuses a definition whose closes are %j', (closes) => {
    expect(() => defineClient({ name: 'Odd', recognise: () => false, closes } as never)).toThrow(expect.objectContaining({ code: 'ERR_SAFELY_CLOSE_INVALID_OPTION', message: expect.stringContaining('closes') as string }));
  });

  it('refuses a definition that says nothing of closing', () => {
    expect(() => defineClient({ name: 'Mute', recognise: (value): value is object => value !== undefined })).toThrow(expect.objectContaining({ code: 'ERR_SAFELY_CLOSE_INVALID_OPTION' }));
  });
});
