// Helix itself, at a terminal that util-linux's `script` gives, with the settings that docs/guides/editors.md gives for it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { safelyCloseClient } from 'safely-close';
import { migrateSource } from 'safely-close-codemod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fencesUnder } from '../rules/docs-samples.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The command of Helix, which some systems call by its whole name; `undefined` where there is none that asks servers for squiggles. */
function helixCommand(): string | undefined {
  return ['hx', 'helix'].find((command) => {
    const [, year, month] = /^helix (\d+)\.(\d+)/.exec(spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout ?? '') ?? [];
    return Number(year) * 100 + Number(month) >= 2507;
  });
}

const helix = existsSync('/usr/bin/script') ? helixCommand() : undefined;
const why = helix === undefined ? ' (skipped: there is no Helix 25.07 or later, or no "script" to give it a terminal)' : '';

const leaking = `import { Client } from 'undici';

export async function status(origin) {
  const client = new Client(origin);
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  return statusCode;
}
`;

/** What a terminal shows of a text that is written cell by cell: moves of the cursor leave out what is blank already. */
const shownBy = (written: string): string => written.replaceAll(/\x1B\[[\d;:]*m/g, '').replaceAll(/\x1B(?:\[[^@-~]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\)|.)/g, ' ').replaceAll(/\s+/g, ' ');

describe.skipIf(helix === undefined)(`Helix with the settings of the guide${why}`, () => {
  let project: string;
  beforeAll(async () => {
    project = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-helix-')));
    await symlink(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
    for (const folder of ['src', 'helix', '.git']) await mkdir(join(project, folder));
    const files = {
      'package.json': '{ "type": "module", "engines": { "node": ">=24" } }',
      'eslint.config.js': "import safelyClose from 'eslint-plugin-safely-close';\nexport default [safelyClose.configs.recommended];\n",
      'src/status.js': leaking,
      'helix/languages.toml': fencesUnder(join(root, 'docs/guides/editors.md'), 'Helix').filter(({ language }) => language === 'toml').map(({ code }) => code).join('\n'),
    };
    for (const [path, text] of Object.entries(files)) await writeFile(join(project, path), text);
  });
  afterAll(() => rm(project, { recursive: true, force: true }));

  test('shows the squiggle, takes the suggestion, and writes what the codemod writes', { timeout: 240_000 }, async () => {
    const terminal = spawn('script', ['--quiet', '--return', '--command', `stty rows 40 cols 160 && exec ${String(helix)} src/status.js`, '/dev/null'], {
      cwd: project,
      env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`, TERM: 'xterm-256color', LANG: 'C.UTF-8', HOME: project, XDG_CONFIG_HOME: project, XDG_CACHE_HOME: project },
    });
    let written = '';
    terminal.stdout.on('data', (chunk: Buffer) => (written += chunk.toString('utf8')));
    const isShown = (text: string): Promise<void> => expect.poll(() => shownBy(written), { timeout: 60_000 }).toContain(text);
    try {
      await isShown('"client" is never closed. Declare it with "await using client = closing(…)".');
      terminal.stdin.write(']d');
      terminal.stdin.write(' a');
      await isShown('Close "client" on every path. (safely-close/require-safe-close)');
      terminal.stdin.write('\r');
      await isShown('await using client = closing(new Client(origin));');
      terminal.stdin.write(':wq\r');
      await expect.poll(() => readFile(join(project, 'src/status.js'), 'utf8'), { timeout: 60_000 }).toBe(migrateSource('src/status.js', leaking, { closeStyle: 'await-using' }).text);
    } finally {
      await safelyCloseClient(terminal);
    }
  });
});
