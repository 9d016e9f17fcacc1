/**
 * What the analysis says of one session. Rules phrase it, rewrite plans turn it into edits; neither looks again.
 */
import type { ClientFacts } from 'safely-close/clients';
import type { Giving } from './acquired.ts';
import type { CallExpression, ClassNode, FieldNode, FunctionNode, NewExpression, Node, Program, TSESTree, Variable } from '../syntax/syntax.ts';

/** One acquisition and all that happens to the session it makes. */
export interface SessionRecord {
  /** What that gives: the session itself, as a rule. */
  readonly gives: Giving;
  /** The expression that makes it: `new Curl()`, `connect(url)`, a call of a factory. */
  readonly acquisition: NewExpression | CallExpression;
  /** The outermost expression that still is the session: with `await`, `closing(…)`, casts and parentheses around it. */
  readonly value: Node;
  readonly client: ClientFacts;
  /** The library's name, as the catalog says it. */
  readonly library: string;
  /** The session as its owner wrote it: the variable's or field's name, or the acquisition's text when it has none. */
  readonly name: string;
  /** The variable that first holds it, where one does. */
  readonly binding: SessionBinding | undefined;
  /** The variable that a callback has put it into: `open().then((s) => { session = s; })`. */
  readonly keptIn: Variable | undefined;
  /** The function that acquires it, or the program. */
  readonly owner: Owner;
  /** Whether a function that made it has armed it. */
  readonly isArmed: boolean;
  /** Whether `closing(…)` is around it. */
  readonly isWrappedInClosing: boolean;
  /** The key under which a factory's result holds it, where that result is an object or list. */
  readonly property: string | undefined;
  /** The field that holds it, where one does: its class, its name, and what fills it. */
  readonly field: { readonly classNode: ClassNode; readonly name: string; readonly filledBy: FieldNode | TSESTree.AssignmentExpression | TSESTree.TSParameterProperty } | undefined;
  /** `using` or `await using` on its declaration. */
  readonly disposal: 'using' | 'await using' | undefined;
  /** Every variable that holds it on some path, the first one included. */
  readonly variables: readonly Variable[];
  /** Every place that closes it, in source order; also those that are too late, or on some paths only. */
  readonly closes: readonly CloseSite[];
  /** Every place that starts work on it, in source order. */
  readonly requests: readonly RequestSite[];
  /** Every place where somebody else becomes responsible for it. */
  readonly escapes: readonly EscapeSite[];
  /** The paths on which it stays open, nearest first; empty where closing is proven or handed over. */
  readonly leaks: readonly LeakPath[];
}

/** What runs the code around an acquisition: a function, the program, or a class's static block or field. */
export type Owner = FunctionNode | Program | TSESTree.StaticBlock | FieldNode;

export interface SessionBinding {
  readonly variable: Variable;
  readonly kind: 'const' | 'let' | 'var' | 'using' | 'await using' | 'parameter';
  /** `const s = …`. */
  readonly declarator: TSESTree.VariableDeclarator | undefined;
  /** `s = …` to a variable declared elsewhere. */
  readonly assignment: TSESTree.AssignmentExpression | undefined;
}

/** One place that closes a session. */
export interface CloseSite {
  /** The call, or for a bound or bare reference that is registered, the reference (`s.close.bind(s)`, `close`). */
  readonly node: Node;
  readonly form:
    /** `s.close()`. */
    | 'bare call'
    /** `s.on('error', s.close.bind(s))`, or a variable that holds the bound closer. */
    | 'bound reference'
    /** `s[Symbol.asyncDispose]()`. */
    | 'dispose call'
    /** `safelyCloseClient(s)`, `closeAll([s])`, `list.map(safelyCloseClient)`, a closer from settings. */
    | 'safe call'
    /** A call of the user's own function that closes what it is given. */
    | 'helper call'
    /** `s.close.bind(s);` or `s.close;` as a statement: a close that was meant and never happens. */
    | 'not called';
  /** The client that is closed; `undefined` for the runtime's closers, which close whatever they are given. */
  readonly client: ClientFacts | undefined;
  /** The expression that is closed, where one expression is. */
  readonly session: Node | undefined;
  /** The catalog's or the helper's name for it. */
  readonly method: string;
  /** Whether it gives a promise that says when it is done. */
  readonly isAsynchronous: boolean;
  /** What becomes of that promise; `'synchronous'` where there is none. */
  readonly promise: 'synchronous' | 'awaited' | 'returned' | 'collected' | 'handled' | 'floating' | 'voided in ignored callback';
  /** The function that holds it; other than the owner where a closure closes. */
  readonly inFunction: Owner;
  /** The `try` whose `finally` holds it directly, unconditionally. */
  readonly inFinallyOf: TSESTree.TryStatement | undefined;
  /** Where it is a handler of the session's own event: that event's name. */
  readonly onEvent: string | undefined;
}

/** One place that starts work which belongs to the session. */
export interface RequestSite {
  readonly node: CallExpression;
  readonly method: string;
  readonly gives: 'promise' | 'emitter' | 'nothing';
  /** Whether the work is over before the next statement (`await`), or goes on. */
  readonly isAwaited: boolean;
}

/** One place where somebody else becomes responsible. */
export interface EscapeSite {
  readonly node: Node;
  readonly manner:
    | 'returned' | 'yielded' | 'stored in field' | 'stored in outer variable' | 'stored in container' | 'passed to keeper' | 'captured by registered closure'
    | 'put on stack' | 'resolved';
  /** For what is handed to the caller: whether it holds something by then. */
  readonly isArmed?: boolean;
  /** For what is returned: the session itself, an object or list that holds it under a name, or only a function that closes it. */
  readonly shape?:
    | undefined
    | { readonly is: 'session' }
    | { readonly is: 'holder'; readonly property: string | undefined; readonly closers: readonly string[]; readonly literals: ReadonlyMap<string, boolean> }
    | { readonly is: 'closer'; readonly closers: readonly string[] };
}

/** One way on which a session stays open. */
export interface LeakPath {
  readonly kind:
    /** Nothing ever holds it: an expression statement, `void open()`, `open().status`. */
    | 'dropped'
    /** Held, and no path closes it. */
    | 'never closed'
    /** Some path ends (return, end of function or block) without a close. */
    | 'exit'
    /** A call, `await` or `throw` leaves the function past the close. */
    | 'throw'
    /** The variable or field gets another value while it is open. */
    | 'overwritten'
    /** Only one of the handlers that end its work closes it. */
    | 'one handler'
    /** Its handlers close it however its work ends, and nothing starts that work. */
    | 'not started'
    /** A close that was meant and never happens: `s.close` without a call, a bound closer that is dropped. */
    | 'close not called'
    /** Made in a test's set-up and not closed in the matching tear-down. */
    | 'no tear-down';
  /** The exit, the throwing call, the overwriting assignment, the lonely handler. */
  readonly node: Node;
}
