/**
 * Small programs in which a chain of `then`, `catch` and `finally` closes a session, or does on some ways only. A plain walk over
 * how each promise may settle says whether some way leaves it open.
 */
import fc from 'fast-check';

type Statement =
  /** `await safelyCloseClient(client);`, or returned where it is the last. */
  | { readonly kind: 'close' }
  /** `await work();`, which may reject. */
  | { readonly kind: 'work' }
  | { readonly kind: 'throw' }
  | { readonly kind: 'return' }
  | { readonly kind: 'if'; readonly yes: Block; readonly no: Block };

type Block = readonly Statement[];

/** How a callback is written: an async function, or a plain one that returns the promise of its only statement. */
type Callback = { readonly form: 'async'; readonly body: Block } | { readonly form: 'plain'; readonly body: 'close' | 'work' | 'throw' | 'nothing' } | { readonly form: 'by name' };

type Link =
  | { readonly kind: 'then'; readonly onFulfilled: Callback; readonly onRejected: Callback | undefined }
  | { readonly kind: 'catch'; readonly onRejected: Callback }
  | { readonly kind: 'finally'; readonly onSettled: Callback };

export interface ChainProgram {
  readonly links: readonly Link[];
  /** What becomes of the chain: returned, awaited, awaited with a close behind it, or in a `try` with a close in its `finally`. */
  readonly end: 'returned' | 'awaited' | 'closed behind' | 'closed in finally';
}

const deepest = 2;

function statement(depth: number): fc.Arbitrary<Statement> {
  const simple = fc.constantFrom<Statement>({ kind: 'close' }, { kind: 'close' }, { kind: 'work' }, { kind: 'throw' }, { kind: 'return' });
  if (depth >= deepest) return simple;
  return fc.oneof({ weight: 4, arbitrary: simple }, { weight: 1, arbitrary: fc.record({ kind: fc.constant('if' as const), yes: block(depth + 1), no: block(depth + 1) }) });
}

const block = (depth: number): fc.Arbitrary<Block> => fc.array(statement(depth), { maxLength: 3 });

const callback: fc.Arbitrary<Callback> = fc.oneof(
  fc.record({ form: fc.constant('async' as const), body: block(0) }),
  fc.record({ form: fc.constant('plain' as const), body: fc.constantFrom('close' as const, 'close' as const, 'work' as const, 'throw' as const, 'nothing' as const) }),
  fc.constant<Callback>({ form: 'by name' }),
);

const link: fc.Arbitrary<Link> = fc.oneof(
  fc.record({ kind: fc.constant('then' as const), onFulfilled: callback, onRejected: fc.option(callback, { nil: undefined, freq: 2 }) }),
  fc.record({ kind: fc.constant('catch' as const), onRejected: callback }),
  fc.record({ kind: fc.constant('finally' as const), onSettled: callback }),
);

export const chainProgram: fc.Arbitrary<ChainProgram> = fc.record({
  links: fc.array(link, { minLength: 1, maxLength: 4 }),
  end: fc.constantFrom('returned', 'returned', 'awaited', 'closed behind', 'closed in finally'),
});

function write(list: Block, indent: string): string[] {
  return list.flatMap((one) => {
    switch (one.kind) {
      case 'close':
        return [`${indent}await safelyCloseClient(client);`];
      case 'work':
        return [`${indent}await work();`];
      case 'throw':
        return [`${indent}throw new Error('so');`];
      case 'return':
        return [`${indent}return;`];
      case 'if':
        return [`${indent}if (asks()) {`, ...write(one.yes, `${indent}  `), `${indent}} else {`, ...write(one.no, `${indent}  `), `${indent}}`];
    }
  });
}

function written(given: Callback): string {
  if (given.form === 'by name') return 'end';
  if (given.form === 'async') return ['async () => {', ...write(given.body, '      '), '    }'].join('\n');
  return { close: '() => safelyCloseClient(client)', work: '() => work()', throw: "() => { throw new Error('so'); }", nothing: '() => undefined' }[given.body];
}

function writtenLink(one: Link): string {
  if (one.kind === 'then') return `.then(${[one.onFulfilled, ...(one.onRejected ? [one.onRejected] : [])].map(written).join(', ')})`;
  return one.kind === 'catch' ? `.catch(${written(one.onRejected)})` : `.finally(${written(one.onSettled)})`;
}

function codeOf({ links, end }: ChainProgram): string {
  const chain = ['work()', ...links.map((one) => `    ${writtenLink(one)}`)].join('\n');
  const rest = {
    returned: [`  return ${chain};`],
    awaited: [`  await ${chain};`],
    'closed behind': [`  await ${chain};`, '  await safelyCloseClient(client);'],
    'closed in finally': ['  try {', `  await ${chain};`, '  } finally {', '  await safelyCloseClient(client);', '  }'],
  }[end];
  return [
    "import { safelyCloseClient } from 'safely-close';",
    "import { Client } from 'undici';",
    '',
    'const asks = (): boolean => performance.now() > 1000;',
    'async function work(): Promise<void> {',
    "  if (asks()) throw new Error('failed');",
    '}',
    '',
    `export ${end === 'returned' ? '' : 'async '}function run(origin: string) {`,
    '  const client = new Client(origin);',
    '  const end = () => safelyCloseClient(client);',
    ...rest,
    '}',
    '',
  ].join('\n');
}

/** How a promise has settled, and whether the session is open then. */
interface Way {
  readonly isFulfilled: boolean;
  readonly isOpen: boolean;
}

/** The ways through a block: on to what is behind it, or out of the callback. */
interface Through {
  readonly on: ReadonlySet<boolean>;
  readonly out: readonly Way[];
}

function walkBlock(list: Block, isOpen: boolean): Through {
  let on = new Set([isOpen]);
  const out: Way[] = [];
  for (const one of list) {
    const next = new Set<boolean>();
    for (const open of on) {
      switch (one.kind) {
        case 'close':
          next.add(false);
          break;
        case 'work':
          next.add(open);
          out.push({ isFulfilled: false, isOpen: open });
          break;
        case 'throw':
          out.push({ isFulfilled: false, isOpen: open });
          break;
        case 'return':
          out.push({ isFulfilled: true, isOpen: open });
          break;
        case 'if':
          for (const branch of [one.yes, one.no]) {
            const inner = walkBlock(branch, open);
            for (const state of inner.on) next.add(state);
            out.push(...inner.out);
          }
      }
    }
    on = next;
  }
  return { on, out };
}

function waysOf(given: Callback, isOpen: boolean): readonly Way[] {
  if (given.form === 'by name') return [{ isFulfilled: true, isOpen: false }];
  const body: Block = given.form === 'async' ? given.body : given.body === 'nothing' ? [] : [{ kind: given.body }];
  const { on, out } = walkBlock(body, isOpen);
  return [...[...on].map((open) => ({ isFulfilled: true, isOpen: open })), ...out];
}

function after(one: Link, way: Way): readonly Way[] {
  if (one.kind === 'finally') return waysOf(one.onSettled, way.isOpen).map((settled) => ({ isFulfilled: way.isFulfilled && settled.isFulfilled, isOpen: settled.isOpen }));
  const handler = way.isFulfilled ? (one.kind === 'then' ? one.onFulfilled : undefined) : one.onRejected;
  return handler ? waysOf(handler, way.isOpen) : [way];
}

/** The program's text, and whether some way through it leaves the session open. */
export function judged(program: ChainProgram): { readonly code: string; readonly leaks: boolean } {
  let ways: readonly Way[] = [{ isFulfilled: true, isOpen: true }, { isFulfilled: false, isOpen: true }];
  for (const one of program.links) ways = ways.flatMap((way) => after(one, way));
  const isLeft = ({ isFulfilled, isOpen }: Way): boolean => isOpen && !(program.end === 'closed in finally' || (program.end === 'closed behind' && isFulfilled));
  return { code: codeOf(program), leaks: ways.some(isLeft) };
}
