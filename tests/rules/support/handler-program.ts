/**
 * Small programs around one transfer whose handlers end it: how libcurl's handles are used. After `perform()` either `end` or
 * `error` comes, once, and a plain walk over what its handlers then do says whether some way leaves the handle open.
 */
import fc from 'fast-check';

type Event = 'end' | 'error';

type Statement =
  /** `curl.close();` */
  | { readonly kind: 'close' }
  /** `setImmediate(() => curl.close());` */
  | { readonly kind: 'close later' }
  /** `finish();` */
  | { readonly kind: 'finish' }
  /** `resolve(1);`, and `console.log(1);` where there is no promise. */
  | { readonly kind: 'settle' }
  /** `curl.getInfo('RESPONSE_CODE');` */
  | { readonly kind: 'use' }
  | { readonly kind: 'return' }
  | { readonly kind: 'if'; readonly condition: string; readonly yes: Block; readonly no: Block }
  | { readonly kind: 'try'; readonly body: Block; readonly finalizer: Block };

type Block = readonly Statement[];

/** How a handler is written. */
type Form = 'in place' | 'by name' | 'this';

interface Handler {
  readonly event: Event;
  readonly form: Form;
  readonly method: 'on' | 'once';
  /** `undefined`: the function that the helper is itself. */
  readonly body: Block | undefined;
}

export interface HandlerProgram {
  /** Whether the handle is made in the executor of a promise, or in a plain function. */
  readonly inExecutor: boolean;
  /** What `finish()` does. */
  readonly helper: Block;
  readonly handlers: readonly Handler[];
  /** What stands between the handle and its handlers. */
  readonly before: Block;
}

const deepest = 2;

interface Place {
  /** Whether a close may be left to a timer. */
  readonly timers: boolean;
  readonly inHelper: boolean;
  /** There a `return` would swallow an error. */
  readonly inFinally: boolean;
}

function statement(depth: number, place: Place): fc.Arbitrary<Statement> {
  const simple: fc.Arbitrary<Statement>[] = [
    fc.constant<Statement>({ kind: 'close' }),
    fc.constant<Statement>({ kind: 'close' }),
    ...(place.timers ? [fc.constant<Statement>({ kind: 'close later' })] : []),
    fc.constant<Statement>({ kind: 'settle' }),
    fc.constant<Statement>({ kind: 'use' }),
    ...(place.inFinally ? [] : [fc.constant<Statement>({ kind: 'return' })]),
    ...(place.inHelper ? [] : [fc.constant<Statement>({ kind: 'finish' }), fc.constant<Statement>({ kind: 'finish' })]),
  ];
  if (depth >= deepest) return fc.oneof(...simple);
  const inner = block(depth + 1, place);
  return fc.oneof(
    ...simple,
    fc.record({ kind: fc.constant('if' as const), condition: place.inHelper ? fc.constant('c') : fc.constantFrom('a', 'b'), yes: inner, no: inner }),
    fc.record({ kind: fc.constant('try' as const), body: inner, finalizer: block(depth + 1, { ...place, inFinally: true }) }),
  );
}

const block = (depth: number, place: Place): fc.Arbitrary<Block> => fc.array(statement(depth, place), { maxLength: 3 });

const handlerOf = (event: Event, timers: boolean): fc.Arbitrary<Handler> =>
  fc.record({ event: fc.constant(event), form: fc.constantFrom<Form>('in place', 'by name', 'this'), method: fc.constantFrom('on' as const, 'once' as const), body: fc.option(block(0, { timers, inHelper: false, inFinally: false }), { nil: undefined, freq: 6 }) });

const setUp: fc.Arbitrary<Block> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Block>([]) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('if' as const), condition: fc.constant('d'), yes: fc.constant<Block>([{ kind: 'close' }, { kind: 'return' }]), no: fc.constant<Block>([]) }).map((one): Block => [one]) },
);

export const handlerProgram = ({ timers }: Pick<Place, 'timers'>): fc.Arbitrary<HandlerProgram> =>
  fc.record({
    inExecutor: fc.boolean(),
    helper: block(1, { timers, inHelper: true, inFinally: false }),
    before: setUp,
    handlers: fc
      .tuple(fc.option(handlerOf('end', timers), { nil: undefined, freq: 9 }), fc.option(handlerOf('error', timers), { nil: undefined, freq: 9 }), fc.boolean())
      .map(([end, error, isTurned]) => {
        const list = [end, error].filter((handler) => handler !== undefined);
        return isTurned ? list.toReversed() : list;
      }),
  });

interface Written {
  readonly text: string[];
  readonly self: string;
  readonly inExecutor: boolean;
}

function write(list: Block, indent: string, into: Written): void {
  for (const one of list) {
    switch (one.kind) {
      case 'close':
        into.text.push(`${indent}${into.self}.close();`);
        break;
      case 'close later':
        into.text.push(`${indent}setImmediate(() => ${into.self}.close());`);
        break;
      case 'use':
        into.text.push(`${indent}${into.self}.getInfo('RESPONSE_CODE');`);
        break;
      case 'finish':
        into.text.push(`${indent}finish();`);
        break;
      case 'settle':
        into.text.push(into.inExecutor ? `${indent}resolve(1);` : `${indent}console.log(1);`);
        break;
      case 'return':
        into.text.push(`${indent}return;`);
        break;
      case 'if':
        into.text.push(`${indent}if (${one.condition}) {`);
        write(one.yes, `${indent}  `, into);
        into.text.push(`${indent}} else {`);
        write(one.no, `${indent}  `, into);
        into.text.push(`${indent}}`);
        break;
      case 'try':
        into.text.push(`${indent}try {`);
        write(one.body, `${indent}  `, into);
        into.text.push(`${indent}} finally {`);
        write(one.finalizer, `${indent}  `, into);
        into.text.push(`${indent}}`);
        break;
    }
  }
}

const hasHelp = (list: Block): boolean => list.some((one) => one.kind === 'finish' || (one.kind === 'if' && (hasHelp(one.yes) || hasHelp(one.no))) || (one.kind === 'try' && (hasHelp(one.body) || hasHelp(one.finalizer))));

/** Whether some handler calls `finish()`. */
export const callsHelper = ({ handlers }: HandlerProgram): boolean => handlers.some(({ body }) => body !== undefined && hasHelp(body));

/** The program as TypeScript. */
function print({ inExecutor, helper, handlers, before }: HandlerProgram): string {
  const text = ["import { Curl } from 'node-libcurl';", ''];
  const indent = inExecutor ? '    ' : '  ';
  const own = { text, self: 'curl', inExecutor };
  text.push('export function probe(a: boolean, b: boolean, c: boolean, d: boolean) {');
  if (inExecutor) text.push('  return new Promise<unknown>((resolve) => {');
  text.push(`${indent}const curl = new Curl();`, `${indent}const finish = () => {`);
  write(helper, `${indent}  `, own);
  text.push(`${indent}};`, `${indent}curl.setOpt('URL', 'https://example.com');`);
  write(before, indent, own);
  for (const { event, form, method, body } of handlers) {
    if (body === undefined) {
      text.push(`${indent}curl.${method}('${event}', finish);`);
    } else if (form === 'in place') {
      text.push(`${indent}curl.${method}('${event}', () => {`);
      write(body, `${indent}  `, own);
      text.push(`${indent}});`);
    } else {
      text.push(form === 'this' ? `${indent}curl.${method}('${event}', function () {` : `${indent}function on_${event}() {`);
      // `this` is another one in `setImmediate`'s arrow only where the handler is an arrow itself.
      write(body, `${indent}  `, form === 'this' ? { ...own, self: 'this' } : own);
      text.push(form === 'this' ? `${indent}});` : `${indent}}`);
      if (form === 'by name') text.push(`${indent}curl.${method}('${event}', on_${event});`);
    }
  }
  text.push(`${indent}curl.perform();`);
  if (inExecutor) text.push('  });');
  text.push('}', '');
  return text.join('\n');
}

interface State {
  /** Whether something closed it already, and does not only mean to. */
  readonly isClosed: boolean;
  readonly isOpen: boolean;
  /** Whether it was used after that. */
  readonly isUsedClosed: boolean;
  readonly isLeft: boolean;
}

interface World {
  readonly isTrue: Readonly<Record<string, boolean>>;
  readonly helper: Block;
}

function run(list: Block, from: State, world: World): State {
  let state = from;
  for (const one of list) {
    if (state.isLeft) return state;
    switch (one.kind) {
      case 'close':
        state = { ...state, isOpen: false, isClosed: true };
        break;
      case 'close later':
        state = { ...state, isOpen: false };
        break;
      case 'use':
        state = { ...state, isUsedClosed: state.isUsedClosed || state.isClosed };
        break;
      case 'finish':
        state = { ...run(world.helper, state, world), isLeft: false };
        break;
      case 'settle':
        break;
      case 'return':
        return { ...state, isLeft: true };
      case 'if':
        state = run(world.isTrue[one.condition] === true ? one.yes : one.no, state, world);
        break;
      case 'try': {
        const tried = run(one.body, state, world);
        const final = run(one.finalizer, { ...tried, isLeft: false }, world);
        state = { ...final, isLeft: tried.isLeft || final.isLeft };
        break;
      }
    }
  }
  return state;
}

const worlds = [true, false].flatMap((a) => [true, false].flatMap((b) => [true, false].flatMap((c) => [true, false].map((d) => ({ a, b, c, d })))));

export interface Judgement {
  readonly code: string;
  /** Whether some way leaves the handle open. */
  readonly leaks: boolean;
  /** Whether some way uses it when it is closed. */
  readonly usesClosed: boolean;
}

/** The program's text, and what a walk over all of its ways finds. Nothing in it throws, as `recommended` sees it. */
export function judged(program: HandlerProgram): Judgement {
  const { before, handlers, helper } = program;
  const made: State = { isOpen: true, isClosed: false, isUsedClosed: false, isLeft: false };
  const ends = worlds.flatMap((isTrue): readonly State[] => {
    const world: World = { isTrue, helper };
    const begun = run(before, made, world);
    if (begun.isLeft) return [begun];
    return (['end', 'error'] as const).map((event) => {
      let state = begun;
      for (const handler of handlers) if (handler.event === event) state = run(handler.body ?? helper, { ...state, isLeft: false }, world);
      return state;
    });
  });
  // The helper is looked at for itself as well, whoever calls it.
  const helped = worlds.map((isTrue) => run(helper, made, { isTrue, helper }));
  return { code: print(program), leaks: ends.some(({ isOpen }) => isOpen), usesClosed: [...ends, ...helped].some(({ isUsedClosed }) => isUsedClosed) };
}
