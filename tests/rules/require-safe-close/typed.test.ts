// With type information a session is also known by its type, and a callee by its declaration. These tests use the
// `-type-checked` configs and real TypeScript projects.
import { describe } from 'vitest';
import { checkProject } from '../support/project.ts';

const tsconfig = JSON.stringify({
  compilerOptions: { target: 'es2022', lib: ['es2023', 'esnext.disposable'], module: 'nodenext', moduleResolution: 'nodenext', strict: true, types: ['node'], noEmit: true, allowImportingTsExtensions: true },
});

const project = (title: string, files: Readonly<Record<string, string>>, modes: readonly ('recommended' | 'strict')[] = ['recommended', 'strict']): void => {
  checkProject(title, { 'package.json': JSON.stringify({ name: 'typed', type: 'module' }), 'tsconfig.json': tsconfig, ...files }, { typeChecked: true, modes });
};

describe('with types', () => {
  project('what was found without types is found with them', {
    'probe.ts': `import { Easy } from 'node-libcurl';

export function probe() {
  const easy = new Easy(); // ! require-safe-close
  console.log(easy);
}

export function tidy() {
  const easy = new Easy();
  easy.close();
}
`,
  });

  project('a generic constructor', {
    'probe.ts': `import { Easy } from 'node-libcurl';

export function make<T extends typeof Easy>(Handle: T) {
  const easy = new Handle(); // ! require-safe-close
  console.log(easy);
}
`,
  });

  project('a class that a declaration file says extends a session', {
    'patient.d.ts': "import { Curl } from 'node-libcurl';\n\nexport class PatientCurl extends Curl {}\n",
    'patient.js': "export { Curl as PatientCurl } from 'node-libcurl';\n",
    'probe.ts': `import { PatientCurl } from './patient.js';

export function probe() {
  const curl = new PatientCurl(); // ! require-safe-close
  console.log(curl);
}
`,
  }, ['recommended']);

  project('a bare close of a parameter that is a session by its type', {
    'finish.ts': `import type { Client } from 'undici';

export async function finish(client: Client) {
  await client.close(); // ! prefer-safe-close
}
`,
  }, ['recommended']);

  project('a floating close of one', {
    'finish.ts': `import type { Client } from 'undici';

export async function finish(client: Client) {
  client.close(); // ! no-floating-close
}
`,
  }, ['recommended']);

  project('a parameter stays borrowed, a type alone makes no obligation', {
    'status.ts': `import type { Client } from 'undici';

export async function status(client: Client, make: () => Client) {
  console.log(make().closed);
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
}
`,
  }, ['recommended']);
});
