// Every way in which the catalog says that a session is made is found, and every close that it names counts. The samples are
// written from the catalog itself.
import { catalog } from 'safely-close/clients';
import type { Acquisition, ClientFacts, LibraryFacts } from 'safely-close/clients';
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';

interface Written {
  readonly imports: readonly string[];
  /** Statements that make what the acquisition starts from. */
  readonly before: readonly string[];
  readonly expression: string;
}

function exported(library: LibraryFacts, path: string, depth: number): { readonly imports: readonly string[]; readonly name: string } {
  const [module = ''] = library.modules;
  const [first = '', ...rest] = path.split('.');
  if (module === 'globalThis') return { imports: [], name: path };
  const local = `Made${String(depth)}`;
  const clause = first === 'default' ? local : `{ ${first} as ${local} }`;
  return { imports: [`import ${clause} from '${module}';`], name: [local, ...rest].join('.') };
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

function sample({ imports, before, expression }: Written, after: readonly string[]): string {
  return [
    ...imports,
    "import { closing } from 'safely-close';",
    '',
    'export async function probe() {',
    ...[...before, `const session = ${expression};`, ...after].map((line) => `  ${line}`),
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
      const text = written(library, acquisition);
      if (text === undefined) return [];
      return [{ title: `${library.library}: ${client.name}, ${text.expression}`, client, written: text, wraps: acquisition.by === 'method' && acquisition.wraps === true }];
    }),
  ),
);

const reported = (code: string): readonly string[] =>
  lint(code, { rules: ['require-safe-close'] }).map(({ line }) => code.split('\n')[line - 1]?.trim() ?? '');

describe('made and not closed', () => {
  it.each(rows.filter(({ client, wraps }) => client.armedBy.length > 0 && !wraps).map((row) => [row.title, row] as const))('%s is reported', (_title, { client, written: text }) => {
    const arming = client.armedBy === 'acquisition' ? [] : [`session.${client.armedBy[0] ?? ''}();`];
    const code = sample(text, [...arming, 'console.log(session);']);
    expect(reported(code), code).toEqual([`const session = ${text.expression};`]);
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
