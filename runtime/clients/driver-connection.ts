/** The socket under a connection of a database driver, whichever library made it. */
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { hasMethods } from './shape.ts';
import { guardAgainstUnheardErrors } from './unheard-errors.ts';

/** Where drivers keep it: pg; mysql2, and what wraps its connections; mysql; tedious and mariadb. */
const places: readonly (readonly string[])[] = [['connection', 'stream'], ['stream'], ['_socket'], ['socket']];

/** The socket of a connection, of which errors are heard from now on; undefined for a driver without sockets, or one that is not known here. */
export function socketUnder(connection: object): Duplex | undefined {
  for (const place of places) {
    const socket = at(connection, place);
    if (socket === undefined || !hasMethods(socket, 'destroy', 'write', 'on') || typeof Reflect.get(socket, 'destroyed') !== 'boolean') continue;
    if (hasMethods(connection, 'on', 'listeners')) guardAgainstUnheardErrors(connection as unknown as EventEmitter);
    return socket as unknown as Duplex;
  }
  return undefined;
}

function at(value: object, place: readonly string[]): object | undefined {
  let found: unknown = value;
  for (const name of place) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Reflect.get(found, name);
  }
  return typeof found === 'object' && found !== null ? found : undefined;
}
