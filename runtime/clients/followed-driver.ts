/**
 * Which connections and pools a query builder or mapper made with its database driver, for those that it keeps in closures while
 * they connect. Known from the time on when it was given to `closing`; the driver itself, which others use as well, is not touched.
 */
import { asFollowed, followSockets, followedSockets } from './followed-sockets.ts';
import type { Connection } from './connected.ts';
import { socketUnder } from './driver-connection.ts';

/** What drivers make connections and pools with: classes, and functions. */
const makers = new Set(['Client', 'Pool', 'Connection', 'ConnectionPool', 'createConnection', 'createPool']);
/** The drivers whose sockets can be told by who opens them, also where they give a connection only when it stands. */
const openers = ['mariadb', 'mysql2', 'tedious'];

const made = new WeakMap<object, Set<object>>();

/** Follows what a client makes with the driver that one of its parts keeps in a property. A second time changes nothing. */
export function followDriver(client: object, part: object, property: string): void {
  const driver: unknown = Reflect.get(part, property);
  if (made.has(client) || (typeof driver !== 'object' && typeof driver !== 'function') || driver === null) return;
  made.set(client, new Set());
  followSockets(client, openers, []);
  const following = new Proxy(driver, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' && typeof name === 'string' && makers.has(name) ? makerFor(client, value) : value;
    },
  });
  Object.defineProperty(part, property, { value: following, writable: true, configurable: true, enumerable: Object.prototype.propertyIsEnumerable.call(part, property) });
}

/** What a followed client made with its driver, as far as it is still open. */
export function madeWithDriver(client: object): readonly object[] {
  return [...(made.get(client) ?? [])];
}

/** The sockets of the connections that a followed client made, and has not closed. */
export function driverSocketsOf(client: object): readonly Connection[] {
  return [...madeWithDriver(client).flatMap((connection) => socketUnder(connection) ?? []), ...followedSockets(client)];
}

function makerFor(client: object, maker: object): unknown {
  return new Proxy(maker, {
    construct: (target, parameters: unknown[], newTarget: () => unknown) => keep(client, asFollowed(client, () => Reflect.construct(target as new () => object, parameters, newTarget) as object)),
    apply: (target, thisArgument, parameters) => keep(client, asFollowed<unknown>(client, () => Reflect.apply(target as () => unknown, thisArgument, parameters))),
  });
}

function keep<Made>(client: object, connection: Made): Made {
  const kept = made.get(client);
  if (kept === undefined || typeof connection !== 'object' || connection === null) return connection;
  for (const earlier of kept) if (socketUnder(earlier)?.destroyed === true) kept.delete(earlier);
  // One that is only promised has no socket yet; it is told by who opens it.
  if (!(connection instanceof Promise)) kept.add(connection);
  return connection;
}
