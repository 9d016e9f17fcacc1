import { catalog } from 'safely-close/clients';
import type { ClientFacts, LibraryFacts } from 'safely-close/clients';
import { describe, expect, it } from 'vitest';

/** What never holds anything, and only makes the clients that do. */
const isMaker = ({ armedBy }: ClientFacts): boolean => armedBy.length === 0;

const names = (methods: readonly { readonly name: string }[]): string[] => methods.map(({ name }) => name);
const inBoth = (some: readonly string[], others: readonly string[]): string[] => some.filter((name) => others.includes(name));
const twice = (list: readonly string[]): string[] => list.filter((name, position) => list.indexOf(name) !== position);

/** The clients of which something is wrong, and what. */
function wrong(find: (client: ClientFacts, library: LibraryFacts) => readonly string[]): string[] {
  return catalog.flatMap((library) => library.clients.flatMap((client) => find(client, library).map((what) => `${library.library}: ${client.name}: ${what}`)));
}

describe('the libraries of the catalog', () => {
  it('are pure data, which survives being written down', () => {
    expect(JSON.parse(JSON.stringify(catalog))).toEqual(catalog);
  });

  it('have names of their own', () => {
    expect(twice(catalog.map(({ library }) => library))).toEqual([]);
  });

  it('claim no module that another claims', () => {
    expect(twice(catalog.flatMap(({ modules }) => modules))).toEqual([]);
  });

  it('stand before those of which their module is a sub-path', () => {
    const late = catalog.flatMap((library, position) =>
      library.modules.filter((module) => catalog.slice(0, position).some((earlier) => earlier.modules.some((other) => module.startsWith(`${other}/`)))),
    );
    expect(late).toEqual([]);
  });

  it('name each client once, by its name or a type’s', () => {
    const named = catalog.flatMap(({ library, clients }) => clients.flatMap(({ name, typeNames = [] }) => [name, ...typeNames].map((each) => `${library}: ${each}`)));
    expect(twice(named)).toEqual([]);
  });
});

describe('the clients of the catalog', () => {
  it('are each made by something', () => {
    expect(wrong(({ acquiredBy }) => (acquiredBy.length === 0 ? ['nothing makes it'] : []))).toEqual([]);
  });

  it('are made by a method only of a client of the same library', () => {
    expect(
      wrong(({ acquiredBy }, { clients }) =>
        acquiredBy.flatMap((acquisition) => (acquisition.by === 'method' && !names(clients).includes(acquisition.of) ? [`there is no ${acquisition.of}`] : [])),
      ),
    ).toEqual([]);
  });

  it('are told apart by what makes them', () => {
    const ways = catalog.flatMap(({ library, clients }) =>
      clients.flatMap(({ acquiredBy }) => acquiredBy.map((acquisition) => [library, acquisition.by, ...(acquisition.by === 'method' ? [acquisition.of, acquisition.method] : [acquisition.export])].join(' '))),
    );
    expect(twice(ways)).toEqual([]);
  });

  it('can be closed, unless they are makers', () => {
    expect(wrong((client) => (isMaker(client) === (client.closes.length === 0) ? [] : ['is it a maker or not?']))).toEqual([]);
  });

  it('are makers only if they make something, and have nothing that would have to be closed', () => {
    expect(
      wrong((client, { clients }) => {
        if (!isMaker(client)) return [];
        const makes = clients.some(({ acquiredBy }) => acquiredBy.some((acquisition) => acquisition.by === 'method' && acquisition.of === client.name));
        return [...(makes ? [] : ['makes nothing']), ...names(client.requests), ...(client.nativeDispose ? ['has a native dispose'] : [])];
      }),
    ).toEqual([]);
  });

  it('name each method once in a list', () => {
    expect(
      wrong((client) =>
        [client.configures, client.chains, client.listens, client.takenOverBy, names(client.requests), names(client.closes)].flatMap((list = []) => twice(list)),
      ),
    ).toEqual([]);
  });

  it('say one thing of a method: that it configures, starts work, closes, or takes the session over', () => {
    expect(wrong(({ configures, requests, closes, takenOverBy = [] }) => twice([...configures, ...names(requests), ...names(closes), ...takenOverBy]))).toEqual([]);
  });

  it('are armed by methods that neither close nor only configure', () => {
    expect(
      wrong(({ armedBy, lazyWhen, closes, configures }) => {
        const arming = [...(armedBy === 'acquisition' ? [] : armedBy), ...(lazyWhen?.armedBy ?? [])];
        return inBoth(arming, [...names(closes), ...configures]);
      }),
    ).toEqual([]);
  });

  it('have an option that puts arming off only where they are armed when they are made', () => {
    expect(wrong(({ armedBy, lazyWhen }) => (lazyWhen !== undefined && armedBy !== 'acquisition' ? [lazyWhen.option] : []))).toEqual([]);
  });

  it('count registering a listener as configuring', () => {
    expect(wrong(({ listens = [], configures }) => listens.filter((name) => !configures.includes(name)))).toEqual([]);
  });

  it('have end events only where one can listen', () => {
    expect(wrong(({ endEvents = [], listens = [] }) => (listens.length === 0 ? endEvents.flat() : []))).toEqual([]);
  });

  it('tell of a second close in the way the close tells: by its promise where it gives one', () => {
    expect(
      wrong(({ closes, secondClose }) => {
        const first = closes.find(({ manner }) => manner === 'polite') ?? closes[0];
        if (first === undefined || secondClose === 'ignored') return [];
        return (first.settles === 'promise') === (secondClose !== 'throws') ? [] : [`${first.name}: ${secondClose}`];
      }),
    ).toEqual([]);
  });

  it('have a native dispose since a version, or since nobody knows which', () => {
    expect(wrong(({ nativeDispose }) => (nativeDispose && !/^(\d+\.\d+\.\d+|unknown)$/.test(nativeDispose.since) ? [nativeDispose.since] : []))).toEqual([]);
  });
});
