/**
 * Small classes that make two clients and have a method that closes them, by itself or through others. A plain walk over every
 * way through that method says which of the fields it may leave open.
 */
import fc from 'fast-check';

type Field = 'a' | 'b';

type Statement =
  /** `await safelyCloseClient(this.#a);` */
  | { readonly kind: 'close'; readonly field: Field }
  /** `const a1 = this.#a; await safelyCloseClient(a1);` */
  | { readonly kind: 'close by name'; readonly field: Field }
  /** `await closeAll([this.#a, this.#b]);` */
  | { readonly kind: 'close both' }
  /** `await Promise.all([safelyCloseClient(this.#a), safelyCloseClient(this.#b)]);` */
  | { readonly kind: 'close side by side' }
  /** `await this.#end();` */
  | { readonly kind: 'end' }
  | { readonly kind: 'return' }
  /** `console.log(this.#a.closed);` */
  | { readonly kind: 'look'; readonly field: Field }
  | { readonly kind: 'if'; readonly condition: string; readonly yes: Block; readonly no: Block }
  | { readonly kind: 'try'; readonly body: Block; readonly finalizer: Block };

type Block = readonly Statement[];

export interface OwnerProgram {
  readonly method: string;
  readonly body: Block;
  /** What `#end()` does. */
  readonly end: Block;
  /** Whether the fields are filled in the constructor. */
  readonly inConstructor: boolean;
}

interface Place {
  readonly inEnd: boolean;
  readonly inFinally: boolean;
}

const deepest = 2;
const field = fc.constantFrom<Field>('a', 'b');

function statement(depth: number, place: Place): fc.Arbitrary<Statement> {
  const simple: fc.Arbitrary<Statement>[] = [
    fc.record({ kind: fc.constant('close' as const), field }),
    fc.record({ kind: fc.constant('close' as const), field }),
    fc.record({ kind: fc.constant('close by name' as const), field }),
    fc.record({ kind: fc.constant('look' as const), field }),
    fc.constant<Statement>({ kind: 'close both' }),
    fc.constant<Statement>({ kind: 'close side by side' }),
    ...(place.inFinally ? [] : [fc.constant<Statement>({ kind: 'return' })]),
    ...(place.inEnd ? [] : [fc.constant<Statement>({ kind: 'end' }), fc.constant<Statement>({ kind: 'end' })]),
  ];
  if (depth >= deepest) return fc.oneof(...simple);
  const inner = block(depth + 1, place);
  return fc.oneof(
    ...simple,
    fc.record({ kind: fc.constant('if' as const), condition: place.inEnd ? fc.constant('process.env.POLITE') : fc.constantFrom('now', 'whole'), yes: inner, no: inner }),
    fc.record({ kind: fc.constant('try' as const), body: inner, finalizer: block(depth + 1, { ...place, inFinally: true }) }),
  );
}

const block = (depth: number, place: Place): fc.Arbitrary<Block> => fc.array(statement(depth, place), { maxLength: 3 });

export const ownerProgram: fc.Arbitrary<OwnerProgram> = fc.record({
  method: fc.constantFrom('close', 'stop', '[Symbol.asyncDispose]'),
  body: block(0, { inEnd: false, inFinally: false }),
  end: block(1, { inEnd: true, inFinally: false }),
  inConstructor: fc.boolean(),
});

/** The class as TypeScript, and the line on which each field is declared. */
function print({ method, body, end, inConstructor }: OwnerProgram): { readonly code: string; readonly lines: Readonly<Record<Field, number>> } {
  const text = ["import { closeAll, safelyCloseClient } from 'safely-close';", "import { Client } from 'undici';", '', 'export class Both {'];
  let names = 0;
  const made = (name: Field): string => `new Client('https://${name}.example.com')`;
  for (const name of ['a', 'b'] as const) text.push(inConstructor ? `  readonly #${name}: Client;` : `  readonly #${name} = ${made(name)};`);
  if (inConstructor) text.push('  constructor() {', `    this.#a = ${made('a')};`, `    this.#b = ${made('b')};`, '  }');
  const put = (list: Block, indent: string): void => {
    for (const one of list) {
      switch (one.kind) {
        case 'close':
          text.push(`${indent}await safelyCloseClient(this.#${one.field});`);
          break;
        case 'close by name':
          names += 1;
          text.push(`${indent}const ${one.field}${String(names)} = this.#${one.field};`, `${indent}await safelyCloseClient(${one.field}${String(names)});`);
          break;
        case 'close both':
          text.push(`${indent}await closeAll([this.#a, this.#b]);`);
          break;
        case 'close side by side':
          text.push(`${indent}await Promise.all([safelyCloseClient(this.#a), safelyCloseClient(this.#b)]);`);
          break;
        case 'end':
          text.push(`${indent}await this.#end();`);
          break;
        case 'return':
          text.push(`${indent}return;`);
          break;
        case 'look':
          text.push(`${indent}console.log(this.#${one.field}.closed);`);
          break;
        case 'if':
          text.push(`${indent}if (${one.condition}) {`);
          put(one.yes, `${indent}  `);
          text.push(`${indent}} else {`);
          put(one.no, `${indent}  `);
          text.push(`${indent}}`);
          break;
        case 'try':
          text.push(`${indent}try {`);
          put(one.body, `${indent}  `);
          text.push(`${indent}} finally {`);
          put(one.finalizer, `${indent}  `);
          text.push(`${indent}}`);
          break;
      }
    }
  };
  text.push(method.startsWith('[') ? `  async ${method}(now = true, whole = true) {` : `  async ${method}(now: boolean, whole: boolean) {`);
  put(body, '    ');
  text.push('  }', '  async #end() {');
  put(end, '    ');
  text.push('  }', '}', '');
  return { code: text.join('\n'), lines: { a: 5, b: 6 } };
}

interface State {
  readonly open: ReadonlySet<Field>;
  readonly isLeft: boolean;
}

interface World {
  readonly isTrue: Readonly<Record<string, boolean>>;
  readonly end: Block;
}

const without = (state: State, ...fields: readonly Field[]): State => ({ ...state, open: new Set([...state.open].filter((one) => !fields.includes(one))) });

function run(list: Block, from: State, world: World): State {
  let state = from;
  for (const one of list) {
    if (state.isLeft) return state;
    switch (one.kind) {
      case 'close':
      case 'close by name':
        state = without(state, one.field);
        break;
      case 'close both':
      case 'close side by side':
        state = without(state, 'a', 'b');
        break;
      case 'end':
        state = { ...run(world.end, state, world), isLeft: false };
        break;
      case 'return':
        return { ...state, isLeft: true };
      case 'look':
        break;
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

const worlds = [true, false].flatMap((now) => [true, false].flatMap((whole) => [true, false].map((politely) => ({ now, whole, 'process.env.POLITE': politely }))));

export interface Judgement {
  readonly code: string;
  /** The lines of the fields that the method may leave open. */
  readonly leaking: readonly number[];
}

/** The class's text, and what a walk over all ways through its closing method finds. */
export function judged(program: OwnerProgram): Judgement {
  const { code, lines } = print(program);
  const ends = worlds.map((isTrue) => run(program.body, { open: new Set(['a', 'b'] as const), isLeft: false }, { isTrue, end: program.end }));
  return { code, leaking: (['a', 'b'] as const).filter((name) => ends.some(({ open }) => open.has(name))).map((name) => lines[name]) };
}
