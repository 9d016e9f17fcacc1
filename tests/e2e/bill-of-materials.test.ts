// "npm run sbom", as whoever has to account for what is installed runs it.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Bill {
  readonly bomFormat: string;
  readonly components: readonly { readonly 'bom-ref': string; readonly name: string; readonly version: string; readonly licenses: readonly unknown[]; readonly hashes?: readonly { readonly content: string }[] }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

function billOf(...folders: readonly string[]): Bill {
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'sbom.mjs'), ...folders], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Bill;
}

const namesIn = ({ components }: Bill): readonly string[] => components.map(({ name }) => name).sort();
const dependenciesOf = (folder: string): readonly string[] => Object.keys((JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { dependencies?: object }).dependencies ?? {});

describe('the bill of materials', () => {
  const bill = billOf();

  test('has the three packages and all that their manifests ask for, also where the workspace itself is developed with it', () => {
    expect(namesIn(bill)).toEqual(expect.arrayContaining(['safely-close', 'eslint-plugin-safely-close', 'safely-close-codemod', ...['runtime', 'rules', 'codemods'].flatMap(dependenciesOf)]));
  });

  test('has nothing that only the development needs', () => {
    for (const name of ['vitest', 'node', 'undici', 'node-libcurl', 'knip', 'vitepress']) expect(namesIn(bill)).not.toContain(name);
  });

  test('names each once, with its licence, and leads from each to what is in it', () => {
    const references = bill.components.map((component) => component['bom-ref']);
    expect(new Set(references).size).toBe(references.length);
    expect(bill.components.filter(({ licenses, version }) => licenses.length === 0 || version === '')).toEqual([]);
    const known = new Set(references);
    expect(bill.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((reference) => !known.has(reference))).toEqual([]);
    expect(bill.dependencies.slice(1).map(({ ref }) => ref)).toEqual(references);
  });

  test('has the SHA-512 of what the registry hands out', () => {
    const hashes = bill.components.flatMap(({ hashes = [] }) => hashes);
    expect(hashes.length).toBeGreaterThan(100);
    for (const { content } of hashes) expect(content).toMatch(/^[\da-f]{128}$/);
  });

  test('is made for one package as well', () => {
    expect(namesIn(billOf('runtime'))).toEqual(['safely-close']);
    expect(() => billOf('nothing')).toThrow('There is no package "nothing".');
  });
});
