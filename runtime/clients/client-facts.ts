/**
 * The shape of what the project knows of a client library. Pure data: the linter, the codemod and the runtime all read
 * the same entry, so nothing here may load a library or touch Node.
 */

/** All that is known of one library: where it is imported from, and the clients it makes. */
export interface LibraryFacts {
  /** The package's name, or the Node module's without `node:`. */
  readonly library: string;
  /** Module specifiers that lead to it. A sub-path of one (`node-libcurl/dist/Curl`) counts as well. */
  readonly modules: readonly string[];
  readonly clients: readonly ClientFacts[];
}

/** One kind of session: how it is made, when it holds something, how it is closed. */
export interface ClientFacts {
  /** The class or factory as its users call it; unique within the library. */
  readonly name: string;
  readonly acquiredBy: readonly Acquisition[];
  /** `'acquisition'`, or the methods of which the first call makes it hold something (`pg.Client` until `connect()`). */
  readonly armedBy: 'acquisition' | readonly string[];
  /** `'process'` for what usually lives as long as the process: servers and pools. */
  readonly lifetime: 'scope' | 'process';
  readonly closes: readonly CloseMethod[];
  /** What a second close does. */
  readonly secondClose: 'ignored' | 'throws' | 'rejects';
  /** The class's own `Symbol.asyncDispose` or `Symbol.dispose`, where it has one. */
  readonly nativeDispose?: NativeDispose;
  /** Methods that only configure: they start nothing and do not throw on ordinary values. */
  readonly configures: readonly string[];
  /** Methods that return the session itself, so that calls are chained. */
  readonly chains?: readonly string[];
  /** Methods that start work which belongs to the session. */
  readonly requests: readonly Request[];
  /** Events of the session, each set of which together covers every end of its work (`end` and `error`). */
  readonly endEvents?: readonly (readonly string[])[];
  /** Methods that register a listener: `(event, listener)`. */
  readonly listens?: readonly string[];
  /** Position of the constructor's or factory's argument that is another session which this one wraps and closes. */
  readonly wrapsArgument?: number;
}

/** How a session comes into being. */
export type Acquisition =
  /** `new Export()`. `default` names the default export, which is also the module itself under `require`. */
  | { readonly by: 'new'; readonly export: string }
  /** `Export()` or `await Export()`. A dotted path (`chromium.launch`) is a method of an export. */
  | { readonly by: 'call'; readonly export: string; readonly awaited?: boolean }
  /** `session.method()` of another client of the same library, named by `of`. */
  | { readonly by: 'method'; readonly of: string; readonly method: string; readonly awaited?: boolean };

/** One method that closes. */
export interface CloseMethod {
  readonly name: string;
  /** `polite` waits for work, `force` does not, `release` gives it back to the pool it came from. */
  readonly manner: 'polite' | 'force' | 'release';
  /** `promise`: asynchronous, must be awaited. `callback`: asynchronous, told by a callback. `nothing`: done on return. */
  readonly settles: 'promise' | 'callback' | 'nothing';
  /** Whether the call itself may throw (a rejection counts for `promise`). */
  readonly mayThrow: boolean;
}

/** One method that starts work. */
export interface Request {
  readonly name: string;
  /** What the caller gets: a promise, an emitter or stream, or nothing (the session's own events tell). */
  readonly gives: 'promise' | 'emitter' | 'nothing';
}

export interface NativeDispose {
  readonly symbol: 'asyncDispose' | 'dispose';
  /** The library's first version that has it (for Node's own modules: Node's version); `'unknown'` where no changelog says. */
  readonly since: string;
  /** Whether it settles by itself whatever the peer does, and commits nothing. */
  readonly bounded: boolean;
}
