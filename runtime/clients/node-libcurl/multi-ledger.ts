/**
 * Which handles are in which `Multi`. Neither of them tells, so a `Multi` that was passed to `closing` keeps account: its
 * methods are shadowed on the instance (those of the prototype cannot be replaced).
 */
import { createRequire } from 'node:module';
import { SessionClosedError } from '../../errors.ts';
import type { EasyHandle, MessageCallback, MultiHandle } from './shapes.ts';

/** One handle's stay in a `Multi`. */
interface Stay {
  /** Whether somebody still waits for its transfer; a handle stays inside until it is removed. */
  running: boolean;
  /** Whether libcurl has not said its last word. Removing the handle before it does would spoil a later request at the same address. */
  pending: boolean;
  /** Rejects the promise that `perform` gave; nothing where the handle was added for `onMessage`. */
  readonly reject: ((reason: Error) => void) | undefined;
  /** Whether it is the handle of a `Curl`, which makes an `'error'` event of the rejection a turn later, closed or not. */
  readonly isOfCurl: boolean;
}

export class MultiLedger {
  readonly #stays = new Map<EasyHandle, Stay>();
  readonly #multi: MultiHandle;
  #refusal: Error | undefined;

  constructor(multi: MultiHandle) {
    this.#multi = multi;
  }

  get handles(): readonly EasyHandle[] {
    return [...this.#stays.keys()];
  }

  /** The handles whose transfers still go on. */
  get running(): readonly EasyHandle[] {
    return this.handles.filter((easy) => this.isRunning(easy));
  }

  isRunning(easy: EasyHandle): boolean {
    return this.#stays.get(easy)?.running ?? false;
  }

  isPending(easy: EasyHandle): boolean {
    return this.#stays.get(easy)?.pending ?? false;
  }

  /** Refuses new work from here on, in the way in which the work itself would fail. */
  refuse(reason: Error): void {
    this.#refusal = reason;
  }

  get refusal(): Error | undefined {
    return this.#refusal;
  }

  enter(easy: EasyHandle, reject?: (reason: Error) => void, isOfCurl = false): void {
    this.#stays.set(easy, { running: true, pending: true, reject, isOfCurl });
    multiOf.set(easy, this.#multi);
  }

  isOfCurl(easy: EasyHandle): boolean {
    return (this.#stays.get(easy)?.isOfCurl ?? false) || handlesOfCurls.has(easy);
  }

  end(easy: EasyHandle): void {
    const stay = this.#stays.get(easy);
    if (stay === undefined) return;
    stay.running = false;
    stay.pending = false;
  }

  leave(easy: EasyHandle): void {
    this.#stays.delete(easy);
    if (multiOf.get(easy) === this.#multi) multiOf.delete(easy);
  }

  /** The last resort: settles a promise that libcurl will not settle any more. Returns whether there was one. */
  settle(easy: EasyHandle, reason: Error): boolean {
    const stay = this.#stays.get(easy);
    if (stay === undefined || !stay.running) return true;
    if (stay.reject === undefined) return false;
    stay.running = false;
    stay.reject(reason);
    return true;
  }
}

const ledgers = new WeakMap<MultiHandle, MultiLedger>();
const multiOf = new WeakMap<EasyHandle, MultiHandle>();

/** The account of a `Multi`, where one is kept. */
export function ledgerOf(multi: MultiHandle): MultiLedger | undefined {
  return ledgers.get(multi);
}

/** The `Multi` that a handle is in, where that is known. */
export function knownMultiOf(easy: EasyHandle): MultiHandle | undefined {
  return multiOf.get(easy);
}

/** Begins to keep account of a `Multi`. */
export function keepLedger(multi: MultiHandle): void {
  if (ledgers.has(multi)) return;
  const ledger = new MultiLedger(multi);
  ledgers.set(multi, ledger);
  const { addHandle, perform, removeHandle, onMessage } = multi;

  shadow(multi, 'addHandle', (easy: EasyHandle) => {
    if (ledger.refusal !== undefined) throw ledger.refusal;
    const code = addHandle.call(multi, easy);
    ledger.enter(easy);
    return code;
  });
  const performAndNote = (easy: EasyHandle): Promise<EasyHandle> => {
    if (ledger.refusal !== undefined) return Promise.reject(ledger.refusal);
    const isOfCurl = handlesOfCurls.has(easy) || isCalledByCurl(performAndNote);
    return new Promise<EasyHandle>((resolve, reject) => {
      const settled = perform.call(multi, easy);
      ledger.enter(easy, reject, isOfCurl);
      settled.then(
        (value) => {
          ledger.end(easy);
          resolve(value);
        },
        (error: unknown) => {
          ledger.end(easy);
          reject(error);
        },
      );
    });
  };
  shadow(multi, 'perform', performAndNote);
  shadow(multi, 'removeHandle', (easy: EasyHandle) => {
    const stays = easy.isInsideMultiHandle;
    const code = removeHandle.call(multi, easy);
    // A promise whose handle is removed would wait for ever, whatever the documentation says. That of a Curl is its own: it
    // may be closed and without listeners when it hears of it, and an unheard 'error' event ends the process.
    if (stays && !ledger.isOfCurl(easy)) ledger.settle(easy, new SessionClosedError('the handle was removed from its Multi'));
    ledger.leave(easy);
    return code;
  });
  shadow(multi, 'onMessage', (callback: MessageCallback | null) => {
    const noting: MessageCallback = (error, easy, code) => {
      ledger.end(easy);
      callback?.(error, easy, code);
    };
    onMessage.call(multi, callback === null ? null : noting);
    return multi;
  });
}

/** Lets the account go, and the shadows with it: node-libcurl never frees a `Multi`, closed or not, nor what hangs on it. */
export function dropLedger(multi: MultiHandle): void {
  if (!ledgers.delete(multi)) return;
  const prototype: unknown = Reflect.getPrototypeOf(multi);
  if (typeof prototype !== 'object' || prototype === null) return;
  // Not deleted: that would make of each Multi a dictionary several times its size, for ever.
  for (const name of shadowed) shadow(multi, name, Reflect.get(prototype, name));
}

const shadowed = ['addHandle', 'perform', 'removeHandle', 'onMessage'] as const;

/** Handles that are known to be those of a `Curl`, since the `Curl` itself came by. */
const handlesOfCurls = new WeakSet<EasyHandle>();

/** Notes that a handle is the one inside a `Curl`. */
export function noteHandleOfCurl(easy: EasyHandle): void {
  handlesOfCurls.add(easy);
}

/**
 * Whether a shadow was called by node-libcurl's `Curl`, not by a user of the `Multi`: asked of a handle whose `Curl` never came
 * by. It looks at the one frame below the shadow: at its file, or, where the library was bundled into some other file, whether
 * it is a method of the name that no minifier changes.
 */
function isCalledByCurl(below: (easy: EasyHandle) => unknown): boolean {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const trace: { readonly stack?: string } = {};
  let isCurl = false;
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_error, [caller]) => {
      const file = caller?.getFileName() ?? '';
      isCurl = isFileOfCurl(file) || (caller?.getFunctionName() === 'perform' && caller.getTypeName() !== null && !hasFileOfCurl());
      return '';
    };
    Error.captureStackTrace(trace, below);
    // It is prepared for who reads it.
    if (trace.stack === undefined) return false;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
  }
  return isCurl;
}

const isFileOfCurl = (file: string): boolean => /[\\/]node-libcurl[\\/].*[\\/]Curl\.[cm]?js$/.test(file);

/** Whether the library was loaded as it was published. */
function hasFileOfCurl(): boolean {
  return Object.keys(createRequire(import.meta.url).cache).some(isFileOfCurl);
}

function shadow(multi: MultiHandle, name: (typeof shadowed)[number], method: unknown): void {
  Object.defineProperty(multi, name, { value: method, configurable: true, enumerable: false, writable: true });
}
