/**
 * What a configuration may say: `settings['safely-close']`. Read once a file, checked with errors that name the setting.
 */
import { catalog } from 'safely-close/clients';
import type { ClientFacts, LibraryFacts } from 'safely-close/clients';

export type Mode = 'recommended' | 'strict';
export type RuntimeStyle = 'auto' | 'await-using' | 'try-finally';

export interface AnalysisSettings {
  readonly mode: Mode;
  /** Whether rules may ask the type checker. */
  readonly types: boolean;
  /** The catalog with the user's own clients. */
  readonly libraries: readonly LibraryFacts[];
  /** Functions that close the session they are given: `{ module: './close.js', export: 'shutdown' }` or a bare name. */
  readonly closers: readonly FunctionName[];
  /** Functions that hand out a fresh session. */
  readonly factories: readonly FactoryName[];
  /** Names of functions and methods that are taken not to throw. */
  readonly ignoreThrowsFrom: ReadonlySet<string>;
  readonly runtime: { readonly module: string; readonly style: RuntimeStyle };
  readonly debug: boolean | string;
}

export interface FunctionName {
  readonly module?: string;
  readonly name: string;
}

export interface FactoryName extends FunctionName {
  /** The client it makes, by its name in the catalog; any session where it is not said. */
  readonly client?: string;
  readonly awaited?: boolean;
}

export const settingsKey = 'safely-close';

/** A setting that does not say what it should. */
export class SettingsError extends Error {
  readonly code = 'ERR_SAFELY_CLOSE_SETTINGS';
  constructor(setting: string, problem: string) {
    super(`The ESLint setting "${settingsKey}.${setting}" ${problem} See the settings page of eslint-plugin-safely-close.`);
    this.name = 'SettingsError';
  }
}

/** What a session is taken to be when only a factory's name is known. */
export const unknownClient: ClientFacts = {
  name: 'session',
  acquiredBy: [],
  armedBy: 'acquisition',
  lifetime: 'scope',
  closes: ['close', 'end', 'quit', 'disconnect', 'stop', 'destroy', 'terminate', 'dispose', 'shutdown'].map((name) => ({
    name,
    manner: 'polite',
    settles: 'promise',
    mayThrow: true,
  })),
  secondClose: 'ignored',
  configures: ['on', 'once', 'off', 'addListener', 'removeListener', 'addEventListener', 'removeEventListener'],
  requests: [],
  listens: ['on', 'once', 'addListener', 'addEventListener'],
};

const known = ['clients', 'closers', 'factories', 'ignoreThrowsFrom', 'runtime', 'mode', 'types', 'debug'];

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function readList<Value>(setting: string, value: unknown, read: (entry: unknown, name: string) => Value): Value[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new SettingsError(setting, 'must be an array.');
  return value.map((entry, index) => read(entry, `${setting}[${String(index)}]`));
}

function readFunctionName(entry: unknown, name: string): FunctionName {
  if (typeof entry === 'string') return { name: entry };
  if (isRecord(entry) && typeof entry['name'] === 'string') {
    return typeof entry['module'] === 'string' ? { name: entry['name'], module: entry['module'] } : { name: entry['name'] };
  }
  throw new SettingsError(name, 'must be a function\'s name, or an object with "name" and, where it is imported, "module".');
}

function readFactoryName(entry: unknown, name: string): FactoryName {
  const base = readFunctionName(entry, name);
  if (!isRecord(entry)) return base;
  return {
    ...base,
    ...(typeof entry['client'] === 'string' ? { client: entry['client'] } : {}),
    ...(typeof entry['awaited'] === 'boolean' ? { awaited: entry['awaited'] } : {}),
  };
}

function readString(entry: unknown, name: string): string {
  if (typeof entry === 'string') return entry;
  throw new SettingsError(name, 'must be a string.');
}

/** A user's own client, in the catalog's shape; what is left out has the commonest value. */
function readLibrary(entry: unknown, name: string): LibraryFacts {
  if (!isRecord(entry)) throw new SettingsError(name, 'must be an object in the shape of the catalog: { module, name, close }.');
  if (Array.isArray(entry['clients'])) {
    const modules = entry['modules'];
    if (!Array.isArray(modules) || !modules.every((module) => typeof module === 'string')) throw new SettingsError(`${name}.modules`, 'must be an array of module names.');
    return {
      library: typeof entry['library'] === 'string' ? entry['library'] : String(modules[0]),
      modules,
      clients: entry['clients'].map((client, index) => readClient(client, `${name}.clients[${String(index)}]`)),
    };
  }
  if (typeof entry['module'] !== 'string') throw new SettingsError(`${name}.module`, 'must name the module that the client is imported from.');
  return { library: entry['module'], modules: [entry['module']], clients: [readClient(entry, name)] };
}

function readClient(entry: unknown, name: string): ClientFacts {
  if (!isRecord(entry)) throw new SettingsError(name, 'must be an object.');
  const clientName = entry['name'];
  if (typeof clientName !== 'string') throw new SettingsError(`${name}.name`, 'must be the class or factory as it is exported.');
  const closes = entry['closes'] ?? entry['close'] ?? ['close'];
  const closeList = (Array.isArray(closes) ? closes : [closes]).map((close, index): ClientFacts['closes'][number] => {
    if (typeof close === 'string') return { name: close, manner: 'polite', settles: 'promise', mayThrow: true };
    if (isRecord(close) && typeof close['name'] === 'string') {
      const manner = close['manner'] === 'force' || close['manner'] === 'release' ? close['manner'] : 'polite';
      const settles = close['settles'] === 'nothing' || close['settles'] === 'callback' ? close['settles'] : 'promise';
      return { name: close['name'], manner, settles, mayThrow: close['mayThrow'] !== false, ...(close['isSafe'] === true ? { isSafe: true } : {}), ...(close['waitsForVisitors'] === true ? { waitsForVisitors: true } : {}) };
    }
    throw new SettingsError(`${name}.closes[${String(index)}]`, 'must be a method\'s name or { name, manner, settles }.');
  });
  const strings = (key: string): string[] => readList(`${name}.${key}`, entry[key], readString);
  return {
    name: clientName,
    acquiredBy: Array.isArray(entry['acquiredBy'])
      ? (entry['acquiredBy'] as ClientFacts['acquiredBy'])
      : [{ by: 'new', export: clientName }, { by: 'call', export: clientName }],
    armedBy: Array.isArray(entry['armedBy']) ? strings('armedBy') : 'acquisition',
    lifetime: entry['lifetime'] === 'process' ? 'process' : 'scope',
    ...(entry['isServer'] === true ? { isServer: true } : {}),
    closes: closeList,
    secondClose: entry['secondClose'] === 'throws' || entry['secondClose'] === 'rejects' ? entry['secondClose'] : 'ignored',
    ...(isRecord(entry['nativeDispose']) ? { nativeDispose: entry['nativeDispose'] as unknown as NonNullable<ClientFacts['nativeDispose']> } : {}),
    configures: strings('configures'),
    chains: strings('chains'),
    requests: readList(`${name}.requests`, entry['requests'], (request, requestName): ClientFacts['requests'][number] => {
      if (typeof request === 'string') return { name: request, gives: 'promise' };
      if (isRecord(request) && typeof request['name'] === 'string') {
        return { name: request['name'], gives: request['gives'] === 'emitter' || request['gives'] === 'nothing' ? request['gives'] : 'promise' };
      }
      throw new SettingsError(requestName, 'must be a method\'s name or { name, gives }.');
    }),
  };
}

/**
 * Reads `settings['safely-close']`.
 *
 * @param value - What the configuration holds under that key; `undefined` gives the defaults.
 * @throws {SettingsError} Where a setting is unknown or has the wrong shape.
 */
export function readSettings(value: unknown): AnalysisSettings {
  const entry = value ?? {};
  if (!isRecord(entry)) throw new SettingsError('', 'must be an object.');
  for (const key of Object.keys(entry)) {
    if (!known.includes(key)) throw new SettingsError(key, `is not known; the settings are ${known.join(', ')}.`);
  }
  const mode = entry['mode'] ?? 'recommended';
  if (mode !== 'recommended' && mode !== 'strict') throw new SettingsError('mode', 'must be "recommended" or "strict".');
  if (entry['types'] !== undefined && typeof entry['types'] !== 'boolean') throw new SettingsError('types', 'must be true or false.');
  const runtime = entry['runtime'] ?? {};
  if (!isRecord(runtime)) throw new SettingsError('runtime', 'must be an object { module, style }.');
  const style = runtime['style'] ?? 'auto';
  if (style !== 'auto' && style !== 'await-using' && style !== 'try-finally') {
    throw new SettingsError('runtime.style', 'must be "auto", "await-using" or "try-finally".');
  }
  const module = runtime['module'] ?? 'safely-close';
  if (typeof module !== 'string') throw new SettingsError('runtime.module', 'must be a module name.');
  return {
    mode,
    types: entry['types'] === true,
    libraries: [...catalog, ...readList('clients', entry['clients'], readLibrary)],
    closers: readList('closers', entry['closers'], readFunctionName),
    factories: readList('factories', entry['factories'], readFactoryName),
    ignoreThrowsFrom: new Set(readList('ignoreThrowsFrom', entry['ignoreThrowsFrom'], readString)),
    runtime: { module, style },
    debug: typeof entry['debug'] === 'string' || entry['debug'] === true ? entry['debug'] : false,
  };
}
