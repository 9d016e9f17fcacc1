/** What stands behind a connection of mariadb, in a private field. */
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';

export interface InnerConnection extends EventEmitter {
  /** Undefined once it was closed. */
  readonly socket?: Duplex;
  /** The commands that wait for an answer. */
  readonly receiveQueue: { readonly length: number };
}

/** The methods that a connection passes on to the one behind it. */
export interface Listened {
  on(event: string, listener: () => void): unknown;
  removeListener(event: string, listener: () => void): unknown;
}

const known = new WeakMap<object, InnerConnection>();

/** The connection behind one: an emitter calls its listeners on itself. */
export function innerConnectionOf(connection: Listened): InnerConnection | undefined {
  const earlier = known.get(connection);
  if (earlier !== undefined) return earlier;
  const heard: InnerConnection[] = [];
  const hear = function (this: InnerConnection): void {
    heard.push(this);
  };
  // Told of the next listener, and so of the second of these.
  connection.on('newListener', hear);
  connection.on('removeListener', hear);
  connection.removeListener('newListener', hear);
  connection.removeListener('removeListener', hear);
  const [inner] = heard;
  if (inner !== undefined) known.set(connection, inner);
  return inner;
}
