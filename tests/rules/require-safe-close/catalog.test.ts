// Every way in which the catalog says that a session is made is found, and every close that it names counts. The samples are
// written from the catalog itself.
import { catalog } from 'safely-close/clients';
import type { Acquisition, ClientFacts, LibraryFacts, SessionCallback } from 'safely-close/clients';
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';

interface Written {
  readonly imports: readonly string[];
  /** Statements that make what the acquisition starts from. */
  readonly before: readonly string[];
  readonly expression: string;
  /** Set where the session goes to a function; the expression is then what that is given to. */
  readonly callback?: SessionCallback;
}

/** The statements around what is done with the session. */
function around({ expression, callback }: Written): readonly [before: string, after: readonly string[]] {
  if (callback === undefined) return [`const session = ${expression};`, []];
  const parameters = Array.from({ length: callback.session + 1 }, (_, index) => (index === callback.session ? 'session' : index === 0 ? 'error' : `other${String(index)}`));
  return [`${expression}((${parameters.join(', ')}) => {`, ['});']];
}

function exported(library: LibraryFacts, path: string, depth: number): { readonly imports: readonly string[]; readonly name: string } {
  const [module = ''] = library.modules;
  const [first = '', ...rest] = path.split('.');
  if (module === 'globalThis') return { imports: [], name: path };
  const local = `Made${String(depth)}`;
  const clause = first === 'default' ? local : `{ ${first} as ${local} }`;
  return { imports: [`import ${clause} from '${module}';`], name: [local, ...rest].join('.') };
}

/** Every way in which the catalog says that an acquisition gives its session. */
function waysOf(library: LibraryFacts, acquisition: Acquisition): readonly Written[] {
  const plain = written(library, acquisition);
  const callback = acquisition.by === 'new' ? undefined : acquisition.callback;
  if (plain === undefined || callback === undefined) return plain === undefined ? [] : [plain];
  const handed: Written = { ...plain, expression: plain.expression.replace(/^await |\(\)$/gu, ''), callback };
  return callback.isOnlyWay === true ? [handed] : [plain, handed];
}

/** Writes an acquisition down; `undefined` where what it starts from cannot be made out of the catalog alone. */
function written(library: LibraryFacts, acquisition: Acquisition, depth = 0): Written | undefined {
  if (acquisition.by === 'method') {
    const maker = library.clients.find((client) => client.name === acquisition.of && client.acquiredBy.some(({ by }) => by !== 'method'));
    const from = maker?.acquiredBy.find(({ by }) => by !== 'method');
    const parent = from === undefined ? undefined : written(library, from, depth + 1);
    if (parent === undefined) return undefined;
    const name = `parent${String(depth)}`;
    return {
      imports: parent.imports,
      before: [...parent.before, `await using ${name} = closing(${parent.expression});`],
      expression: `${acquisition.awaited === true ? 'await ' : ''}${name}.${acquisition.method}()`,
    };
  }
  const { imports, name } = exported(library, acquisition.export, depth);
  if (acquisition.by === 'new') return { imports, before: [], expression: `new ${name}()` };
  return { imports, before: [], expression: `${acquisition.awaited === true ? 'await ' : ''}${name}()` };
}

function sample(text: Written, inside: readonly string[]): string {
  const [opening, closing] = around(text);
  return [
    ...text.imports,
    "import { closing } from 'safely-close';",
    '',
    'export async function probe() {',
    ...[...text.before, opening, ...inside, ...closing].map((line) => `  ${line}`),
    '}',
    'export { closing };',
    '',
  ].join('\n');
}

interface Row {
  readonly title: string;
  readonly client: ClientFacts;
  readonly written: Written;
  readonly wraps: boolean;
}

const rows: readonly Row[] = catalog.flatMap((library) =>
  library.clients.flatMap((client) =>
    client.acquiredBy.flatMap((acquisition): Row[] => {
      const wraps = acquisition.by === 'method' && acquisition.wraps === true;
      return waysOf(library, acquisition).map((text) => ({ title: `${library.library}: ${client.name}, ${around(text)[0]}`, client, written: text, wraps }));
    }),
  ),
);

const reported = (code: string): readonly string[] =>
  lint(code, { rules: ['require-safe-close'] }).map(({ line }) => code.split('\n')[line - 1]?.trim() ?? '');

describe('made and not closed', () => {
  it.each(rows.filter(({ client, wraps }) => client.armedBy.length > 0 && !wraps).map((row) => [row.title, row] as const))('%s is reported', (_title, { client, written: text }) => {
    const arming = client.armedBy === 'acquisition' ? [] : [`session.${client.armedBy[0] ?? ''}();`];
    const code = sample(text, [...arming, 'console.log(session);']);
    expect(reported(code), code).toEqual([around(text)[0]]);
  });
});

describe('made and never armed', () => {
  it.each(rows.filter(({ client }) => client.armedBy !== 'acquisition').map((row) => [row.title, row] as const))('%s holds nothing', (_title, { written: text }) => {
    const code = sample(text, ['console.log(session);']);
    expect(reported(code), code).toEqual([]);
  });
});

describe('made and closed', () => {
  const closes = rows.flatMap((row) => row.client.closes.map((close) => [`${row.title}, ${close.name}()`, row, close.name] as const));
  it.each(closes)('%s', (_title, { written: text }, close) => {
    const code = sample(text, [`session.${close}();`]);
    expect(reported(code), code).toEqual([]);
  });
});

it('can write down most of the catalog', () => {
  const acquisitions = catalog.flatMap(({ clients }) => clients.flatMap(({ acquiredBy }) => acquiredBy));
  expect(rows.length).toBeGreaterThan(acquisitions.length * 0.9);
});
