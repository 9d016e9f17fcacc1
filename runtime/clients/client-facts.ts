/**
 * The shape of what the project knows of a client library. Pure data: the linter, the codemod and the runtime all read
 * the same entry, so nothing here may load a library or touch Node.
 */

/** All that is known of one library: where it is imported from, and the clients it makes. */
export interface LibraryFacts {
  /** The package's name, or the Node module's without `node:`. */
  readonly library: string;
  /**
   * Module specifiers that lead to it; `globalThis` for what needs no import. A sub-path of one (`node-libcurl/dist/Curl`)
   * counts as well; where two libraries would fit (`mysql2`, `mysql2/promise`), the longer specifier is meant.
   */
  readonly modules: readonly string[];
  /** Exports that give the module itself when called: `require('sqlite3').verbose()`. */
  readonly givesItself?: readonly string[];
  readonly clients: readonly ClientFacts[];
}

/** One kind of session: how it is made, when it holds something, how it is closed. */
export interface ClientFacts {
  /** The class or factory as its users call it, which is its type's name as well; unique within the library. */
  readonly name: string;
  /** Further names under which a declared type means this client. */
  readonly typeNames?: readonly string[];
  readonly acquiredBy: readonly Acquisition[];
  /**
   * `'acquisition'`, or the methods of which the first call makes it hold something (`pg.Client` until `connect()`). With no
   * method at all it never holds anything: it is a maker, which only makes the clients that do (`Kafka`, `Builder`).
   */
  readonly armedBy: 'acquisition' | readonly string[];
  /** An option that puts the arming off, where it is written out in an argument of the acquisition. */
  readonly lazyWhen?: LazyOption;
  /** Set where it ends by itself when its work is over: then code that waits for an end event has nothing left to close. */
  readonly endsByItself?: true;
  /** `'process'` for what usually lives as long as the process: servers and pools. */
  readonly lifetime: 'scope' | 'process';
  /** Set where it takes connections: a program that starts one is meant to go on until it is stopped. */
  readonly isServer?: true;
  readonly closes: readonly CloseMethod[];
  /** What a second call of the first polite method (without one, of the first method) of `closes` does. `'hangs'`: its promise never settles. */
  readonly secondClose: 'ignored' | 'throws' | 'rejects' | 'hangs';
  /** The class's own `Symbol.asyncDispose` or `Symbol.dispose`, where it has one. */
  readonly nativeDispose?: NativeDispose;
  /** Methods that only configure: they start nothing and do not throw on ordinary values. */
  readonly configures: readonly string[];
  /** Set where a closed one still takes all that only configures it: `server.close(); server.closeAllConnections()`. */
  readonly configuresWhenClosed?: true;
  /** Methods that return the session itself, or a promise of it (`createClient().connect()`), so that calls are chained. */
  readonly chains?: readonly string[];
  /** Methods that start work which belongs to the session. */
  readonly requests: readonly Request[];
  /** Set where every method that is named nowhere else starts such work (the commands of a Redis client), and what those give. */
  readonly otherMethodsGive?: Request['gives'];
  /** Set where the session itself is called to start work, also as a template tag (`sql`…``), and what that gives. */
  readonly callGives?: Request['gives'];
  /** Methods whose result takes the session over and closes it when it ends (`FileHandle.createReadStream`). */
  readonly takenOverBy?: readonly string[];
  /** Set where a `for await` over the session closes it, however the loop ends. */
  readonly iterationCloses?: true;
  /** Events of the session, each set of which together covers every end of its work (`end` and `error`). */
  readonly endEvents?: readonly (readonly string[])[];
  /**
   * Events of the session, each set of which together covers every way in which its opening ends, where what does not open closes
   * itself (`connect`): a handler of each that closes it closes it for sure.
   */
  readonly openingEvents?: readonly (readonly string[])[];
  /** The event of which a function is a listener that is given to what opens it (`listen(port, listener)`, `connect(port, listener)`). */
  readonly openingCallback?: string;
  /** Events that pass the session itself to their listener, each with the position of that argument. */
  readonly passesItself?: Readonly<Record<string, number>>;
  /** Where it takes other sessions in and hands each to a listener of its own when its work is over (`addHandle`, `onMessage`). */
  readonly handsBack?: { readonly takenBy: string; readonly listener: string; readonly argument: number };
  /** Methods that register a listener: `(event, listener)`. */
  readonly listens?: readonly string[];
  /**
   * Where its library calls back while it works on the session, so that closing there fails: events by name, options
   * (`setOpt(name, callback)`) whose name ends so, and methods that take such a callback.
   */
  readonly busyIn?: { readonly events: readonly string[]; readonly optionSuffix?: string; readonly methods?: readonly string[] };
  /** Whether the work on it can be told, and so ended, only where `closing(…)` has kept books of it since its making. */
  readonly needsBooks?: true;
  /** Position of the constructor's or factory's argument that is another session which this one wraps and closes. */
  readonly wrapsArgument?: number;
  /** Options that name another session which stays its maker's to close (`new WebSocketServer({ server })`). */
  readonly leavesOpen?: readonly string[];
}

/** How a session comes into being. */
export type Acquisition =
  /** `new Export()`. `default` names the default export, which is also the module itself under `require`. */
  | { readonly by: 'new'; readonly export: string }
  /** `Export()` or `await Export()`. A dotted path (`chromium.launch`) is a method of an export. */
  | { readonly by: 'call'; readonly export: string; readonly awaited?: boolean; readonly callback?: SessionCallback }
  /** `session.method()` of another client or maker of the same library, named by `of`. */
  | {
      readonly by: 'method';
      readonly of: string;
      readonly method: string;
      readonly awaited?: boolean;
      /** The new session wraps the one that made it: closing either closes both (`pool.promise()`). */
      readonly wraps?: true;
      readonly callback?: SessionCallback;
    };

/**
 * What an acquisition does with a function that is its last argument: it hands the session to that, and gives nothing itself
 * (`pool.connect((error, client, release) => …)`). The numbers are positions among that function's parameters.
 */
export interface SessionCallback {
  readonly session: number;
  /** A function that gives the session back, as its own method does. */
  readonly release?: number;
  /** There is no other way: without such a function the call gives nothing. */
  readonly isOnlyWay?: true;
}

/** `new Redis({ lazyConnect: true })`: an option of the acquisition that puts the arming off. */
export interface LazyOption {
  /** A property of an object argument. */
  readonly option: string;
  readonly value: boolean;
  /** The methods that arm it then. Every request does as well. */
  readonly armedBy: readonly string[];
}

/** One method that closes. */
export interface CloseMethod {
  readonly name: string;
  /** `polite` waits for work, `force` does not, `release` gives it back to the pool it came from. */
  readonly manner: 'polite' | 'force' | 'release';
  /**
   * `promise`: asynchronous, must be awaited (also where it takes a callback instead). `callback`: asynchronous, told by a
   * callback or an event. `nothing`: done on return.
   */
  readonly settles: 'promise' | 'callback' | 'nothing';
  /** Whether the call itself may throw (a rejection counts for `promise`). */
  readonly mayThrow: boolean;
  /**
   * Nothing is to be written in its place: it does all that `safelyCloseClient` does (settles what waits, keeps a deadline, looks
   * whether it worked), or says what no other close says (a connection that must not go back to its pool, a reset).
   */
  readonly isSafe?: true;
  /** It ends no visitor's connection, and is over when the last of them has gone, however long that takes. */
  readonly waitsForVisitors?: true;
  /** Called while the client connects it leaves that connection open, which the polite close does not: that one comes first, always. */
  readonly missesWhatConnects?: true;
}

/** One method that starts work. */
export interface Request {
  readonly name: string;
  /** What the caller can wait for: a promise, an emitter or stream, or nothing (the session's own events tell, or the work is over when the call returns). */
  readonly gives: 'promise' | 'emitter' | 'nothing';
}

/** A disposer that the library itself brings, and how far it can be relied on. */
export interface NativeDispose {
  readonly symbol: 'asyncDispose' | 'dispose';
  /** The library's first version that has it (for Node's own modules: Node's version); `'unknown'` where no changelog says. */
  readonly since: string;
  /** Whether it settles by itself whatever the peer does, commits nothing, and throws nothing that the session has told its handlers already. */
  readonly bounded: boolean;
}
