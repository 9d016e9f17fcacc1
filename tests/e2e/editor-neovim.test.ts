// Neovim itself, without a window, with the settings that docs/guides/editors.md gives for the version that is installed.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import safelyClose from 'eslint-plugin-safely-close';
import { migrateSource } from 'safely-close-codemod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fencesUnder } from '../rules/docs-samples.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The minor version of Neovim 0.x; `undefined` where there is none, or one older than the page has settings for. */
function minorVersion(): number | undefined {
  const minor = Number(/^NVIM v0\.(\d+)/.exec(spawnSync('nvim', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1]);
  return minor >= 7 ? minor : undefined;
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

const luaUnder = (heading: string): readonly string[] => fencesUnder(join(root, 'docs/guides/editors.md'), heading).filter(({ language }) => language === 'lua').map(({ code }) => code);

describe.skipIf(minor === undefined)(`Neovim with the settings of the guide${why}`, () => {
  let project: string;
  beforeAll(async () => {
    project = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-neovim-')));
    await symlink(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
    await mkdir(join(project, 'src'));
    const [common = '', sinceEleven = '', ten = '', before = ''] = luaUnder('Neovim');
    const files = {
      'package.json': '{ "type": "module", "engines": { "node": ">=24" } }',
      'eslint.config.js': "import safelyClose from 'eslint-plugin-safely-close';\nexport default [safelyClose.configs.recommended];\n",
      '.oxlintrc.json': JSON.stringify({ jsPlugins: ['eslint-plugin-safely-close'], categories: { correctness: 'off' }, rules: safelyClose.configs.recommended.rules }),
      'src/status.js': leaking,
      'eslint.lua': `${common}\n${Number(minor) >= 11 ? sinceEleven : minor === 10 ? ten : before}`,
      'oxlint.lua': luaUnder("oxlint's language server").join('\n'),
    };
    for (const [path, text] of Object.entries(files)) await writeFile(join(project, path), text);
  });
  afterAll(() => rm(project, { recursive: true, force: true }));

  /** What Neovim says while the driver looks at the file, with the settings of one of the files. */
  function driven(settings: string): { readonly said: readonly unknown[]; readonly errors: string } {
    const { stdout, stderr } = spawnSync('nvim', ['--headless', '-i', 'NONE', '-n', '-u', settings, '-c', `luafile ${join(root, 'tests/e2e/neovim/drive.lua')}`, 'src/status.js'], {
      cwd: project,
      encoding: 'utf8',
      timeout: 200_000,
      env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`, HOME: project, XDG_CONFIG_HOME: project, XDG_DATA_HOME: project, XDG_STATE_HOME: project, XDG_CACHE_HOME: project },
    });
    return { said: stdout.trim().split('\n').filter((line) => line.startsWith('{')).map((line): unknown => JSON.parse(line)), errors: stderr };
  }

  const message = '"client" is never closed. Declare it with "await using client = closing(…)".';
  const migrated = { left: 0, text: migrateSource('src/status.js', leaking, { closeStyle: 'await-using' }).text };

  test("ESLint's server: shows the squiggle with its page, takes the suggestion, and is silent afterwards", { timeout: 240_000 }, () => {
    const { said, errors } = driven('eslint.lua');
    expect(said, errors).toEqual([
      { squiggles: [{ line: 4, code: 'safely-close/require-safe-close', message, page: expect.stringMatching(/\/docs\/rules\/require-safe-close\.md$/) as unknown }] },
      { taken: 'Close "client" on every path. (safely-close/require-safe-close)' },
      migrated,
    ]);
  });

  const tooOld = Number(minor) < 11;
  test.skipIf(tooOld)(`oxlint's server: shows the squiggle, takes the suggestion, and is silent afterwards${tooOld ? ' (skipped: the settings are for Neovim 0.11 and later)' : ''}`, { timeout: 240_000 }, () => {
    const { said, errors } = driven('oxlint.lua');
    expect(said, errors).toEqual([{ squiggles: [{ line: 4, code: 'safely-close(require-safe-close)', message }] }, { taken: expect.stringMatching(/^Close "client"/) as unknown }, migrated]);
  });
});
