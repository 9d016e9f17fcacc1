/**
 * Small programs of two functions: one makes a session and may give it away, the other gets what that gives. A plain walk over
 * both says which of the two leaves a session open.
 */
import fc from 'fast-check';

type Statement =
  /** `held?.close();` */
  | { readonly kind: 'close' }
  /** `work();`, which may throw. */
  | { readonly kind: 'work' }
  /** Gives away what is held, as the program's form says. */
  | { readonly kind: 'give' }
  /** `return null;` */
  | { readonly kind: 'give nothing' }
  /** `if (held) { … } else { … }` */
  | { readonly kind: 'if held'; readonly yes: Block; readonly no: Block }
  | { readonly kind: 'if'; readonly condition: string; readonly yes: Block; readonly no: Block }
  | { readonly kind: 'try'; readonly body: Block; readonly handler: Block | undefined; readonly finalizer: Block };

type Block = readonly Statement[];

export interface FactoryProgram {
  /** How the session is given: as it is, in an object, or in a list. */
  readonly form: 'bare' | 'object' | 'list';
  readonly isAsync: boolean;
  /** Whether the first function hands on to a second what it gets from the one that makes it. */
  readonly isHandedOn: boolean;
  /** What the factory does once it has made one. */
  readonly factory: Block;
  /** What the caller does with what it gets. */
  readonly caller: Block;
}

interface Place {
  readonly inFactory: boolean;
  readonly inFinally: boolean;
}

const deepest = 2;

function statement(depth: number, place: Place): fc.Arbitrary<Statement> {
  const simple: fc.Arbitrary<Statement>[] = [
    fc.constant<Statement>({ kind: 'close' }),
    fc.constant<Statement>({ kind: 'work' }),
    ...(place.inFinally ? [] : [fc.constant<Statement>({ kind: 'give' }), fc.constant<Statement>({ kind: 'give nothing' })]),
  ];
  if (depth >= deepest) return fc.oneof(...simple);
  const inner = block(depth + 1, place);
  return fc.oneof(
    ...simple,
    fc.record({ kind: fc.constant('if' as const), condition: fc.constantFrom('a', 'b'), yes: inner, no: inner }),
    fc.record({ kind: fc.constant('try' as const), body: inner, handler: fc.option(inner, { nil: undefined }), finalizer: block(depth + 1, { ...place, inFinally: true }) }),
    ...(place.inFactory ? [] : [fc.record({ kind: fc.constant('if held' as const), yes: inner, no: inner })]),
  );
}

const block = (depth: number, place: Place): fc.Arbitrary<Block> => fc.array(statement(depth, place), { maxLength: 3 });

export const factoryProgram: fc.Arbitrary<FactoryProgram> = fc.record({
  form: fc.constantFrom('bare' as const, 'object' as const, 'list' as const),
  isAsync: fc.boolean(),
  isHandedOn: fc.boolean(),
  factory: block(0, { inFactory: true, inFinally: false }),
  caller: block(0, { inFactory: false, inFinally: false }),
});

interface Printed {
  readonly code: string;
  readonly factoryLine: number;
  readonly callerLine: number;
}

/** The program as TypeScript. */
function print({ form, isAsync, isHandedOn, factory, caller }: FactoryProgram): Printed {
  const text = ["import { connect } from 'node:http2';", "import { work } from './work.js';", ''];
  const [asynchronous, awaited] = isAsync ? ['async ', 'await '] : ['', ''];
  const given: Record<FactoryProgram['form'], string> = { bare: 'held', object: '{ session: held, name: \'first\' }', list: '[held]' };
  const put = (list: Block, indent: string, giving: string): void => {
    for (const one of list) {
      switch (one.kind) {
        case 'close':
          text.push(`${indent}held?.close();`);
          break;
        case 'work':
          text.push(`${indent}work();`);
          break;
        case 'give':
          text.push(`${indent}return ${giving};`);
          break;
        case 'give nothing':
          text.push(`${indent}return null;`);
          break;
        case 'if held':
        case 'if':
          text.push(`${indent}if (${one.kind === 'if' ? one.condition : 'held'}) {`);
          put(one.yes, `${indent}  `, giving);
          text.push(`${indent}} else {`);
          put(one.no, `${indent}  `, giving);
          text.push(`${indent}}`);
          break;
        case 'try':
          text.push(`${indent}try {`);
          put(one.body, `${indent}  `, giving);
          if (one.handler !== undefined) {
            text.push(`${indent}} catch {`);
            put(one.handler, `${indent}  `, giving);
          }
          text.push(`${indent}} finally {`);
          put(one.finalizer, `${indent}  `, giving);
          text.push(`${indent}}`);
          break;
      }
    }
  };
  text.push(`${asynchronous}function make(a: boolean, b: boolean) {`, "  const held = connect('https://example.com');");
  const factoryLine = text.length;
  put(factory, '  ', given[form]);
  text.push('  return null;', '}', '');
  if (isHandedOn) text.push(`const makeOn = ${asynchronous}(a: boolean, b: boolean) => ${awaited}make(a, b);`, '');
  text.push(`export ${asynchronous}function use(a: boolean, b: boolean) {`, `  const got = ${awaited}${isHandedOn ? 'makeOn' : 'make'}(process.argv.length > 2, process.argv.length > 3);`);
  const callerLine = text.length;
  const taken: Record<FactoryProgram['form'], string> = { bare: 'got', object: 'got?.session', list: 'got?.[0]' };
  text.push(`  const held = ${taken[form]};`);
  put(caller, '  ', 'held');
  text.push('  return null;', '}', '');
  return { code: text.join('\n'), factoryLine, callerLine };
}

interface State {
  readonly exit: 'on' | 'return' | 'throw';
  readonly held: 'open' | 'closed' | 'nothing';
  /** Whether it was given away. */
  readonly isGiven: boolean;
}

interface World {
  readonly isTrue: Readonly<Record<string, boolean>>;
  /** The statements that some way has come to. */
  readonly reached: Set<Statement>;
}

function run(list: Block, from: State, world: World): readonly State[] {
  let states: readonly State[] = [from];
  for (const one of list) states = states.flatMap((state) => (state.exit === 'on' ? step(one, state, world) : [state]));
  return [...new Map(states.map((state) => [JSON.stringify(state), state])).values()];
}

function step(one: Statement, state: State, world: World): readonly State[] {
  world.reached.add(one);
  switch (one.kind) {
    case 'close':
      return [{ ...state, held: state.held === 'open' ? 'closed' : state.held }];
    case 'work':
      return [state, { ...state, exit: 'throw' }];
    case 'give':
      return [{ ...state, exit: 'return', isGiven: true }];
    case 'give nothing':
      return [{ ...state, exit: 'return', isGiven: false }];
    case 'if held':
      return run(state.held === 'nothing' ? one.no : one.yes, state, world);
    case 'if':
      return run(world.isTrue[one.condition] === true ? one.yes : one.no, state, world);
    case 'try': {
      const tried = run(one.body, state, world);
      const handled = tried.flatMap((each) => (each.exit === 'throw' && one.handler !== undefined ? run(one.handler, { ...each, exit: 'on' }, world) : [each]));
      return handled.flatMap((each) => run(one.finalizer, { ...each, exit: 'on' }, world).map((after) => (after.exit === 'on' ? { ...after, exit: each.exit } : after)));
    }
  }
}

const givesOf = (list: Block): Statement[] =>
  list.flatMap((one) => {
    switch (one.kind) {
      case 'give':
        return [one];
      case 'if':
      case 'if held':
        return [...givesOf(one.yes), ...givesOf(one.no)];
      case 'try':
        return [...givesOf(one.body), ...givesOf(one.handler ?? []), ...givesOf(one.finalizer)];
      default:
        return [];
    }
  });

/** Gives each statement an identity of its own, so that two equal ones are two places. */
const copied = (list: Block): Block =>
  list.map((one): Statement => {
    switch (one.kind) {
      case 'if':
      case 'if held':
        return { ...one, yes: copied(one.yes), no: copied(one.no) };
      case 'try':
        return { ...one, body: copied(one.body), handler: one.handler && copied(one.handler), finalizer: copied(one.finalizer) };
      default:
        return { ...one };
    }
  });

const worlds = [true, false].flatMap((a) => [true, false].map((b) => ({ a, b })));
/** What is given away with an error under way reaches nobody. */
const leaves = ({ held, exit, isGiven }: State): boolean => held === 'open' && !(isGiven && exit === 'return');

export interface Judgement {
  readonly code: string;
  /** The lines at which a session is made, or got, that stays open on some way. */
  readonly leaking: readonly number[];
  /** The line of a caller that gets an open one on some ways and a closed one on others, so that nobody can tell whose it is. */
  readonly unclear: readonly number[];
}

/** The program's text, and what a walk over all of its ways finds. */
export function judged(written: FactoryProgram): Judgement {
  const program = { ...written, factory: copied(written.factory) };
  const reached = new Set<Statement>();
  const { code, factoryLine, callerLine } = print(program);
  const made = worlds.flatMap((isTrue) => run(program.factory, { exit: 'on', held: 'open', isGiven: false }, { isTrue, reached }));
  const given = made.filter((state) => state.exit === 'return' && state.isGiven);
  const isGivenOpen = given.some(({ held }) => held === 'open');
  const used = isGivenOpen ? worlds.flatMap((isTrue) => run(program.caller, { exit: 'on', held: 'open', isGiven: false }, { isTrue, reached })) : [];
  const isUnclear = given.some(({ held }) => held !== 'open') || givesOf(program.factory).some((give) => !reached.has(give));
  return { code, unclear: isUnclear ? [callerLine] : [], leaking: [...(made.some(leaves) ? [factoryLine] : []), ...(used.some(leaves) ? [callerLine] : [])] };
}
