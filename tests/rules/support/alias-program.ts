/**
 * Small programs around two variables and the sessions that they hold: opened, renamed, dropped, overwritten, closed if there
 * is one. As in `program.ts`, a plain walk over every path says which acquisitions leak.
 */
import fc from 'fast-check';

type Name = 'x' | 'y';

export type Statement =
  /** `x = connect(…);` */
  | { readonly kind: 'open'; readonly into: Name }
  /** `x = y;` */
  | { readonly kind: 'copy'; readonly into: Name; readonly from: Name }
  /** `x = null;` */
  | { readonly kind: 'clear'; readonly into: Name }
  /** `x?.close();` */
  | { readonly kind: 'close'; readonly name: Name }
  /** `work();`, which may throw. */
  | { readonly kind: 'work' }
  | { readonly kind: 'return' }
  /** `if (x) { … } else { … }` */
  | { readonly kind: 'if held'; readonly name: Name; readonly yes: Block; readonly no: Block }
  /** `if (a) { … } else { … }` */
  | { readonly kind: 'if'; readonly condition: string; readonly yes: Block; readonly no: Block }
  | { readonly kind: 'loop'; readonly body: Block }
  | { readonly kind: 'try'; readonly body: Block; readonly handler: Block | undefined; readonly finalizer: Block };

export type Block = readonly Statement[];

const deepest = 2;
const name = fc.constantFrom<Name>('x', 'y');

/** What programs may hold besides plain statements, `if` and `try`. */
export interface Shape {
  readonly loops: boolean;
  /** `if (x)`: with it, some code can be seen to be dead only by following all sessions at once. */
  readonly asksWhetherHeld: boolean;
}

function statement(depth: number, shape: Shape): fc.Arbitrary<Statement> {
  const simple: fc.Arbitrary<Statement>[] = [
    fc.record({ kind: fc.constant('open' as const), into: name }),
    fc.record({ kind: fc.constant('close' as const), name }),
    fc.record({ kind: fc.constant('close' as const), name }),
    fc.record({ kind: fc.constant('close' as const), name }),
    fc.constantFrom<Statement>({ kind: 'copy', into: 'x', from: 'y' }, { kind: 'copy', into: 'y', from: 'x' }),
    fc.record({ kind: fc.constant('clear' as const), into: name }),
    fc.constant<Statement>({ kind: 'work' }),
    fc.constant<Statement>({ kind: 'return' }),
  ];
  if (depth >= deepest) return fc.oneof(...simple);
  const inner = block(depth + 1, shape);
  return fc.oneof(
    ...simple,
    fc.record({ kind: fc.constant('if' as const), condition: fc.constantFrom('a', 'b'), yes: inner, no: inner }),
    fc.record({ kind: fc.constant('try' as const), body: inner, handler: fc.option(inner, { nil: undefined }), finalizer: inner }),
    ...(shape.asksWhetherHeld ? [fc.record({ kind: fc.constant('if held' as const), name, yes: inner, no: inner })] : []),
    ...(shape.loops ? [fc.record({ kind: fc.constant('loop' as const), body: inner })] : []),
  );
}

function block(depth: number, shape: Shape): fc.Arbitrary<Block> {
  return fc.array(statement(depth, shape), { maxLength: depth === 0 ? 6 : 3 });
}

/** Programs over two variables; with loops, one place may open several sessions. */
export const aliasProgram = (shape: Shape): fc.Arbitrary<Block> => block(0, shape);

export interface Printed {
  readonly code: string;
  /** The line of each `open`, in the order of the text. */
  readonly lines: ReadonlyMap<Statement, number>;
}

/** Gives each statement an identity of its own, so that two equal ones are two places. */
function copied(statements: Block): Block {
  return statements.map((one): Statement => {
    switch (one.kind) {
      case 'if held':
      case 'if':
        return { ...one, yes: copied(one.yes), no: copied(one.no) };
      case 'loop':
        return { ...one, body: copied(one.body) };
      case 'try':
        return { ...one, body: copied(one.body), handler: one.handler && copied(one.handler), finalizer: copied(one.finalizer) };
      default:
        return { ...one };
    }
  });
}

/** The program as TypeScript. */
function print(statements: Block): Printed {
  const text = [
    "import { connect } from 'node:http2';",
    "import type { ClientHttp2Session } from 'node:http2';",
    "import { work } from './work.js';",
    '',
    'export function probe(a: boolean, b: boolean, count: number) {',
    '  let x: ClientHttp2Session | null = null;',
    '  let y: ClientHttp2Session | null = null;',
  ];
  const lines = new Map<Statement, number>();
  let loops = 0;
  const put = (list: Block, indent: string): void => {
    for (const one of list) {
      switch (one.kind) {
        case 'open':
          text.push(`${indent}${one.into} = connect('https://example.com');`);
          lines.set(one, text.length);
          break;
        case 'copy':
          text.push(`${indent}${one.into} = ${one.from};`);
          break;
        case 'clear':
          text.push(`${indent}${one.into} = null;`);
          break;
        case 'close':
          text.push(`${indent}${one.name}?.close();`);
          break;
        case 'work':
          text.push(`${indent}work();`);
          break;
        case 'return':
          text.push(`${indent}return;`);
          break;
        case 'if held':
        case 'if':
          text.push(`${indent}if (${one.kind === 'if' ? one.condition : one.name}) {`);
          put(one.yes, `${indent}  `);
          text.push(`${indent}} else {`);
          put(one.no, `${indent}  `);
          text.push(`${indent}}`);
          break;
        case 'loop':
          loops += 1;
          text.push(`${indent}for (let index${String(loops)} = 0; index${String(loops)} < count; index${String(loops)}++) {`);
          put(one.body, `${indent}  `);
          text.push(`${indent}}`);
          break;
        case 'try':
          text.push(`${indent}try {`);
          put(one.body, `${indent}  `);
          if (one.handler !== undefined) {
            text.push(`${indent}} catch {`);
            put(one.handler, `${indent}  `);
          }
          text.push(`${indent}} finally {`);
          put(one.finalizer, `${indent}  `);
          text.push(`${indent}}`);
          break;
      }
    }
  };
  put(statements, '  ');
  text.push('}', '');
  return { code: text.join('\n'), lines };
}

/** One session: where it was made, and whether it is open. Two variables may hold the same one. */
interface Session {
  readonly site: number;
  readonly isOpen: boolean;
}

interface State {
  readonly exit: 'on' | 'return' | 'throw';
  readonly x: Session | null;
  readonly y: Session | null;
  /** Whether both variables hold the very same session. */
  readonly isShared: boolean;
  /** The lines whose sessions can no longer be closed by anybody. */
  readonly lost: readonly number[];
  readonly known: Readonly<Record<string, boolean>>;
}

const keyOf = (state: State): string => JSON.stringify([state.exit, state.x, state.y, state.isShared, state.lost, Object.entries(state.known).sort()]);
const unique = (states: readonly State[]): readonly State[] => [...new Map(states.map((state) => [keyOf(state), state])).values()];
const losing = (state: State, sessions: readonly (Session | null)[]): readonly number[] =>
  [...new Set([...state.lost, ...sessions.flatMap((session) => (session?.isOpen === true ? [session.site] : []))])].sort((a, b) => a - b);

/** Puts another session into a variable: what it held alone is lost. */
function put(state: State, into: Name, session: Session | null, isShared: boolean): State {
  const lost = state.isShared ? state.lost : losing(state, [state[into]]);
  return { ...state, [into]: session, isShared, lost };
}

interface Places {
  readonly lines: ReadonlyMap<Statement, number>;
  /** The acquisitions that some path has reached. */
  readonly reached: Set<Statement>;
}

function run(statements: Block, from: State, places: Places): readonly State[] {
  let states: readonly State[] = [from];
  for (const one of statements) states = unique(states.flatMap((state) => (state.exit === 'on' ? step(one, state, places) : [state])));
  return states;
}

function step(one: Statement, state: State, places: Places): readonly State[] {
  switch (one.kind) {
    case 'open':
      places.reached.add(one);
      // A call of `connect` that throws makes nothing and leaves the variable as it was.
      return [put(state, one.into, { site: places.lines.get(one) ?? 0, isOpen: true }, false), { ...state, exit: 'throw' }];
    case 'copy':
      return state.isShared || one.into === one.from ? [state] : [put(state, one.into, state[one.from], state[one.from] !== null)];
    case 'clear':
      return [put(state, one.into, null, false)];
    case 'close': {
      const session = state[one.name];
      if (session === null) return [state];
      const closed = { ...session, isOpen: false };
      return [state.isShared ? { ...state, x: closed, y: closed } : { ...state, [one.name]: closed }];
    }
    case 'work':
      return [state, { ...state, exit: 'throw' }];
    case 'return':
      return [{ ...state, exit: 'return' }];
    case 'if held':
      return run(state[one.name] === null ? one.no : one.yes, state, places);
    case 'if': {
      const found = state.known[one.condition];
      return (found === undefined ? [true, false] : [found]).flatMap((value) => run(value ? one.yes : one.no, { ...state, known: { ...state.known, [one.condition]: value } }, places));
    }
    case 'loop': {
      let seen: readonly State[] = [state];
      const left: State[] = [];
      for (;;) {
        const turned = seen.flatMap((each) => run(one.body, each, places));
        left.push(...turned.filter(({ exit }) => exit !== 'on'));
        const next = unique([...seen, ...turned.filter(({ exit }) => exit === 'on')]);
        if (next.length === seen.length) return unique([...seen, ...left]);
        seen = next;
      }
    }
    case 'try': {
      const tried = run(one.body, state, places);
      const handled = one.handler === undefined ? tried : tried.flatMap((each) => (each.exit === 'throw' ? run(one.handler ?? [], { ...each, exit: 'on' }, places) : [each]));
      return handled.flatMap((each) => run(one.finalizer, { ...each, exit: 'on' }, places).map((after) => (after.exit === 'on' ? { ...after, exit: each.exit } : after)));
    }
  }
}

export interface Judgement {
  readonly code: string;
  /** The lines of those acquisitions of which some session is never closed on some path. */
  readonly leaking: readonly number[];
  /** The lines of those acquisitions that no path reaches. */
  readonly dead: readonly number[];
}

/** The program's text, and what a walk over all of its paths finds. */
export function judged(program: Block): Judgement {
  const statements = copied(program);
  const { code, lines } = print(statements);
  const reached = new Set<Statement>();
  const ends = run(statements, { exit: 'on', x: null, y: null, isShared: false, lost: [], known: {} }, { lines, reached });
  const leaking = new Set(ends.flatMap((state) => losing(state, [state.x, state.y])));
  return { code, leaking: [...leaking].sort((a, b) => a - b), dead: [...lines].flatMap(([one, line]) => (reached.has(one) ? [] : [line])) };
}
