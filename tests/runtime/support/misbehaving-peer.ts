/** A peer on the loopback that first does as it should, and then, when it is told to, misbehaves in one of five ways. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { holds } from './misbehaving-server.ts';
import type { StandIn } from './stand-ins/stand-in.ts';

export const misbehaviours = ['hangs', 'drips', 'resets', 'half-closes', 'ignores the goodbye'] as const;
/**
 * `hangs`: takes everything and says nothing. `drips`: sends an answer that never ends, a byte at a time. `resets`: breaks the connection off
 * when something is asked. `half-closes`: ends its own side then, and goes on listening. `ignores the goodbye`: like `hangs`,
 * and it does not close when the client does.
 */
export type Misbehaviour = (typeof misbehaviours)[number];

/** How it speaks while it behaves: as a stand-in, or by a real server on that port, to which it passes everything on. */
export type Manners = (() => StandIn) | { readonly realPort: number; readonly endless: Buffer };

export interface MisbehavingPeer {
  readonly port: number;
  /** From now on, on the connections that are there and on those that come. */
  misbehave(how: Misbehaviour): void;
  /** How many connections there were in all. */
  connections(): number;
  /** Waits until the connections that have arrived are counted: under load some may not have been taken yet. */
  allCounted(): Promise<void>;
  /** Waits until the client holds no socket any more, at most two seconds; returns how many it holds. */
  left(): Promise<number>;
  close(): Promise<void>;
}

const dripEveryMs = 5;
const drop = Buffer.from(' ');

export async function startMisbehavingPeer(manners: Manners): Promise<MisbehavingPeer> {
  const open = new Set<Socket>();
  let how: Misbehaviour | undefined;
  let connections = 0;
  const takenFrom = new Set<number | undefined>();
  const timers = new Set<NodeJS.Timeout>();
  const behaving = new Set<() => void>();

  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connections += 1;
    const { remotePort } = socket;
    takenFrom.add(remotePort);
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open.delete(socket);
      takenFrom.delete(remotePort);
    });
    socket.on('end', () => {
      if (how !== 'ignores the goodbye') socket.end();
    });
    socket.on('data', () => {
      if (how === 'resets') socket.resetAndDestroy();
      if (how === 'half-closes') socket.end();
    });
    if (how === 'drips') drip(socket);
    else if (how === undefined) behaving.add(speak(socket, manners));
  });

  const { endless } = typeof manners === 'function' ? manners() : manners;
  const drip = (socket: Socket): void => {
    socket.write(endless);
    const timer = setInterval(() => {
      if (socket.destroyed || socket.writableEnded) clearInterval(timer);
      else socket.write(drop);
    }, dripEveryMs);
    timers.add(timer);
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    misbehave(next) {
      how = next;
      for (const stop of behaving) stop();
      behaving.clear();
      if (next === 'drips') for (const socket of open) drip(socket);
    },
    connections: () => connections,
    async allCounted() {
      // They are taken in the order in which they arrived: once this one is, so are those before it.
      const last = connect(port, '127.0.0.1');
      last.on('error', () => undefined);
      await once(last, 'connect');
      const { localPort } = last;
      await holds(() => takenFrom.has(localPort), 20_000);
      last.destroy();
      connections -= 1;
    },
    async left() {
      // A client that has only ended its side still holds its socket. One that has closed answers what is sent to it by a reset.
      await holds(() => {
        for (const socket of open) if (socket.readableEnded && socket.writable) socket.write(drop);
        return open.size === 0;
      });
      return open.size;
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Speaks on a connection until the returned function is called. */
function speak(socket: Socket, manners: Manners): () => void {
  let stopped = false;
  const stop = (): void => {
    stopped = true;
  };
  if (typeof manners !== 'function') {
    const real = connect(manners.realPort, '127.0.0.1');
    real.on('error', () => undefined);
    real.on('data', (piece) => {
      if (!stopped && socket.writable) socket.write(piece);
    });
    socket.on('data', (piece) => {
      if (!stopped) real.write(piece);
    });
    socket.on('close', () => real.destroy());
    return stop;
  }
  const standIn = manners();
  if (standIn.greeting !== undefined) socket.write(standIn.greeting);
  socket.on('data', (piece) => {
    const answer = stopped ? undefined : standIn.answer(piece);
    if (answer !== undefined) socket.write(answer);
  });
  return stop;
}
