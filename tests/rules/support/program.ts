/**
 * Small programs around one session: how they are written, and what they really do on each of their paths. The
 * interpreter below is the yardstick for the analysis, so it is as plain as can be: it walks every path, one by one.
 */
import fc from 'fast-check';

export type Statement =
  /** `session.close();` */
  | { readonly kind: 'close' }
  /** `session.ask();`, a request, which may throw. */
  | { readonly kind: 'use' }
  /** `work();`, which may throw. */
  | { readonly kind: 'work' }
  /** `console.log(1);`, which does not. */
  | { readonly kind: 'note' }
  | { readonly kind: 'return' }
  | { readonly kind: 'throw' }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'if'; readonly condition: string; readonly yes: Block; readonly no: Block | undefined }
  | { readonly kind: 'loop'; readonly body: Block }
  | { readonly kind: 'label'; readonly body: Block }
  | { readonly kind: 'leave label' }
  | { readonly kind: 'switch'; readonly cases: readonly Block[] }
  | { readonly kind: 'try'; readonly body: Block; readonly handler: Block | undefined; readonly finalizer: Block | undefined };

export type Block = readonly Statement[];

/** The client that a program is written with. */
export interface Client {
  readonly imports: string;
  readonly acquisition: string;
  /** A call of it that starts work. */
  readonly use: string;
  readonly useMayThrow: boolean;
  readonly closeMayThrow: boolean;
}

/** Its close does not throw, and may be repeated. Its requests tell their failures by events, so only strict expects them to throw. */
export const http2Session: Client = {
  imports: "import { connect } from 'node:http2';",
  acquisition: "connect('https://example.com')",
  use: "session.request({ ':path': '/' })",
  useMayThrow: false,
  closeMayThrow: false,
};

/** Its close must not be repeated. */
export const database: Client = {
  imports: "import { Database } from 'sqlite3';",
  acquisition: "new Database(':memory:')",
  use: "session.run('vacuum')",
  useMayThrow: false,
  closeMayThrow: false,
};

/** Its close may throw. */
export const easyHandle: Client = { imports: "import { Easy } from 'node-libcurl';", acquisition: 'new Easy()', use: 'session.perform()', useMayThrow: true, closeMayThrow: true };

/** How deep statements nest. */
const deepest = 3;

interface Place {
  readonly depth: number;
  readonly inLoop: boolean;
  readonly inSwitch: boolean;
  readonly inLabel: boolean;
  readonly loops: boolean;
}

const condition = fc.constantFrom('a', 'b', 'c', 'd');

function block(place: Place): fc.Arbitrary<Block> {
  return fc.array(statement(place), { maxLength: 3 });
}

function statement(place: Place): fc.Arbitrary<Statement> {
  const simple: fc.Arbitrary<Statement>[] = [
    fc.constant({ kind: 'close' }),
    fc.constant({ kind: 'close' }),
    fc.constant({ kind: 'close' }),
    fc.constant({ kind: 'work' }),
    fc.constant({ kind: 'use' }),
    fc.constant({ kind: 'note' }),
    fc.constant({ kind: 'return' }),
    fc.constant({ kind: 'throw' }),
    ...(place.inLoop ? [fc.constant<Statement>({ kind: 'continue' })] : []),
    ...(place.inLoop || place.inSwitch ? [fc.constant<Statement>({ kind: 'break' })] : []),
    ...(place.inLabel ? [fc.constant<Statement>({ kind: 'leave label' })] : []),
  ];
  if (place.depth >= deepest) return fc.oneof(...simple);
  const inner: Place = { ...place, depth: place.depth + 1 };
  const optional = fc.option(block(inner), { nil: undefined });
  const nested: fc.Arbitrary<Statement>[] = [
    fc.record({ kind: fc.constant('if' as const), condition, yes: block(inner), no: optional }),
    fc
      .record({ kind: fc.constant('try' as const), body: block(inner), handler: optional, finalizer: optional })
      .map((made) => (made.handler === undefined && made.finalizer === undefined ? { ...made, finalizer: [] } : made)),
    ...(place.inLabel ? [] : [fc.record({ kind: fc.constant('label' as const), body: block({ ...inner, inLabel: true }) })]),
    fc.record({ kind: fc.constant('switch' as const), cases: fc.array(block({ ...inner, inSwitch: true }), { minLength: 1, maxLength: 3 }) }),
    ...(place.loops ? [fc.record({ kind: fc.constant('loop' as const), body: block({ ...inner, inLoop: true }) })] : []),
  ];
  return fc.oneof(...simple, ...nested, ...nested);
}

/** Programs of nested statements, with loops or without. */
export const program = (loops: boolean): fc.Arbitrary<Block> => block({ depth: 0, inLoop: false, inSwitch: false, inLabel: false, loops });

/** The program as TypeScript: a function that opens a session and then runs the statements. */
export function printed(statements: Block, client: Client): string {
  const lines: string[] = [];
  let loops = 0;
  const print = (list: Block, indent: string): void => {
    for (const one of list) printStatement(one, indent);
  };
  const printStatement = (one: Statement, indent: string): void => {
    const body = (list: Block): void => {
      print(list, `${indent}  `);
    };
    switch (one.kind) {
      case 'close':
        lines.push(`${indent}session.close();`);
        break;
      case 'use':
        lines.push(`${indent}${client.use};`);
        break;
      case 'work':
        lines.push(`${indent}work();`);
        break;
      case 'note':
        lines.push(`${indent}console.log(1);`);
        break;
      case 'return':
        lines.push(`${indent}return;`);
        break;
      case 'throw':
        lines.push(`${indent}throw failure;`);
        break;
      case 'break':
        lines.push(`${indent}break;`);
        break;
      case 'continue':
        lines.push(`${indent}continue;`);
        break;
      case 'leave label':
        lines.push(`${indent}break outer;`);
        break;
      case 'if':
        lines.push(`${indent}if (${one.condition}) {`);
        body(one.yes);
        if (one.no !== undefined) {
          lines.push(`${indent}} else {`);
          body(one.no);
        }
        lines.push(`${indent}}`);
        break;
      case 'loop': {
        loops += 1;
        const index = `index${String(loops)}`;
        lines.push(`${indent}for (let ${index} = 0; ${index} < count; ${index}++) {`);
        body(one.body);
        lines.push(`${indent}}`);
        break;
      }
      case 'label':
        lines.push(`${indent}outer: {`);
        body(one.body);
        lines.push(`${indent}}`);
        break;
      case 'switch':
        loops += 1;
        lines.push(`${indent}switch (kinds[${String(loops)}]) {`);
        one.cases.forEach((list, index) => {
          lines.push(`${indent}  case ${String(index)}:`);
          print(list, `${indent}    `);
        });
        lines.push(`${indent}}`);
        break;
      case 'try':
        lines.push(`${indent}try {`);
        body(one.body);
        if (one.handler !== undefined) {
          lines.push(`${indent}} catch {`);
          body(one.handler);
        }
        if (one.finalizer !== undefined) {
          lines.push(`${indent}} finally {`);
          body(one.finalizer);
        }
        lines.push(`${indent}}`);
        break;
    }
  };
  print(statements, '  ');
  return [
    client.imports,
    "import { work } from './work.js';",
    '',
    'export function probe(a: boolean, b: boolean, c: boolean, d: boolean, count: number, kinds: number[], failure: Error) {',
    `  const session = ${client.acquisition};`,
    ...lines,
    '}',
    '',
  ].join('\n');
}

/** Where control stands: on its way, or leaving for somewhere. */
type Exit = 'on' | 'return' | 'throw' | 'break' | 'continue' | 'leave label';

interface State {
  readonly exit: Exit;
  readonly isOpen: boolean;
  /** Whether it was used or closed when it was closed already. */
  readonly isMisused: boolean;
  /** What the parameters were found to be on this path. */
  readonly known: Readonly<Record<string, boolean>>;
}

const keyOf = ({ exit, isOpen, isMisused, known }: State): string =>
  `${exit} ${String(isOpen)} ${String(isMisused)} ${Object.keys(known).sort().map((name) => `${name}${String(known[name])}`).join()}`;

function unique(states: readonly State[]): readonly State[] {
  return [...new Map(states.map((state) => [keyOf(state), state])).values()];
}

function run(statements: Block, from: State, client: Client): readonly State[] {
  let states: readonly State[] = [from];
  for (const one of statements) {
    states = unique(states.flatMap((state) => (state.exit === 'on' ? step(one, state, client) : [state])));
  }
  return states;
}

function step(one: Statement, state: State, client: Client): readonly State[] {
  const leaving = (exit: Exit): readonly State[] => [{ ...state, exit }];
  const on = (states: readonly State[], ends: Exit): readonly State[] => states.map((each) => (each.exit === ends ? { ...each, exit: 'on' as const } : each));
  switch (one.kind) {
    case 'close': {
      const closed: State = { ...state, isOpen: false, isMisused: state.isMisused || !state.isOpen };
      return client.closeMayThrow ? [closed, { ...closed, exit: 'throw' }] : [closed];
    }
    case 'use': {
      const used: State = { ...state, isMisused: state.isMisused || !state.isOpen };
      return client.useMayThrow ? [used, { ...used, exit: 'throw' }] : [used];
    }
    case 'note':
      return [state];
    case 'work':
      return [state, { ...state, exit: 'throw' }];
    case 'return':
    case 'throw':
    case 'break':
    case 'continue':
    case 'leave label':
      return leaving(one.kind);
    case 'if': {
      const found = state.known[one.condition];
      return (found === undefined ? [true, false] : [found]).flatMap((value) =>
        run(value ? one.yes : (one.no ?? []), { ...state, known: { ...state.known, [one.condition]: value } }, client),
      );
    }
    case 'label':
      return on(run(one.body, state, client), 'leave label');
    case 'switch': {
      const entries = one.cases.map((_, index) => one.cases.slice(index).flat());
      return on([state, ...entries.flatMap((entry) => run(entry, state, client))], 'break');
    }
    case 'loop': {
      let seen: readonly State[] = [state];
      const left: State[] = [];
      for (;;) {
        const next = unique([...seen, ...seen.flatMap((each) => run(one.body, each, client)).flatMap((each): State[] => {
          if (each.exit === 'continue' || each.exit === 'on') return [{ ...each, exit: 'on' }];
          left.push(each.exit === 'break' ? { ...each, exit: 'on' } : each);
          return [];
        })]);
        if (next.length === seen.length) return unique([...seen, ...left]);
        seen = next;
      }
    }
    case 'try': {
      const tried = run(one.body, state, client);
      const handled = one.handler === undefined ? tried : tried.flatMap((each) => (each.exit === 'throw' ? run(one.handler ?? [], { ...each, exit: 'on' }, client) : [each]));
      return handled.flatMap((each) =>
        run(one.finalizer ?? [], { ...each, exit: 'on' }, client).map((after) => (after.exit === 'on' ? { ...after, exit: each.exit } : after)),
      );
    }
  }
}

const outcomes = (statements: Block, client: Client): readonly State[] => run(statements, { exit: 'on', isOpen: true, isMisused: false, known: {} }, client);

/** Whether some path of the program ends with the session open. */
export const leaks = (statements: Block, client: Client): boolean => outcomes(statements, client).some(({ isOpen }) => isOpen);

/** Whether some path of the program uses the session, or closes it, after it was closed. */
export const misuses = (statements: Block, client: Client): boolean => outcomes(statements, client).some(({ isMisused }) => isMisused);
