/** `paths` of a tsconfig: the files that a specifier names which is neither relative nor a package. */
import { dirname, relative, resolve } from 'node:path';

/** A compiler's `paths`, with the folder from which their targets count. */
export interface PathMapping {
  readonly base: string;
  readonly paths: Readonly<Record<string, readonly string[]>>;
}

/**
 * The relative specifiers that say the same as a mapped one, in the order in which TypeScript tries them; none where no pattern fits.
 *
 * @example
 * mappedSpecifiers('@lib/open', '/project/app/main.ts', { base: '/project', paths: { '@lib/*': ['lib/*.ts'] } }); // ['../lib/open.ts']
 */
export function mappedSpecifiers(specifier: string, from: string, { base, paths }: PathMapping): readonly string[] {
  const pattern = patternOf(specifier, Object.keys(paths));
  if (pattern === undefined) return [];
  const [before = '', after] = pattern.split('*');
  const part = after === undefined ? '' : specifier.slice(before.length, specifier.length - after.length);
  return (paths[pattern] ?? []).map((target) => {
    const path = relative(dirname(from), resolve(base, target.replace('*', part))).replaceAll('\\', '/');
    return path.startsWith('.') ? path : `./${path}`;
  });
}

/** The pattern for a specifier: the one that is it, else that with the longest beginning. */
function patternOf(specifier: string, patterns: readonly string[]): string | undefined {
  if (patterns.includes(specifier)) return specifier;
  let best: string | undefined;
  for (const pattern of patterns) {
    const [before, after] = pattern.split('*');
    if (before === undefined || after === undefined || specifier.length < before.length + after.length) continue;
    if (!specifier.startsWith(before) || !specifier.endsWith(after)) continue;
    if (best === undefined || before.length > best.indexOf('*')) best = pattern;
  }
  return best;
}
