/** Closing Prisma's client: $disconnect() waits for ever for the pool of its driver, where a query is not answered. */
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import { driverPoolIn, poolsTogether } from '../driver-pool.ts';
import { hasMethods } from '../shape.ts';

/** Makes the adapters, over a pool of its own or over one that somebody else has made. */
interface AdapterFactory {
  readonly externalPool?: object | null;
  connect(): Promise<object>;
}

interface PrismaClient {
  readonly _engineConfig: { readonly adapter?: AdapterFactory };
  $disconnect(): Promise<void>;
}

/** The pools of the clients that were given to `closing`: the engine keeps them to itself. */
const poolsOf = new WeakMap<object, Set<object>>();
const closed = new WeakSet<object>();

const clientRoom: Room<PrismaClient> = {
  library: '@prisma/client',
  name: 'PrismaClient',
  level: 1,
  recognise: (value): value is PrismaClient => hasMethods(value, '$connect', '$disconnect', '$transaction', '$extends') && typeof Reflect.get(value, '_engineConfig') === 'object',
  watch: followPools,
  begin(client) {
    const pool = () => poolsTogether([...(poolsOf.get(client) ?? [])].flatMap((each) => driverPoolIn(each) ?? []));
    const end = async (): Promise<void> => {
      await client.$disconnect();
      closed.add(client);
    };
    return closingConnected(
      {
        isBusy: () => pool().isBusy(),
        sayGoodbye: end,
        settleWaiting: (reason) => pool().settleWaiting(reason),
        connections: () => pool().connections(),
        isConnecting: () => pool().isOutOfReach(),
        afterwards: end,
      },
      () => closed.has(client),
    );
  },
};

function followPools(client: PrismaClient): void {
  const factory = client._engineConfig.adapter;
  if (poolsOf.has(client) || factory === undefined) return;
  const pools = new Set<object>();
  poolsOf.set(client, pools);
  const connect = factory.connect;
  const following = async function (this: unknown): Promise<object> {
    const adapter: object = await Reflect.apply(connect, this, []);
    const pool: unknown = hasMethods(adapter, 'underlyingDriver') ? adapter.underlyingDriver() : Reflect.get(adapter, 'client');
    // One that it was given is not the client's to end.
    if (typeof pool === 'object' && pool !== null && pool !== factory.externalPool) pools.add(pool);
    return adapter;
  };
  Object.defineProperty(factory, 'connect', { value: following, writable: true, configurable: true, enumerable: false });
}

export const prismaRooms: readonly Room[] = [clientRoom];
