import type { OpenHandle } from './index.ts';

/** What Node needs for itself: it is there in every process. */
const ownTypes = new Set(['async', 'check', 'idle', 'prepare', 'loop']);
const standardDescriptors = 2;

/** The handles that Node's diagnostic report lists, in our words. */
export function handlesOfLibuv(): readonly OpenHandle[] {
  const { report } = process;
  const { excludeNetwork } = report as { excludeNetwork?: boolean };
  // Else every address would be looked up by name.
  Reflect.set(report, 'excludeNetwork', true);
  try {
    const found: unknown = report.getReport();
    const handles: unknown = typeof found === 'object' && found !== null ? Reflect.get(found, 'libuv') : undefined;
    return (Array.isArray(handles) ? handles : []).flatMap((handle: unknown) => (typeof handle === 'object' && handle !== null ? (inOurWords(handle) ?? []) : []));
  } finally {
    Reflect.set(report, 'excludeNetwork', excludeNetwork);
  }
}

function inOurWords(handle: object): OpenHandle | undefined {
  const read = <Type extends 'string' | 'number'>(name: string, type: Type): (Type extends 'string' ? string : number) | undefined => {
    const value: unknown = Reflect.get(handle, name);
    return typeof value === type ? (value as Type extends 'string' ? string : number) : undefined;
  };
  const type = read('type', 'string') ?? 'unknown';
  const fd = read('fd', 'number');
  const keepsProcessAlive = Reflect.get(handle, 'is_active') === true && Reflect.get(handle, 'is_referenced') === true;
  const isNodesOwn = ownTypes.has(type) || (fd !== undefined && fd >= 0 && fd <= standardDescriptors && !keepsProcessAlive);
  const [local, peer] = [endpoint(Reflect.get(handle, 'localEndpoint')), endpoint(Reflect.get(handle, 'remoteEndpoint'))];
  if (isNodesOwn || (!keepsProcessAlive && local === undefined && peer === undefined)) return undefined;
  const [processId, file] = [type === 'process' ? read('pid', 'number') : undefined, read('filename', 'string')];
  return {
    type,
    ...(fd === undefined || fd < 0 ? {} : { fd }),
    ...(local === undefined ? {} : { local }),
    ...(peer === undefined ? {} : { peer }),
    ...(processId === undefined ? {} : { processId }),
    ...(file === undefined ? {} : { file }),
    keepsProcessAlive,
  };
}

/** Sockets have an address and a port; pipes are given by a path. */
function endpoint(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value !== 'object' || value === null) return undefined;
  const host: unknown = Reflect.get(value, 'ip4') ?? Reflect.get(value, 'ip6') ?? Reflect.get(value, 'host');
  const port: unknown = Reflect.get(value, 'port');
  return typeof host === 'string' && typeof port === 'number' ? `${host}:${port}` : undefined;
}
