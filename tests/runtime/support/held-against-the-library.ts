/** What the catalog says of a client, held against the library itself. */
import type { ClientFacts, CloseMethod } from 'safely-close/clients';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** A client that can be opened here. */
export interface Specimen {
  readonly client: ClientFacts;
  /** What the library exports. */
  readonly exports: unknown;
  /** Opens one. */
  readonly open: () => unknown;
  /** Methods that are named for other versions, or other drivers, than the one that is installed. */
  readonly elsewhere?: readonly string[];
}

function call(session: object, method: string, ...parameters: readonly unknown[]): unknown {
  const fn: unknown = Reflect.get(session, method);
  if (typeof fn !== 'function') throw new TypeError(`${method} is no method`);
  return Reflect.apply(fn, session, parameters);
}

/** What a close did, in the catalog's words. */
async function outcomeOf(session: object, { name, settles }: CloseMethod): Promise<'ignored' | 'throws' | 'rejects' | 'hangs'> {
  let given: unknown;
  try {
    given = call(session, name);
  } catch {
    // Code that awaits it sees no difference.
    return settles === 'promise' ? 'rejects' : 'throws';
  }
  if (!(given instanceof Promise)) return 'ignored';
  return Promise.race([
    given.then(() => 'ignored' as const, () => 'rejects' as const),
    new Promise<'hangs'>((resolve) => setTimeout(resolve, 2_000, 'hangs')),
  ]);
}

/** Tests that a client is as the catalog says. To be called where a suite is described. */
export function holdAgainstTheLibrary({ client, exports, open, elsewhere = [] }: Specimen): void {
  const leftovers: (() => unknown)[] = [];
  afterAll(async () => {
    for (const leftover of leftovers) await leftover();
  });

  let session: object;
  beforeAll(async () => {
    session = Object(await open()) as object;
    const close = client.closes.find(({ manner }) => manner === 'force') ?? client.closes[0];
    leftovers.push(async () => close && outcomeOf(session, close));
  });

  it('is exported under the names that make it', () => {
    for (const acquisition of client.acquiredBy) {
      if (acquisition.by === 'method') continue;
      const exported = acquisition.export.split('.').reduce<unknown>((value, key) => Reflect.get(Object(value) as object, key), exports);
      expect(exported, acquisition.export).toBeTypeOf('function');
    }
  });

  it('has every method that is named', () => {
    const named = [
      ...client.closes.map(({ name }) => name), ...client.requests.map(({ name }) => name), ...client.configures, ...(client.chains ?? []),
      ...(client.listens ?? []), ...(client.takenOverBy ?? []), ...(client.armedBy === 'acquisition' ? [] : client.armedBy), ...(client.lazyWhen?.armedBy ?? []),
    ];
    expect(named.filter((name) => typeof Reflect.get(session, name) !== 'function' && !elsewhere.includes(name))).toEqual([]);
  });

  it('has the native dispose that is named, and no other', () => {
    const symbol = Symbol.asyncDispose in session ? 'asyncDispose' : Symbol.dispose in session ? 'dispose' : undefined;
    expect(symbol).toBe(client.nativeDispose?.symbol);
  });

  it('gives itself where listeners are registered in a chain', () => {
    for (const method of client.listens ?? []) {
      if (client.chains?.includes(method) === true) expect(call(session, method, 'catalog', () => undefined)).toBe(session);
    }
  });

  it('closes as it is said to, and a second time as well', async () => {
    const specimen = Object(await open()) as object;
    const close = client.closes.find(({ manner }) => manner === 'polite') ?? client.closes[0];
    if (close === undefined) throw new Error('Nothing closes it.');
    const given = call(specimen, close.name);
    expect(given instanceof Promise).toBe(close.settles === 'promise');
    await given;
    expect(await outcomeOf(specimen, close)).toBe(client.secondClose);
    leftovers.push(async () => {
      for (const { name, manner } of client.closes) if (manner === 'force') await outcomeOf(specimen, { ...close, name }).catch(() => undefined);
    });
  });
}
