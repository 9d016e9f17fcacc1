#!/usr/bin/env node
// Begins a room for a library: "npm run new:client -- <library> <Client>". Its facts are still empty, and its tests fail until
// they are told. CONTRIBUTING.md goes through it step by step.
import { insertSorted } from './scaffold/insert-sorted.mjs';
import { camelCase, refuse, scaffold } from './scaffold/write-new.mjs';

const [library, client] = process.argv.slice(2);
if (library === undefined || !/^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/.test(library) || client === undefined || !/^[A-Za-z_$][\w$]*$/.test(client)) {
  refuse('Say which library, by its npm name, and which of its classes or factories: npm run new:client -- ioredis Redis');
}
const room = library.replace('@', '').replaceAll('/', '-');
const name = camelCase(room);
const made = /^[A-Z]/.test(client) ? `new ${client}('local')` : `${client}('local')`;

const facts = `import type { LibraryFacts } from '../client-facts.ts';

/** ${library} (say which version was looked at). */
export const ${name}: LibraryFacts = {
  library: '${library}',
  modules: ['${library}'],
  clients: [
    {
      name: '${client}',
      acquiredBy: [{ by: '${/^[A-Z]/.test(client) ? 'new' : 'call'}', export: '${client}' }],
      // The methods of which the first call makes it hold something, or 'acquisition'.
      armedBy: [],
      lifetime: 'scope',
      // How it is closed, politely first: { name: 'close', manner: 'polite', settles: 'promise', mayThrow: true }.
      closes: [],
      secondClose: 'ignored',
      configures: [],
      requests: [],
      endEvents: [],
    },
  ],
};
`;

const test = `// What is known of ${library}, as its users meet it.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';

describe('${library}', () => {
  checkAll([
    bad('a ${client} that nobody closes', \`
import { ${client} } from '${library}';

export function touch() {
  const session = ${made}; // ! require-safe-close
  console.log(session);
}
\`),
    good('one that its scope closes', \`
import { closing } from 'safely-close';
import { ${client} } from '${library}';

export async function touch() {
  await using session = closing(${made});
  console.log(session);
}
\`),
  ]);
});
`;

scaffold(
  { [`runtime/clients/${room}/facts.ts`]: facts, [`tests/rules/clients/${room}.test.ts`]: test },
  {
    'runtime/clients/index.ts': (text) =>
      insertSorted(text, /^import \{ .* \} from '\.\/([\w-]+)\/facts\.ts';/, `import { ${name} } from './${room}/facts.ts';`).replace(/^(export const catalog: readonly LibraryFacts\[\] = \[\n[^\]]*)/m, `$1  ${name},\n`),
  },
);
console.log(`\nNow: npm run build && npm test -- tests/rules/clients/${room}.test.ts tests/runtime/catalog`);
