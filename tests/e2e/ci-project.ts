/** The example application as the templates for continuous integration want it: linted, and with a test that leaves a session open. */
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const example = fileURLToPath(new URL('../../examples/crawler/', import.meta.url));

const leakyTest = `import { connect } from 'node:http2';
import { test } from 'vitest';

test('a session that is forgotten', () => {
  connect('http://127.0.0.1:9').on('error', () => {});
});
`;
const tidyTest = leakyTest.replace("'a session that is forgotten', () => {\n  connect(", "'a session that is closed', async () => {\n  await using session = closing(connect(").replace(":9')", ":9'));\n  session").replace("import { test }", "import { closing } from 'safely-close';\nimport { test }");

const eslintConfig = `import { defineConfig } from 'eslint/config';
import safelyClose from 'eslint-plugin-safely-close';
import * as typescriptParser from '@typescript-eslint/parser';
export default defineConfig([safelyClose.configs.recommended, { files: ['**/*.ts'], languageOptions: { parser: typescriptParser } }]);
`;

/** Writes the project, which leaks, into an empty folder. Its packages are the caller's. */
export async function writeCiProject(folder: string): Promise<void> {
  await cp(example, folder, { recursive: true });
  // Its own tests are for Node's runner.
  await rm(join(folder, 'test'), { recursive: true });
  await writeFile(join(folder, 'sessions.test.js'), leakyTest);
  await writeFile(join(folder, 'vitest.config.js'), "export default { test: { setupFiles: ['safely-close/vitest'] } };\n");
  await writeFile(join(folder, 'eslint.config.js'), eslintConfig);
}

/** Closes what its test leaves open; the rest is the codemod's, and is set aside where it is left for a person. */
export const mendTest = (folder: string): Promise<void> => writeFile(join(folder, 'sessions.test.js'), tidyTest);

export const migration = 'npx safely-close-codemod . --yes && npx eslint . --suppress-all';
