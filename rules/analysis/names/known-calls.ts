/**
 * What known callees do, as data: whether they throw on ordinary values, what they do with a session they are given, and
 * when they call a callback. The fine print of the rules' semantics are rows here, not branches elsewhere.
 */
import type { ClientFacts } from 'safely-close/clients';

/** When a callee calls the function it is given. */
export type CallbackTiming =
  /** Exactly once, before the call returns. */
  | 'once now'
  /** Any number of times, none included, before the call returns. */
  | 'maybe now'
  /** Once, after the current code. */
  | 'once later'
  /** When what it is registered with ends or fires. */
  | 'on event'
  /** When the test, suite or process ends, in any case. */
  | 'at tear-down'
  | 'on fulfilment'
  | 'on rejection'
  | 'on settlement';

export interface KnownCall {
  readonly throws: boolean;
  /** What it does with a session among its arguments. */
  readonly takes: 'borrows' | 'keeps' | 'passes on' | 'gathers' | 'gathers pairs' | 'settles' | 'gives one of' | 'closes';
  /** Position of the callback argument (`'any'`: whichever argument is a function) and when it is called. */
  readonly callbacks: readonly { readonly position: number | 'any'; readonly timing: CallbackTiming }[];
  /** Whether the process ends here. */
  readonly endsProcess: boolean;
}

const ordinary: KnownCall = { throws: false, takes: 'borrows', callbacks: [], endsProcess: false };

const quiet = (paths: readonly string[], more: Partial<KnownCall> = {}): [string, KnownCall][] => paths.map((path) => [path, { ...ordinary, ...more }]);

const calls = (timing: CallbackTiming, position: number | 'any' = 'any'): Partial<KnownCall> => ({ callbacks: [{ position, timing }] });

/** Globals, by their dotted path. A trailing `.*` stands for every method. */
const globals = new Map<string, KnownCall>([
  ...quiet(['console.*', 'Math.*', 'Reflect.ownKeys', 'Atomics.*', 'performance.*']),
  ...quiet(['JSON.stringify', 'String', 'Number', 'Boolean', 'Symbol', 'parseInt', 'parseFloat', 'isNaN', 'isFinite', 'String.raw', 'String.fromCharCode']),
  ...quiet(['Number.isInteger', 'Number.isFinite', 'Number.isNaN', 'Number.parseInt', 'Number.parseFloat', 'Number.isSafeInteger']),
  ...quiet(['Date', 'Date.now', 'Date.parse', 'Date.UTC']),
  ...quiet(['Object.keys', 'Object.values', 'Object.entries', 'Object.create', 'Object.getOwnPropertyNames', 'Object.hasOwn', 'Object.is', 'Object.getPrototypeOf'], { takes: 'gathers' }),
  ...quiet(['Object.assign', 'Object.freeze', 'Object.seal', 'structuredClone'], { takes: 'passes on' }),
  ...quiet(['Array.isArray', 'ArrayBuffer.isView']),
  ...quiet(['Array.of', 'Array.from', 'Array', 'Set', 'WeakSet', 'WeakRef'], { takes: 'gathers' }),
  ...quiet(['Map', 'WeakMap', 'Object.fromEntries'], { takes: 'gathers pairs' }),
  ...quiet(['Object', 'Error', 'TypeError', 'RangeError', 'AggregateError', 'SuppressedError', 'URLSearchParams', 'AbortController', 'TextEncoder', 'TextDecoder', 'Headers', 'FormData', 'EventTarget', 'Event', 'CustomEvent', 'Uint8Array', 'FinalizationRegistry', 'DisposableStack', 'AsyncDisposableStack']),
  ...quiet(['encodeURIComponent', 'encodeURI', 'escape', 'btoa']),
  ...quiet(['Buffer.from', 'Buffer.alloc', 'Buffer.concat', 'Buffer.isBuffer', 'Buffer.byteLength', 'Buffer.allocUnsafe', 'Buffer']),
  ...quiet(['setTimeout', 'setImmediate', 'queueMicrotask', 'process.nextTick', 'requestAnimationFrame'], calls('once later', 0)),
  ...quiet(['setInterval'], calls('on event', 0)),
  ...quiet(['clearTimeout', 'clearInterval', 'clearImmediate', 'cancelAnimationFrame']),
  ...quiet(['Promise'], calls('once now', 0)),
  ...quiet(['Promise.resolve'], { takes: 'passes on' }),
  ...quiet(['Promise.all'], { takes: 'gathers' }),
  ...quiet(['Promise.allSettled'], { takes: 'settles' }),
  ...quiet(['Promise.any', 'Promise.race'], { takes: 'gives one of' }),
  ...quiet(['Promise.reject', 'Promise.withResolvers', 'AbortSignal.timeout', 'AbortSignal.any', 'AbortSignal.abort']),
  ...quiet(['process.cwd', 'process.hrtime', 'process.hrtime.bigint', 'process.uptime', 'process.memoryUsage', 'process.emitWarning', 'process.off', 'process.removeListener', 'process.getActiveResourcesInfo']),
  ...quiet(['process.stdout.write', 'process.stderr.write']),
  ...quiet(['process.on', 'process.once', 'process.addListener', 'process.prependListener'], calls('at tear-down', 1)),
  ...quiet(['process.exit', 'process.abort', 'process.reallyExit', 'Deno.exit'], { endsProcess: true }),
]);

/** Hooks that run when a test or suite ends, whatever it did. */
const tearDownHooks = ['afterEach', 'afterAll', 'after', 'teardown', 'suiteTeardown', 'onTestFinished', 'onTestFailed'];
/** Hooks and blocks of test runners: they register what they are given, and do not throw. */
const testBlocks = ['describe', 'suite', 'context', 'it', 'test', 'specify', 'bench', 'beforeEach', 'beforeAll', 'before', 'setup', 'suiteSetup'];
const testModifiers = ['only', 'skip', 'todo', 'concurrent', 'sequential', 'serial', 'each', 'failing', 'fails', 'parallel', 'always'];

const testHooks = new Map<string, KnownCall>([
  ...quiet(tearDownHooks, calls('at tear-down')),
  ...quiet(testBlocks, calls('on event')),
]);

/** The set-up hooks, each with the tear-down hooks that answer it. */
export const tearDownOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['beforeEach', ['afterEach']],
  ['beforeAll', ['afterAll']],
  ['before', ['after']],
  ['setup', ['teardown']],
  ['suiteSetup', ['suiteTeardown']],
]);

/** Exports of modules, as `module:export`. */
const exports = new Map<string, KnownCall>([
  ...quiet(['querystring:stringify', 'querystring:escape', 'util:inspect', 'util:format', 'util:inherits', 'url:format', 'util:styleText']),
  ...quiet(['util:promisify', 'util:callbackify'], { takes: 'passes on' }),
  ...quiet(['retry', 'redirect', 'dump', 'dns', 'cache', 'responseError', 'decompress', 'deduplicate'].map((name) => `undici:interceptors.${name}`)),
  ...quiet(['path:join', 'path:resolve', 'path:basename', 'path:dirname', 'path:extname', 'path:relative', 'path:normalize', 'path:isAbsolute', 'os:cpus', 'os:tmpdir', 'os:hostname', 'os:platform', 'os:EOL', 'url:fileURLToPath', 'url:pathToFileURL']),
  ...quiet(['crypto:randomUUID', 'crypto:randomBytes', 'fs:existsSync']),
  ...quiet(['timers:setTimeout', 'timers:setImmediate'], calls('once later', 0)),
  ...quiet(['timers/promises:setTimeout', 'timers/promises:setImmediate', 'events:once', 'async_hooks:AsyncLocalStorage', 'events:EventEmitter', 'events:default', 'events:', 'stream:PassThrough', 'stream:Readable', 'stream:Writable', 'stream:Transform', 'string_decoder:StringDecoder', 'perf_hooks:performance.now']),
  ...quiet(['process:exit', 'process:abort', 'process:default.exit'], { endsProcess: true }),
  ...quiet(['process:on', 'process:once', 'process:default.on', 'process:default.once'], calls('at tear-down', 1)),
]);

/** What opens a connection or a server takes a listener of its first event along. */
for (const name of ['net:connect', 'net:createConnection', 'tls:connect', 'http2:connect', 'net:createServer', 'tls:createServer', 'http:createServer', 'https:createServer', 'http2:createServer', 'http2:createSecureServer']) {
  exports.set(name, { ...ordinary, ...calls('on event'), throws: true });
}

/** Requests of other modules that use the agent or dispatcher they are given, and do not take it over. */
for (const name of ['undici:fetch', 'undici:request', 'undici:stream', 'undici:pipeline', 'undici:connect', 'http:request', 'http:get', 'https:request', 'https:get', 'node-fetch:default', 'node-fetch:', 'axios:default', 'axios:', 'axios:get', 'axios:post', 'axios:request', 'got:default', 'got:got', 'got:']) {
  exports.set(name, { ...ordinary, throws: true });
}

/** Libraries whose default export, or export `Promise`, is a promise class that runs its executor as the language's own does. */
const promiseLibraries = ['any-promise', 'bluebird', 'es6-promise', 'lie', 'native-promise-only', 'pinkie-promise', 'promise', 'q', 'rsvp'];
const promiseExports = promiseLibraries.flatMap((library) => [`${library}:`, `${library}:default`, `${library}:Promise`]);
for (const name of promiseExports) exports.set(name, { ...ordinary, ...calls('once now', 0) });

/** Whether the export of a module is such a class. */
export const isPromiseExport = (module: string, path: readonly string[]): boolean => promiseExports.includes(`${module}:${path.join('.')}`);

globals.set('fetch', { ...ordinary, throws: true });

const listenerMethods = ['on', 'once', 'addListener', 'addEventListener', 'prependListener', 'prependOnceListener'];

export const isListenerMethod = (name: string): boolean => listenerMethods.includes(name);

/** Methods of strings, arrays, maps, sets, dates, emitters: by name, where the receiver is nothing known. */
const methods = new Map<string, KnownCall>([
  ...quiet(['push', 'unshift', 'add', 'set', 'append', 'enqueue'], { takes: 'keeps' }),
  ...quiet(['pop', 'shift', 'at', 'get', 'has', 'delete', 'clear', 'keys', 'values', 'entries', 'next']),
  ...quiet(['slice', 'splice', 'concat', 'reverse', 'flat', 'fill', 'toReversed', 'toSpliced', 'with', 'copyWithin'], { takes: 'gathers' }),
  ...quiet(['join', 'includes', 'indexOf', 'lastIndexOf']),
  ...quiet(['forEach', 'map', 'filter', 'some', 'every', 'flatMap', 'find', 'findIndex', 'findLast', 'reduce', 'reduceRight', 'sort', 'toSorted'], { throws: true, ...calls('maybe now') }),
  ...quiet(['trim', 'trimStart', 'trimEnd', 'padStart', 'padEnd', 'toLowerCase', 'toUpperCase', 'toLocaleLowerCase', 'toLocaleUpperCase', 'split', 'startsWith', 'endsWith', 'charAt', 'charCodeAt', 'codePointAt', 'substring', 'substr', 'localeCompare', 'match', 'matchAll', 'search', 'replace', 'replaceAll', 'repeat', 'normalize', 'test']),
  ...quiet(['toString', 'toLocaleString', 'valueOf', 'toFixed', 'toPrecision', 'toISOString', 'toJSON', 'getTime', 'getFullYear', 'getMonth', 'getDate', 'getHours', 'getMinutes', 'getSeconds', 'getMilliseconds', 'getTimezoneOffset', 'hasOwnProperty', 'isPrototypeOf', 'bind', 'equals', 'readUInt8', 'byteLength']),
  ...quiet(listenerMethods, calls('on event')),
  ...quiet(['listen'], calls('once later')),
  ...quiet(['off', 'removeListener', 'removeEventListener', 'removeAllListeners', 'setMaxListeners', 'listenerCount', 'abort', 'unref', 'ref']),
  ...quiet(['then'], { callbacks: [{ position: 0, timing: 'on fulfilment' }, { position: 1, timing: 'on rejection' }] }),
  ...quiet(['catch'], calls('on rejection', 0)),
  ...quiet(['finally'], calls('on settlement', 0)),
  ...quiet(['after', 'addCleanup', 'onTestFinished', 'teardown', 'addTeardown'], calls('at tear-down')),
]);

const continuations: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);

/** Whether a method goes on with a promise. */
export const isContinuation = (name: string | undefined): boolean => name !== undefined && continuations.has(name);

/** `open().then(…)`: a method of the promise of a session, and not of the session. */
export const isPromiseMethod = (name: string, client: Pick<ClientFacts, 'requests'> | undefined): boolean =>
  isContinuation(name) && client?.requests.some((request) => request.name === name) !== true;

/** Methods after which something else has the session: DisposableStack's own, and what registers. */
export const stackMethods: ReadonlySet<string> = new Set(['use', 'adopt', 'defer']);
/** Methods that give an element of a container back. */
export const elementMethods: ReadonlySet<string> = new Set(['pop', 'shift', 'at', 'get', 'find', 'findLast']);
/** Methods that give a container of the same elements. */
export const containerMethods: ReadonlySet<string> = new Set(['slice', 'splice', 'concat', 'reverse', 'flat', 'filter', 'toReversed', 'values', 'entries', 'next', 'sort', 'toSorted']);

/** Names of functions and methods that close what they are given, where nothing better is known. `recommended` only. */
const closingName = /^(?:close|dispose|shutdown|shutDown|release|end|destroy|terminate|tearDown|teardown|cleanup|cleanUp|kill|disconnect|quit|stop|safelyClose)(?=$|[A-Z_0-9])|^(?:close|dispose|shutdown|release|destroy)/u;
/** Names that keep it. `recommended` only. */
const keepingName = /^(?:push|add|set|put|insert|append|enqueue|register|track|own|adopt|use|attach|save|store|remember)(?=$|[A-Z_0-9])|^(?:register|track|adopt)/u;
/** A callback parameter that is handed a fresh session becomes its owner, as `resolve` does. `recommended` only. */
const handingName = /^(?:cb|callback|done|next|resolve|fulfill|accept)$/u;

export const isClosingName = (name: string): boolean => closingName.test(name);
export const isKeepingName = (name: string): boolean => keepingName.test(name);
export const isHandingName = (name: string): boolean => handingName.test(name);

const withoutNodePrefix = (module: string): string => module.replace(/^node:/u, '');

/** The row of an export of a module. */
export function knownExport(module: string, path: readonly string[]): KnownCall | undefined {
  const name = withoutNodePrefix(module);
  const direct = path[0] === 'default' ? path.slice(1) : path;
  const last = direct.at(-1) ?? '';
  if (isTestModule(name)) return knownTestCall(direct);
  return exports.get(`${name}:${path.join('.')}`) ?? exports.get(`${name}:${direct.join('.')}`) ?? (last === '' ? undefined : exports.get(`${name}:${last}`));
}

export function isTestModule(module: string): boolean {
  return /^(?:vitest|@jest\/globals|mocha|ava|bun:test|@playwright\/test)$|^(?:node:)?test$/u.test(module);
}

/** `it`, `describe.only`, `test.afterEach`, `t.after` … by the path of names. */
export function knownTestCall(path: readonly string[]): KnownCall | undefined {
  const significant = path.filter((name) => !testModifiers.includes(name) || path.length === 1);
  const last = significant.at(-1);
  if (last === undefined) return path.length === 0 ? testHooks.get('test') : undefined;
  return testHooks.get(last);
}

/** The row of a global that nothing shadows. */
export function knownGlobal(path: readonly string[]): KnownCall | undefined {
  const names = path[0] === 'globalThis' || path[0] === 'window' ? path.slice(1) : path;
  return globals.get(names.join('.')) ?? globals.get(`${names.slice(0, -1).join('.')}.*`) ?? knownTestCall(names);
}

/** The row of a method whose receiver is nothing known. */
export function knownMethod(name: string): KnownCall | undefined {
  return methods.get(name);
}
