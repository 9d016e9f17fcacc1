/**
 * Which files can hold a session at all: told from the text alone, before anything is looked at.
 */
import type { AnalysisSettings } from './settings.ts';

const patterns = new WeakMap<AnalysisSettings, RegExp>();

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');

function patternOf(settings: AnalysisSettings): RegExp {
  let pattern = patterns.get(settings);
  if (pattern === undefined) {
    const modules = settings.libraries.flatMap((library) => library.modules).filter((module) => module !== 'globalThis');
    const globals = settings.libraries
      .filter((library) => library.modules.includes('globalThis'))
      .flatMap((library) => library.clients.flatMap((client) => client.acquiredBy.flatMap((acquisition) => (acquisition.by === 'method' ? [] : [acquisition.export]))));
    const names = [...settings.factories, ...settings.closers].map((entry) => entry.name);
    const parts = [`['"\`](?:node:)?(?:${modules.map(escaped).join('|')})(?:/[^'"\`]*)?['"\`]`];
    if (globals.length > 0) parts.push(`\\bnew\\s+(?:globalThis\\.)?(?:${globals.map(escaped).join('|')})\\b`);
    if (names.length > 0) parts.push(`\\b(?:${names.map(escaped).join('|')})\\b`);
    pattern = new RegExp(parts.join('|'), 'u');
    patterns.set(settings, pattern);
  }
  return pattern;
}

/** Whether a file's own text names a catalogued module, global, factory or closer. */
export function namesAClient(text: string, settings: AnalysisSettings): boolean {
  return patternOf(settings).test(text);
}
