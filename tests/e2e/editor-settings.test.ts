// The settings that docs/guides/editors.md gives for editors which cannot be started without a window, as those hand them to
// ESLint's language server: what the editor sends by itself, with what the page says laid over it. Neovim and Helix are started
// themselves, where they are installed: editor-neovim.test.ts, editor-helix.test.ts.
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { migrateSource } from 'safely-close-codemod';
import { parse as parseToml } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fencesUnder } from '../rules/docs-samples.ts';
import { Editor, defaultSettings } from './editor-client.ts';
import type { Settings } from './editor-client.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = join(root, 'docs', 'guides', 'editors.md');

const leaking = `import { Client } from 'undici';

export async function status(origin) {
  const client = new Client(origin);
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  return statusCode;
}
`;
const config = "import safelyClose from 'eslint-plugin-safely-close';\nexport default [safelyClose.configs.recommended];\n";

/** The code of the one fence in a language under a heading of the page. */
function settingsUnder(heading: string, language: string): string {
  const [fence, ...others] = fencesUnder(page, heading).filter((each) => each.language === language);
  if (fence === undefined || others.length > 0) throw new Error(`Under "${heading}" there should be one ${language} fence.`);
  return fence.code;
}

interface VsCodeSettings {
  readonly 'eslint.validate': readonly string[];
  readonly 'eslint.workingDirectories': readonly { readonly mode: string }[];
}

/** The extension looks at a language where it is listed, and tells the server the one working directory that holds for the file. */
function byVsCode(folder: string): Settings {
  const settings = JSON.parse(settingsUnder('VS Code, and what is built on it', 'json')) as VsCodeSettings;
  expect(settings['eslint.validate']).toContain('javascript');
  return { ...defaultSettings(folder), workingDirectory: settings['eslint.workingDirectories'].at(-1) };
}

/** What Zed sends by itself: until its server was 3.0, with ESLint's former name for a flat config where the folder has one. */
const zedAlone = (folder: string): Settings => ({
  validate: 'on',
  rulesCustomizations: [],
  run: 'onType',
  nodePath: null,
  workingDirectory: { mode: 'auto' },
  workspaceFolder: { uri: pathToFileURL(folder).href, name: basename(folder) },
  problems: {},
  codeActionOnSave: { enable: true },
  codeAction: { disableRuleComment: { enable: true, location: 'separateLine' }, showDocumentation: { enable: true } },
  experimental: { useFlatConfig: true },
});

function byZed(folder: string): Settings {
  const { lsp } = JSON.parse(settingsUnder('Zed', 'json')) as { readonly lsp: { readonly eslint: { readonly settings: Settings } } };
  return { ...zedAlone(folder), ...lsp.eslint.settings };
}

/** Helix sends what the page says, and nothing of its own. */
function byHelix(): Settings {
  const languages = parseToml(settingsUnder('Helix', 'toml')) as { readonly 'language-server': { readonly eslint: { readonly config: Settings } } };
  return languages['language-server'].eslint.config;
}

/** Where the config is: beside everything, or in each package of a monorepo. */
const layouts = { 'a project': { 'eslint.config.js': config }, 'a monorepo': { 'packages/one/eslint.config.js': config, 'packages/two/eslint.config.js': 'export default [];\n' } } as const;

let workplace: string;

beforeAll(async () => {
  workplace = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-editor-settings-')));
  for (const [layout, configs] of Object.entries(layouts)) {
    const files = { 'package.json': '{ "type": "module", "engines": { "node": ">=24" } }', 'packages/one/status.js': leaking, 'packages/two/status.js': leaking, ...configs };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(workplace, layout, path)), { recursive: true });
      await writeFile(join(workplace, layout, path), text);
    }
    await symlink(join(root, 'node_modules'), join(workplace, layout, 'node_modules'), 'junction');
  }
});

afterAll(() => rm(workplace, { recursive: true, force: true }));

describe.each([
  ['VS Code', byVsCode],
  ['Zed', byZed],
  ['Helix', byHelix],
])('with the settings for %s', (_name, settingsIn) => {
  test.each(Object.keys(layouts) as (keyof typeof layouts)[])('%s has its squiggle, its page, and a quick fix that does what the codemod does', async (layout) => {
    const folder = join(workplace, layout);
    await using editor = await Editor.open(folder, 'eslint', settingsIn(folder));
    editor.show('packages/one/status.js', 'javascript', leaking);
    const diagnostics = await editor.diagnostics('packages/one/status.js');
    expect(diagnostics).toMatchObject([{ code: 'safely-close/require-safe-close', codeDescription: { href: expect.stringMatching(/\/docs\/rules\/require-safe-close\.md$/) as string } }]);
    const [diagnostic] = diagnostics;
    if (diagnostic === undefined) throw new Error('There is no diagnostic.');
    const actions = await editor.codeActions('packages/one/status.js', diagnostic);
    expect(actions.map(({ title }) => title)).toContain('Show documentation for safely-close/require-safe-close');
    const quickFix = actions.find(({ title }) => title.startsWith('Close "client"'));
    if (quickFix === undefined) throw new Error('There is no quick fix.');
    await editor.choose(quickFix);
    expect(editor.textOf('packages/one/status.js')).toBe(migrateSource('status.js', leaking, { closeStyle: 'await-using' }).text);
    expect(await editor.diagnostics('packages/one/status.js')).toEqual([]);
    editor.show('packages/two/status.js', 'javascript', leaking);
    expect(await editor.diagnostics('packages/two/status.js')).toHaveLength(layout === 'a monorepo' ? 0 : 1);
  });
});

test('a Zed that still asks for the former name is silent without its settings', async () => {
  const folder = join(workplace, 'a project');
  await using editor = await Editor.open(folder, 'eslint', zedAlone(folder));
  editor.show('packages/one/status.js', 'javascript', leaking);
  expect(await editor.diagnostics('packages/one/status.js')).toEqual([]);
});
