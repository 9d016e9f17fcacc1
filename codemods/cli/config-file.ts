/** Options from a file: `safely-close.config.json`, or the one that `--config` names. The command line wins. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readEditor, readOnly, readStyle } from './arguments.ts';
import type { CliOptions } from './arguments.ts';
import { UsageError } from './usage-error.ts';

export interface ConfigFile {
  readonly style?: CliOptions['style'];
  readonly only?: CliOptions['only'];
  readonly format?: string;
  readonly editorTemplate?: string | undefined;
  /** The same settings as ESLint's `settings['safely-close']`. */
  readonly settings?: unknown;
}

const defaultNames = ['safely-close.config.json', 'safely-close.config.mjs', 'safely-close.config.js'];
const known = ['style', 'only', 'format', 'editor', 'settings'];

/** @throws {UsageError} Where the file is not there, does not parse, or says something unknown. */
export async function readConfigFile(named: string | undefined, cwd: string): Promise<ConfigFile> {
  const path = named === undefined ? defaultNames.map((name) => join(cwd, name)).find((candidate) => existsSync(candidate)) : resolve(cwd, named);
  if (path === undefined) return {};
  if (!existsSync(path)) throw new UsageError(`There is no configuration file at "${path}". Check --config.`);
  const value = await load(path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UsageError(`"${path}" must hold an object with ${known.join(', ')}.`);
  const entry = value as Record<string, unknown>;
  for (const key of Object.keys(entry)) if (!known.includes(key)) throw new UsageError(`"${key}" in "${path}" is not known; it may hold ${known.join(', ')}.`);
  return {
    ...(entry['style'] === undefined ? {} : { style: readStyle(entry['style']) }),
    ...(entry['only'] === undefined ? {} : { only: readOnly(entry['only']) }),
    ...(typeof entry['format'] === 'string' ? { format: entry['format'] } : {}),
    ...(entry['editor'] === undefined ? {} : { editorTemplate: readEditor(entry['editor']) }),
    ...(entry['settings'] === undefined ? {} : { settings: entry['settings'] }),
  };
}

async function load(path: string): Promise<unknown> {
  try {
    if (path.endsWith('.json')) return JSON.parse(readFileSync(path, 'utf8')) as unknown;
    const module = (await import(pathToFileURL(path).href)) as { default?: unknown };
    return module.default;
  } catch (error) {
    throw new UsageError(`"${path}" cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
