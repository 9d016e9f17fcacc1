/** `--insert-todos` says in the code what a person must decide: a comment of its own line, wherever one may stand. */
import { migrateSource } from 'safely-close-codemod';
import { expect, test } from 'vitest';

function marked(path: string, text: string): string {
  const outcome = migrateSource(path, text, { closeStyle: 'await-using', moduleSystem: 'esm', insertTodos: true });
  if (outcome.status === 'failed') throw new Error(outcome.problem.message);
  return outcome.text.replace(/TODO\(safely-close\): .* See (\S+)\.$/gm, 'TODO $1');
}

const floats = 'https://github.com/safely-close/safely-close/blob/main/docs/codemod/reasons.md#work-outlives-scope';

test('it stands above the statement, as deep as that, with the address of the reason', () => {
  const text = `import { Client } from 'undici';

export async function fire(origin) {
\tif (origin) {
\t\tconst client =
\t\t\tnew Client(origin);
\t\tclient.request({ method: 'POST', path: '/' });
\t}
}
`;
  expect(marked('a.js', text)).toBe(text.replace('\t\tconst', `\t\t// TODO ${floats}\n\t\tconst`));
});

test('a second run adds none, and carriage returns stay', () => {
  const text = "import { Client } from 'undici';\r\n\r\nexport async function fire(origin) {\r\n  const client = new Client(origin);\r\n  client.request({ method: 'POST', path: '/' });\r\n}\r\n";
  const options = { closeStyle: 'await-using', moduleSystem: 'esm', insertTodos: true } as const;
  const once = migrateSource('a.js', text, options);
  const twice = once.status === 'migrated' ? migrateSource('a.js', once.text, options) : once;
  expect(once.status === 'migrated' && once.text.split('\r\n')).toHaveLength(text.split('\r\n').length + 1);
  expect(twice).toMatchObject({ status: 'migrated', text: once.status === 'migrated' ? once.text : '' });
});

test('where the line begins in a template, it stands above the statement around that', () => {
  const text = `import { Client } from 'undici';

export async function fire(origin) {
  return \`
    \${[origin].map(async (one) => { const client = new Client(one); client.request({ method: 'POST', path: '/' }); })}
  \`;
}
`;
  expect(marked('a.js', text)).toBe(text.replace('  return', `  // TODO ${floats}\n  return`));
});

test('nor is it ever a text of JSX', () => {
  const text = `import { Client } from 'undici';

export function Buttons({ origins }) {
  return (
    <ul>
      {origins.map((origin) => <li onClick={async () => { const client = new Client(origin); client.request({ method: 'POST', path: '/' }); }}>
        {origin}
      </li>)}
    </ul>
  );
}
`;
  expect(marked('a.jsx', text)).toBe(text.replace('  return', `  // TODO ${floats}\n  return`));
});
