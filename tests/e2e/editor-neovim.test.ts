// Neovim itself, without a window, with the settings that docs/guides/editors.md gives for the version that is installed.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrateSource } from 'safely-close-codemod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fencesOf } from '../rules/docs-samples.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The minor version of Neovim 0.x; `undefined` where there is none, or not one that the page has settings for. */
function minorVersion(): number | undefined {
  const minor = Number(/^NVIM v0\.(\d+)/.exec(spawnSync('nvim', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1]);
  return minor >= 11 || (minor >= 7 && minor <= 9) ? minor : undefined;
}

const minor = minorVersion();
const why = minor === undefined ? ' (skipped: there is no Neovim that the page has settings for; "apt-get install neovim")' : '';

const leaking = `import { Client } from 'undici';

export async function status(origin) {
  const client = new Client(origin);
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  return statusCode;
}
`;

describe.skipIf(minor === undefined)(`Neovim with the settings of the guide${why}`, () => {
  let project: string;
  beforeAll(async () => {
    project = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-neovim-')));
    await symlink(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
    await mkdir(join(project, 'src'));
    const [common = '', sinceEleven = '', before = ''] = fencesOf(join(root, 'docs/guides/editors.md')).filter(({ language }) => language === 'lua').map(({ code }) => code);
    const files = {
      'package.json': '{ "type": "module", "engines": { "node": ">=24" } }',
      'eslint.config.js': "import safelyClose from 'eslint-plugin-safely-close';\nexport default [safelyClose.configs.recommended];\n",
      'src/status.js': leaking,
      'init.lua': `${common}\n${Number(minor) >= 11 ? sinceEleven : before}`,
    };
    for (const [path, text] of Object.entries(files)) await writeFile(join(project, path), text);
  });
  afterAll(() => rm(project, { recursive: true, force: true }));

  test('shows the squiggle with its page, takes the suggestion, and is silent afterwards', { timeout: 240_000 }, () => {
    const { stdout, stderr } = spawnSync('nvim', ['--headless', '-i', 'NONE', '-n', '-u', 'init.lua', '-c', `luafile ${join(root, 'tests/e2e/neovim/drive.lua')}`, 'src/status.js'], {
      cwd: project,
      encoding: 'utf8',
      timeout: 200_000,
      env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`, HOME: project, XDG_CONFIG_HOME: project, XDG_DATA_HOME: project, XDG_STATE_HOME: project, XDG_CACHE_HOME: project },
    });
    const said = stdout.trim().split('\n').filter((line) => line.startsWith('{')).map((line): unknown => JSON.parse(line));
    expect(said, stderr).toEqual([
      { squiggles: [{ line: 4, code: 'safely-close/require-safe-close', message: '"client" is never closed. Declare it with "await using client = closing(…)".', page: expect.stringMatching(/\/docs\/rules\/require-safe-close\.md$/) as unknown }] },
      { taken: 'Close "client" on every path. (safely-close/require-safe-close)' },
      { left: 0, text: migrateSource('src/status.js', leaking, { closeStyle: 'await-using' }).text },
    ]);
  });
});
