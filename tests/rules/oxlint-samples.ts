/** Every sample of the rules' own tests as a file, so that two linters can be asked about the same code. */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@typescript-eslint/parser';

const testFolder = fileURLToPath(new URL('.', import.meta.url));

interface TreeNode {
  readonly type: string;
  readonly expressions?: readonly unknown[];
  readonly quasis?: readonly { readonly value: { readonly cooked: string } }[];
}

const isNode = (value: unknown): value is TreeNode => typeof value === 'object' && value !== null && 'type' in value;

/** The texts of all template literals without substitutions, wherever they stand in a tree. */
function* templates(value: unknown): Iterable<string> {
  if (Array.isArray(value)) {
    for (const element of value) yield* templates(element);
    return;
  }
  if (!isNode(value)) return;
  const [quasi] = value.quasis ?? [];
  if (value.type === 'TemplateLiteral' && value.expressions?.length === 0 && quasi) yield quasi.value.cooked;
  for (const child of Object.values(value)) yield* templates(child);
}

/** The ending under which both linters read a text as the same kind of module; `undefined` for a mere piece of code. */
function endingOf(text: string): string | undefined {
  if (/^(?:import|export)\b/m.test(text)) return '.ts';
  return /\brequire\(/.test(text) ? '.cjs' : undefined;
}

/**
 * Writes each sample to a file of its own in `folder`.
 *
 * @returns The files' names, in the order of the tests.
 */
export function writeSamples(folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const names: string[] = [];
  for (const path of globSync('**/*.test.ts', { cwd: testFolder }).sort()) {
    for (const text of templates(parse(readFileSync(join(testFolder, path), 'utf8')))) {
      const ending = text.includes('\n') ? endingOf(text) : undefined;
      if (ending === undefined) continue;
      const name = `${String(names.length).padStart(4, '0')}-${path.replace(/\.test\.ts$/, '').replaceAll(/[\\/]/g, '.')}${ending}`;
      writeFileSync(join(folder, name), text.replace(/^\n/, ''));
      names.push(name);
    }
  }
  return names;
}
