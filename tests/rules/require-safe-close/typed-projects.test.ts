// Several TypeScript projects side by side: `references` between them, and `paths` that name them. Real projects on disk, the
// `-type-checked` configs, and the type checker that typescript-eslint's project service starts for each.
import { describe } from 'vitest';
import { checkProject } from '../support/project.ts';
import type { ProjectOptions } from '../support/project.ts';

const compilerOptions = { target: 'es2022', lib: ['es2023', 'esnext.disposable'], module: 'nodenext', moduleResolution: 'nodenext', strict: true, types: ['node'], allowImportingTsExtensions: true, emitDeclarationOnly: true, composite: true };

/** A library in `packages/clients`, and an application in `packages/app` that names it by a reference and by a path. */
const workspace = (files: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  'package.json': JSON.stringify({ name: 'workspace', type: 'module', private: true }),
  'tsconfig.json': JSON.stringify({ files: [], references: [{ path: 'packages/clients' }, { path: 'packages/app' }] }),
  'packages/clients/tsconfig.json': JSON.stringify({ compilerOptions: { ...compilerOptions, rootDir: '.' }, include: ['**/*.ts'] }),
  'packages/app/tsconfig.json': JSON.stringify({
    compilerOptions: { ...compilerOptions, rootDir: '..', paths: { '@clients/*': ['../clients/*.ts'] } },
    include: ['**/*.ts'],
    references: [{ path: '../clients' }],
  }),
  ...files,
});

const project = (title: string, files: Readonly<Record<string, string>>, options: ProjectOptions): void => {
  checkProject(title, workspace(files), { ...options, typeChecked: true });
};

const clients = {
  'packages/clients/open.ts': `import { Easy } from 'node-libcurl';

export const open = (): Easy => new Easy();
`,
  'packages/clients/finish.ts': `import type { Easy } from 'node-libcurl';

export function tidy(easy: Easy): void {
  easy.close();
}
`,
  'packages/clients/patient.ts': `import { Curl } from 'node-libcurl';

export class PatientCurl extends Curl {
  patience = 3;
}

export class Keyed<Key extends string> extends PatientCurl {
  readonly keys: Key[] = [];
}
`,
  'packages/clients/types.ts': `import type { Client } from 'undici';

export type Connection = Client;
export interface Api extends Client {
  version: number;
}
`,
};

const probe = (importOf: (name: string) => string): string => `import { Easy } from 'node-libcurl';
import { open } from '${importOf('open')}';
import { tidy } from '${importOf('finish')}';
import { Keyed, PatientCurl } from '${importOf('patient')}';

export function byFactory() {
  const easy = open(); // ! require-safe-close
  console.log(easy);
}

export function byCloser() {
  const easy = new Easy();
  tidy(easy);
}

export function byClass() {
  const curl = new PatientCurl(); // ! require-safe-close
  const keyed = new Keyed<'a'>(); // ! require-safe-close
  return [curl.patience, keyed.keys];
}
`;

describe('factories, closers and subclasses of another project', () => {
  const neighbours = Object.keys(clients);
  project('by relative imports, over a reference', { ...clients, 'packages/app/probe.ts': probe((name) => `../clients/${name}.ts`) }, { neighbours });
  project('by a path of the tsconfig', { ...clients, 'packages/app/probe.ts': probe((name) => `@clients/${name}`) }, { neighbours });
});

describe('types to which another project gives its own names', () => {
  project('of parameters, and of generic ones', {
    ...clients,
    'packages/app/finish.ts': `import type { Api, Connection } from '@clients/types';

export async function finish(connection: Connection, api: Api) {
  await connection.close(); // ! prefer-safe-close
  await api.close(); // ! prefer-safe-close
}

export async function finishGiven<Given extends Connection>(given: Given) {
  await given.close(); // ! prefer-safe-close
}
`,
  }, { modes: ['recommended'], neighbours: Object.keys(clients) });
});
