/** Reads what a project says of where its code runs. The files come through a reader that the caller hands over. */
import type { ProjectFacts } from './resolve-close-style.ts';

/** Gives a file's text, or `undefined` where there is none. Paths are absolute, with `/`. */
export type ReadText = (path: string) => string | undefined;

type Json = Record<string, unknown>;

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

/** The folders from the file's own up to the root, nearest first. */
function foldersAbove(filePath: string): string[] {
  const folders: string[] = [];
  for (let folder = folderOf(filePath); ; folder = folderOf(folder)) {
    folders.push(folder);
    if (folder === '' || !folder.includes('/')) return folders;
  }
}

/**
 * @param filePath - The absolute path of the source file, with `/` between folders.
 * @param runningNode - The major version of the Node that runs the tool.
 */
export function projectFactsOf(filePath: string, read: ReadText, runningNode?: number): ProjectFacts {
  const folders = foldersAbove(filePath);
  const manifest = nearest(folders, 'package.json', read);
  const packageJson = manifest?.json ?? {};
  const engines = isRecord(packageJson['engines']) ? packageJson['engines']['node'] : undefined;
  const typescript = typescriptOf(folders, packageJson, read);
  const babel = babelOf(folders, packageJson, read);
  const nodeFile = folders.map((folder) => read(`${folder}/.nvmrc`) ?? read(`${folder}/.node-version`)).find((text) => text !== undefined && /^v?\d/.test(text.trim()));
  const node = typeof engines === 'string' ? engines : nodeFile?.trim();
  return {
    ...(node === undefined ? {} : { enginesNode: node }),
    ...(typescript === undefined ? {} : { typescript }),
    ...(babel === undefined ? {} : { babel }),
    ...(runningNode === undefined ? {} : { runningNode }),
  };
}

/**
 * `'esm'` or `'commonjs'` by the file's ending, the nearest `tsconfig.json` (a `module` that cannot await at the top level counts as
 * CommonJS) and the nearest `package.json`; Node takes a package without `type` for CommonJS.
 */
export function packageModuleSystem(filePath: string, read: ReadText): 'esm' | 'commonjs' | undefined {
  if (/\.m[jt]s$/.test(filePath)) return 'esm';
  if (/\.c[jt]s$/.test(filePath)) return 'commonjs';
  const folders = foldersAbove(filePath);
  const manifest = nearest(folders, 'package.json', read);
  if (/\.tsx?$/.test(filePath)) {
    const config = nearest(folders, 'tsconfig.json', read);
    const module = config && compilerOptionsOf(config, read, 0)['module'];
    if (typeof module === 'string' && !/^(?:node|preserve)/i.test(module)) return /^(?:es2022|esnext|system)$/i.test(module) ? 'esm' : 'commonjs';
  }
  if (manifest === undefined) return undefined;
  return manifest.json['type'] === 'module' ? 'esm' : 'commonjs';
}

function nearest(folders: readonly string[], name: string, read: ReadText): { readonly folder: string; readonly json: Json } | undefined {
  for (const folder of folders) {
    const json = readJson(`${folder}/${name}`, read);
    if (json !== undefined) return { folder, json };
  }
  return undefined;
}

function readJson(path: string, read: ReadText): Json | undefined {
  const text = read(path);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(withoutComments(text));
    return isRecord(value) ? value : undefined;
  } catch {
    // A configuration that its own tool would refuse says nothing that could be relied on.
    return undefined;
  }
}

/** Comments and trailing commas, which `tsconfig.json` may have. Strings are left alone. */
export function withoutComments(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g, (_whole, string: string | undefined) => string ?? '')
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_whole, string: string | undefined) => string ?? '');
}

function dependencyRange(packageJson: Json, name: string): string | undefined {
  for (const kind of ['devDependencies', 'dependencies', 'peerDependencies']) {
    const range = isRecord(packageJson[kind]) ? packageJson[kind][name] : undefined;
    if (typeof range === 'string') return range;
  }
  return undefined;
}

function typescriptOf(folders: readonly string[], packageJson: Json, read: ReadText): ProjectFacts['typescript'] {
  const config = nearest(folders, 'tsconfig.json', read);
  if (config === undefined) return undefined;
  const options = compilerOptionsOf(config, read, 0);
  const installed = folders.map((folder) => readJson(`${folder}/node_modules/typescript/package.json`, read)?.['version']).find((version) => typeof version === 'string');
  const version = installed ?? dependencyRange(packageJson, 'typescript');
  const target = options['target'];
  return {
    noEmit: options['noEmit'] === true || options['emitDeclarationOnly'] === true,
    ...(typeof target === 'string' ? { target: target.toLowerCase() } : {}),
    ...(version === undefined ? {} : { version }),
  };
}

/** The options of a `tsconfig.json` with those that it extends beneath them. */
function compilerOptionsOf({ folder, json }: { readonly folder: string; readonly json: Json }, read: ReadText, depth: number): Json {
  const own = isRecord(json['compilerOptions']) ? json['compilerOptions'] : {};
  const bases = typeof json['extends'] === 'string' ? [json['extends']] : Array.isArray(json['extends']) ? json['extends'].filter((base) => typeof base === 'string') : [];
  let inherited: Json = {};
  for (const base of depth > 8 ? [] : bases) {
    const path = base.startsWith('.') ? resolvePath(folder, base) : base.startsWith('/') ? base : undefined;
    const candidates = path !== undefined ? [path, `${path}.json`] : foldersAbove(`${folder}/x`).flatMap((above) => configsOfPackage(`${above}/node_modules/${base}`, read));
    const found = candidates.map((candidate) => ({ folder: folderOf(candidate), json: readJson(candidate, read) })).find((candidate) => candidate.json !== undefined);
    if (found?.json !== undefined) inherited = { ...inherited, ...compilerOptionsOf({ folder: found.folder, json: found.json }, read, depth + 1) };
  }
  return { ...inherited, ...own };
}

/** Where a bare `extends` leads: to a file of a package, or to the package, which may name its file itself. */
function configsOfPackage(path: string, read: ReadText): string[] {
  const named = readJson(`${path}/package.json`, read)?.['tsconfig'];
  return [path, `${path}.json`, ...(typeof named === 'string' ? [resolvePath(path, named)] : []), `${path}/tsconfig.json`];
}

function resolvePath(folder: string, relative: string): string {
  const parts = folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

const babelFiles = ['babel.config.json', '.babelrc', '.babelrc.json', 'babel.config.js', 'babel.config.cjs', 'babel.config.mjs', '.babelrc.js', '.babelrc.cjs'];

function babelOf(folders: readonly string[], packageJson: Json, read: ReadText): ProjectFacts['babel'] {
  const texts = folders.flatMap((folder) => babelFiles.map((name) => read(`${folder}/${name}`))).filter((text) => text !== undefined);
  if (packageJson['babel'] !== undefined) texts.push(JSON.stringify(packageJson['babel']));
  if (texts.length === 0) return undefined;
  return { handlesUsing: texts.some((text) => /explicit-resource-management/.test(text)) };
}
