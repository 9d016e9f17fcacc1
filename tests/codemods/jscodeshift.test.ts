/** The same transform under jscodeshift's own command. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { command, createProject } from './support/project.ts';
import type { Project } from './support/project.ts';

const jscodeshift = createRequire(command).resolve('jscodeshift/bin/jscodeshift.js');
const transform = join(dirname(dirname(dirname(command))), 'transforms', 'safe-close.js');

const leaking = `import { Client } from 'undici';

export async function status(origin) {
\tconst client = new Client(origin);
\tconst { statusCode } = await client.request({ method: 'HEAD', path: \`
\t/\` });
\treturn statusCode;
}
`.replaceAll('\n', '\r\n');
const review = `import { Client } from 'undici';\nexport const open = () => {\n  const client = new Client('http://127.0.0.1');\n  client.request({});\n};\n`;

let project: Project;
afterEach(() => project.remove());

// By default jscodeshift sends everything that a transform loads through Babel, TypeScript's compiler included: that takes a while.
test.each([['with Babel', []], ['without Babel', ['--no-babel']]])('jscodeshift -t …/transforms/safe-close.js, %s', { timeout: 300_000 }, async (_name, flags) => {
  project = createProject({ 'package.json': '{ "type": "module", "engines": { "node": ">=24" } }', 'src/a.js': leaking, 'src/b.js': 'export {};\n', 'src/c.js': review });
  const { exitCode, stdout } = await project.run(process.execPath, jscodeshift, '-t', transform, ...flags, 'src');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('1 ok');
  expect(stdout).toContain('line 3, client: ');
  expect(project.read('src/a.js')).toBe(
    leaking
      .replace("from 'undici';", "from 'undici';\r\nimport { closing } from 'safely-close';")
      .replace('const client = new Client(origin)', 'await using client = closing(new Client(origin))'),
  );
  expect(project.read('src/c.js')).toBe(review);
});

test('options go through: --style, --only', async () => {
  project = createProject({ 'package.json': '{ "type": "module" }', 'a.js': leaking, 'b.js': leaking });
  await project.run(process.execPath, jscodeshift, '--no-babel', '-t', transform, '--style=try-finally', 'a.js');
  expect(project.read('a.js')).toContain('await safelyCloseClient(client);');
  await project.run(process.execPath, jscodeshift, '--no-babel', '-t', transform, '--only=try-finally', 'b.js');
  expect(project.read('b.js')).toBe(leaking);
});

test('a file that does not parse counts as failed', async () => {
  project = createProject({ 'a.js': `import { Client } from 'undici';\nconst = 1;\n` });
  const { stdout } = await project.run(process.execPath, jscodeshift, '--no-babel', '-t', transform, 'a.js');
  expect(stdout).toContain('1 errors');
  expect(stdout).toContain('The file does not parse');
});
