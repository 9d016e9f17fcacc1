/**
 * Small programs in which sessions change hands: between variables, fields of an object and a list, through helpers and a
 * closure. As in `program.ts`, a plain walk over every path says which acquisitions leak: those of which some session is open
 * when a path ends, and was not given to the caller.
 */
import fc from 'fast-check';

type Name = 'x' | 'y';
type Key = 'a' | 'b';

export type Statement =
  /** `x = connect(…);` */
  | { readonly kind: 'open'; readonly into: Name }
  /** `x = y;` */
  | { readonly kind: 'copy'; readonly into: Name; readonly from: Name }
  /** `x = null;` */
  | { readonly kind: 'clear'; readonly name: Name }
  /** `x?.close();` */
  | { readonly kind: 'close'; readonly name: Name }
  /** `box.a = x;` */
  | { readonly kind: 'put'; readonly key: Key; readonly from: Name }
  /** `x = box.a;` */
  | { readonly kind: 'take'; readonly into: Name; readonly key: Key }
  /** `box.a?.close();` */
  | { readonly kind: 'close in box'; readonly key: Key }
  /** `if (x) list.push(x);` */
  | { readonly kind: 'push'; readonly from: Name }
  /** `for (const each of list) each.close();` */
  | { readonly kind: 'drain' }
  /** The same by an index. */
  | { readonly kind: 'drain by index' }
  /** `end(x);`, a helper that closes what it is given, if it is given anything. */
  | { readonly kind: 'help'; readonly name: Name }
  /** `show(x);`, a helper that only looks. */
  | { readonly kind: 'show'; readonly name: Name }
  /** `finish();`, a closure that closes what `x` holds when it is called. */
  | { readonly kind: 'finish' }
  /** `work();`, which may throw. */
  | { readonly kind: 'work' }
  | { readonly kind: 'return' }
  /** `return x;` */
  | { readonly kind: 'give'; readonly name: Name }
  | { readonly kind: 'if'; readonly condition: string; readonly yes: Block; readonly no: Block }
  | { readonly kind: 'try'; readonly body: Block; readonly handler: Block | undefined; readonly finalizer: Block };

export type Block = readonly Statement[];

/** What programs may hold besides variables. */
export interface Shape {
  readonly box: boolean;
  readonly list: boolean;
  readonly helpers: boolean;
  readonly returns: boolean;
}

const deepest = 2;
const name = fc.constantFrom<Name>('x', 'y');
const key = fc.constantFrom<Key>('a', 'b');
const kindOf = <Kind extends string>(kind: Kind): { readonly kind: fc.Arbitrary<Kind> } => ({ kind: fc.constant(kind) });

function statement(depth: number, shape: Shape): fc.Arbitrary<Statement> {
  const simple: fc.Arbitrary<Statement>[] = [
    fc.record({ ...kindOf('open'), into: name }),
    fc.record({ ...kindOf('open'), into: name }),
    fc.record({ ...kindOf('close'), name }),
    fc.record({ ...kindOf('close'), name }),
    fc.constantFrom<Statement>({ kind: 'copy', into: 'x', from: 'y' }, { kind: 'copy', into: 'y', from: 'x' }),
    fc.record({ ...kindOf('clear'), name }),
    fc.constant<Statement>({ kind: 'work' }),
    fc.constant<Statement>({ kind: 'return' }),
    ...(shape.box ? [fc.record({ ...kindOf('put'), key, from: name }), fc.record({ ...kindOf('take'), into: name, key }), fc.record({ ...kindOf('close in box'), key }), fc.record({ ...kindOf('close in box'), key })] : []),
    ...(shape.list ? [fc.record({ ...kindOf('push'), from: name }), fc.constant<Statement>({ kind: 'drain' }), fc.constant<Statement>({ kind: 'drain by index' })] : []),
    ...(shape.helpers ? [fc.record({ ...kindOf('help'), name }), fc.record({ ...kindOf('show'), name }), fc.constant<Statement>({ kind: 'finish' })] : []),
    ...(shape.returns ? [fc.record({ ...kindOf('give'), name })] : []),
  ];
  if (depth >= deepest) return fc.oneof(...simple);
  const inner = block(depth + 1, shape);
  return fc.oneof(
    ...simple,
    fc.record({ ...kindOf('if'), condition: fc.constantFrom('a', 'b'), yes: inner, no: inner }),
    fc.record({ ...kindOf('try'), body: inner, handler: fc.option(inner, { nil: undefined }), finalizer: inner }),
  );
}

function block(depth: number, shape: Shape): fc.Arbitrary<Block> {
  return fc.array(statement(depth, shape), { maxLength: depth === 0 ? 6 : 3 });
}

/** Programs that begin by opening a session. */
export const storeProgram = (shape: Shape): fc.Arbitrary<Block> => block(0, shape).map((statements) => [{ kind: 'open', into: 'x' }, ...statements]);

const opening = [
  "import { connect } from 'node:http2';",
  "import type { ClientHttp2Session } from 'node:http2';",
  "import { work } from './work.js';",
  '',
  'function end(session: ClientHttp2Session | null) {',
  '  session?.close();',
  '}',
  'function show(session: ClientHttp2Session | null) {',
  '  console.log(session);',
  '}',
  '',
  'export function probe(a: boolean, b: boolean) {',
  '  let x: ClientHttp2Session | null = null;',
  '  let y: ClientHttp2Session | null = null;',
];

function printed(program: Block): { readonly code: string; readonly lines: ReadonlyMap<Statement, number> } {
  const mentions = (kinds: readonly Statement['kind'][]): boolean => contains(program, kinds);
  const lines = [
    ...opening,
    ...(mentions(['put', 'take', 'close in box']) ? ['  const box: { a: ClientHttp2Session | null; b: ClientHttp2Session | null } = { a: null, b: null };'] : []),
    ...(mentions(['push', 'drain', 'drain by index']) ? ['  const list: ClientHttp2Session[] = [];'] : []),
    ...(mentions(['finish']) ? ['  const finish = () => {', '    x?.close();', '  };'] : []),
  ];
  const at = new Map<Statement, number>();
  const write = (statements: Block, indent: string): void => {
    for (const one of statements) {
      if (one.kind === 'open') at.set(one, lines.length + 1);
      writeOne(one, indent);
    }
  };
  const writeOne = (one: Statement, indent: string): void => {
    const nested = `${indent}  `;
    switch (one.kind) {
      case 'if':
        lines.push(`${indent}if (${one.condition}) {`);
        write(one.yes, nested);
        lines.push(`${indent}} else {`);
        write(one.no, nested);
        lines.push(`${indent}}`);
        return;
      case 'try':
        lines.push(`${indent}try {`);
        write(one.body, nested);
        if (one.handler !== undefined) {
          lines.push(`${indent}} catch {`);
          write(one.handler, nested);
        }
        lines.push(`${indent}} finally {`);
        write(one.finalizer, nested);
        lines.push(`${indent}}`);
        return;
      default:
        lines.push(`${indent}${textOf(one)}`);
    }
  };
  write(program, '  ');
  return { code: [...lines, '}', ''].join('\n'), lines: at };
}

function textOf(one: Exclude<Statement, { readonly kind: 'if' | 'try' }>): string {
  switch (one.kind) {
    case 'open':
      return `${one.into} = connect('https://example.com');`;
    case 'copy':
      return `${one.into} = ${one.from};`;
    case 'clear':
      return `${one.name} = null;`;
    case 'close':
      return `${one.name}?.close();`;
    case 'put':
      return `box.${one.key} = ${one.from};`;
    case 'take':
      return `${one.into} = box.${one.key};`;
    case 'close in box':
      return `box.${one.key}?.close();`;
    case 'push':
      return `if (${one.from}) list.push(${one.from});`;
    case 'drain':
      return 'for (const each of list) each.close();';
    case 'drain by index':
      return 'for (let index = 0; index < list.length; index++) list[index].close();';
    case 'help':
      return `end(${one.name});`;
    case 'show':
      return `show(${one.name});`;
    case 'finish':
      return 'finish();';
    case 'work':
      return 'work();';
    case 'return':
      return 'return;';
    case 'give':
      return `return ${one.name};`;
  }
}

function contains(statements: Block, kinds: readonly Statement['kind'][]): boolean {
  return statements.some((one) => kinds.includes(one.kind) || (one.kind === 'if' && (contains(one.yes, kinds) || contains(one.no, kinds))) || (one.kind === 'try' && (contains(one.body, kinds) || contains(one.handler ?? [], kinds) || contains(one.finalizer, kinds))));
}

type Session = number | null;

interface State {
  readonly exit: 'on' | 'return' | 'throw';
  /** What the `return` that is under way gives. */
  readonly given: Session;
  readonly held: Readonly<Record<Name | Key, Session>>;
  readonly list: readonly number[];
  readonly open: readonly number[];
  readonly known: Readonly<Record<string, boolean>>;
}

interface Places {
  readonly lines: ReadonlyMap<Statement, number>;
  readonly reached: Set<Statement>;
}

function unique(states: readonly State[]): readonly State[] {
  return [...new Map(states.map((state) => [JSON.stringify(state), state])).values()];
}

function run(statements: Block, from: State, places: Places): readonly State[] {
  let states: readonly State[] = [from];
  for (const one of statements) states = unique(states.flatMap((state) => (state.exit === 'on' ? step(one, state, places) : [state])));
  return states;
}

const closed = (state: State, sessions: readonly Session[]): State => ({ ...state, open: state.open.filter((session) => !sessions.includes(session)) });
const holding = (state: State, place: Name | Key, session: Session): State => ({ ...state, held: { ...state.held, [place]: session } });

function step(one: Statement, state: State, places: Places): readonly State[] {
  places.reached.add(one);
  switch (one.kind) {
    case 'open': {
      const session = places.lines.get(one) ?? 0;
      return [{ ...holding(state, one.into, session), open: [...state.open, session].sort((a, b) => a - b) }, { ...state, exit: 'throw' }];
    }
    case 'copy':
      return [holding(state, one.into, state.held[one.from])];
    case 'clear':
      return [holding(state, one.name, null)];
    case 'close':
    case 'help':
      return [closed(state, [state.held[one.name]])];
    case 'put':
      return [holding(state, one.key, state.held[one.from])];
    case 'take':
      return [holding(state, one.into, state.held[one.key])];
    case 'close in box':
      return [closed(state, [state.held[one.key]])];
    case 'push': {
      const session = state.held[one.from];
      return [session === null ? state : { ...state, list: [...state.list, session] }];
    }
    case 'drain':
    case 'drain by index':
      return [closed(state, state.list)];
    case 'finish':
      return [closed(state, [state.held.x])];
    case 'show':
      return [state];
    case 'work':
      return [state, { ...state, exit: 'throw' }];
    case 'return':
      return [{ ...state, exit: 'return', given: null }];
    case 'give':
      return [{ ...state, exit: 'return', given: state.held[one.name] }];
    case 'if': {
      const found = state.known[one.condition];
      return (found === undefined ? [true, false] : [found]).flatMap((value) => run(value ? one.yes : one.no, { ...state, known: { ...state.known, [one.condition]: value } }, places));
    }
    case 'try': {
      const tried = run(one.body, state, places);
      const handled = one.handler === undefined ? tried : tried.flatMap((each) => (each.exit === 'throw' ? run(one.handler ?? [], { ...each, exit: 'on' }, places) : [each]));
      return handled.flatMap((each) => run(one.finalizer, { ...each, exit: 'on' }, places).map((after) => (after.exit === 'on' ? { ...after, exit: each.exit, given: each.given } : after)));
    }
  }
}

/** Gives each statement an identity of its own, so that two equal ones are two places. */
function copied(statements: Block): Block {
  return statements.map((one): Statement => {
    if (one.kind === 'if') return { ...one, yes: copied(one.yes), no: copied(one.no) };
    if (one.kind === 'try') return { ...one, body: copied(one.body), handler: one.handler && copied(one.handler), finalizer: copied(one.finalizer) };
    return { ...one };
  });
}

export interface Judgement {
  readonly code: string;
  /** The lines of those acquisitions of which some session is open at the end of a path. */
  readonly leaking: readonly number[];
  /** The lines of those acquisitions that no path reaches. */
  readonly dead: readonly number[];
}

/** The program's text, and what a walk over all of its paths finds. */
export function judged(program: Block): Judgement {
  const statements = copied(program);
  const { code, lines } = printed(statements);
  const reached = new Set<Statement>();
  const start: State = { exit: 'on', given: null, held: { x: null, y: null, a: null, b: null }, list: [], open: [], known: {} };
  const ends = run(statements, start, { lines, reached });
  const leaking = new Set(ends.flatMap((state) => state.open.filter((session) => session !== state.given || state.exit !== 'return')));
  return { code, leaking: [...leaking].sort((a, b) => a - b), dead: [...lines].flatMap(([one, line]) => (reached.has(one) ? [] : [line])) };
}
