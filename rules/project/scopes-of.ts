/** The scopes of a tree whose parser gives none, as espree does. */
import { analyze } from 'eslint-scope';
import type { Program, ScopeManager } from '../analysis/syntax/syntax.ts';
import type { VisitorKeys } from '../analysis/syntax/walk.ts';

/**
 * @param keys - The child keys of all node types.
 * @param own - What a parser says of its own node types. Given to the scope analysis, it is copied for every pattern in a
 * file, which takes longer than all else; ESTree's types are known to it anyway, and JSX is looked up in `keys`.
 */
export function scopesOf(program: Program, sourceType: 'module' | 'commonjs', keys: VisitorKeys, own?: VisitorKeys): ScopeManager {
  const childKeys = own === undefined ? { fallback: ({ type }: { readonly type: string }) => keys[type] ?? [] } : { childVisitorKeys: own };
  return analyze(program as never, { ecmaVersion: 2024, sourceType, ignoreEval: true, ...childKeys }) as ScopeManager;
}
