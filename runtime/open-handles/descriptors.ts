/** So far one looks into a client. An agent of undici has a map of records of pools of clients of sockets; far below are whole programs. */
const deepest = 7;
const mostObjects = 3_000;

/**
 * The descriptors of the sockets that a client holds: its own, or those of objects that it is made of. Node's sockets, servers
 * and pipes keep theirs in a handle without a public name, libraries keep their sockets where they like, so all is looked through.
 */
export function descriptorsOf(client: object): ReadonlySet<number> {
  const found = new Set<number>();
  const seen = new Set<object>([client]);
  let layer: object[] = [client];
  for (let depth = 0; depth <= deepest && layer.length > 0; depth += 1) {
    const next: object[] = [];
    for (const object of layer) {
      const descriptor = ownDescriptor(object);
      if (descriptor !== undefined) {
        found.add(descriptor);
        continue;
      }
      for (const part of partsOf(object)) {
        if (seen.has(part) || seen.size > mostObjects) continue;
        seen.add(part);
        next.push(part);
      }
    }
    layer = next;
  }
  return found;
}

/** A socket leads on to its server and its parser, which others share: there the search ends. */
function ownDescriptor(object: object): number | undefined {
  const handle = quietly(() => Reflect.get(object, '_handle') as unknown);
  const descriptor = typeof handle === 'object' && handle !== null ? quietly(() => Reflect.get(handle, 'fd') as unknown) : undefined;
  return typeof descriptor === 'number' && descriptor >= 0 ? descriptor : undefined;
}

function partsOf(object: object): object[] {
  const values: unknown[] = object instanceof Map || object instanceof Set ? [...object.values()] : Reflect.ownKeys(object).map((key) => valueOf(object, key));
  return values.flatMap((value): object[] => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
    if (value instanceof WeakRef) return partOf(value.deref());
    return [value];
  });
}

function partOf(value: unknown): object[] {
  return typeof value === 'object' && value !== null ? [value] : [];
}

/** Plain properties only: a getter may do anything. */
function valueOf(object: object, key: string | symbol): unknown {
  return quietly(() => Object.getOwnPropertyDescriptor(object, key)?.value as unknown);
}

function quietly(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
