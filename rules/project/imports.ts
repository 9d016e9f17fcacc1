/** What a text relatively imports, and whether sessions can come from there: told from texts alone, before any parse. */
import type { AnalysisSettings } from '../analysis/settings.ts';
import { isSource } from './source-files.ts';
import type { Located, SourceFiles } from './source-files.ts';

const relativeImport = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"](\.{1,2}(?:\/[^'"\n]*)?)['"]/gu;

/** The relative specifiers in a text. */
export function relativeImportsOf(text: string): string[] {
  if (!/['"]\.{1,2}['"/]/u.test(text)) return [];
  return [...text.matchAll(relativeImport)].map(([, specifier = '']) => specifier);
}

/** Whether a text itself may hold a session. */
export type NamesSession = (text: string, settings: AnalysisSettings) => boolean;

const candidates = new WeakMap<AnalysisSettings, Map<string, { readonly version: Located['version']; readonly value: boolean }>>();

/** Whether a text relatively imports a module that names a client, itself or through others. */
export function importsCandidate(text: string, path: string, settings: AnalysisSettings, files: SourceFiles, namesSession: NamesSession, seen = new Set<string>()): boolean {
  for (const specifier of relativeImportsOf(text)) {
    const file = files.find(specifier, path);
    if (!file || seen.has(file.path) || !isSource(file.path)) continue;
    seen.add(file.path);
    if (isCandidate(file, settings, files, namesSession, seen)) return true;
  }
  return false;
}

function isCandidate(file: Located, settings: AnalysisSettings, files: SourceFiles, namesSession: NamesSession, seen: Set<string>): boolean {
  let known = candidates.get(settings);
  if (known === undefined) {
    known = new Map();
    candidates.set(settings, known);
  }
  const before = known.get(file.path);
  if (before?.version === file.version) return before.value;
  const text = files.textOf(file);
  const isFirst = seen.size <= 1;
  const value = namesSession(text, settings) || importsCandidate(text, file.path, settings, files, namesSession, seen);
  // Inside a circle of imports a "no" only means "not by this way"; it is remembered where nothing was left out.
  if (value || isFirst) known.set(file.path, { version: file.version, value });
  return value;
}
