/** Closing Fastify: its close() runs the hooks of the application, but waits for ever for a request that never ends. */
import type { Server } from 'node:http';
import type { ClosingWork, Room } from '../../escalation/work.ts';
import { closingServer } from '../http/close.ts';
import { hasMethods } from '../shape.ts';

interface FastifyInstance {
  readonly server: Server;
  close(): Promise<void>;
}

const closed = new WeakSet<object>();

const instanceRoom: Room<FastifyInstance> = {
  library: 'fastify',
  name: 'FastifyInstance',
  level: 1,
  politeMs: 'half-the-deadline',
  recognise: (value): value is FastifyInstance => hasMethods(value, 'close', 'listen', 'inject', 'addHook', 'register') && typeof Reflect.get(value, 'server') === 'object',
  begin(instance): ClosingWork {
    const server = closingServer(instance.server);
    let hooks: Promise<void> | undefined;
    const ended = async (): Promise<void> => {
      await (hooks ??= instance.close());
      closed.add(instance);
    };
    return {
      inFlight: () => server.inFlight(),
      isClosed: () => closed.has(instance) && server.isClosed(),
      polite: ended,
      async cancel(attempt) {
        await server.cancel?.(attempt);
        await ended();
      },
      async force(attempt) {
        await server.force?.(attempt);
        await ended();
      },
    };
  },
};

export const fastifyRooms: readonly Room[] = [instanceRoom];
