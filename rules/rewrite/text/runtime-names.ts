/** What the runtime's exports are called in a file: as it imports them already, or as a new import will. */
import type { TSESTree } from '../../analysis/syntax/syntax.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import type { RuntimeName } from '../rewrite-plan.ts';

/** What an export is imported as where its own name is taken. */
const secondChoice: Record<RuntimeName, string> = {
  closing: 'closingSession',
  safelyCloseClient: 'safelyCloseSession',
  closeAll: 'closeAllSessions',
};

export interface RuntimeImport {
  /** The statement that another name can be added to, if there is one. */
  readonly extendable: TSESTree.ImportDeclaration | TSESTree.ObjectPattern | undefined;
  /** Exported names and what they are called here. */
  readonly locals: ReadonlyMap<string, string>;
  /** The name of the whole module: `import * as safe from 'safely-close'`. */
  readonly namespace: string | undefined;
}

/** What the file imports of the runtime already. */
export function runtimeImportOf(file: Pick<RewriteFile, 'ast' | 'runtimeModule'>): RuntimeImport {
  let extendable: RuntimeImport['extendable'];
  let namespace: string | undefined;
  const locals = new Map<string, string>();
  for (const statement of file.ast.body) {
    if (statement.type === 'ImportDeclaration') {
      if (statement.source.value !== file.runtimeModule || statement.importKind === 'type') continue;
      const named = statement.specifiers.filter((specifier) => specifier.type === 'ImportSpecifier');
      for (const specifier of statement.specifiers) if (specifier.type === 'ImportNamespaceSpecifier') namespace = specifier.local.name;
      for (const { imported, local, importKind } of named) {
        if (importKind !== 'type') locals.set(imported.type === 'Identifier' ? imported.name : imported.value, local.name);
      }
      if (named.length > 0) extendable ??= statement;
    } else if (statement.type === 'VariableDeclaration') {
      for (const { id, init } of statement.declarations) {
        if (init === null || !isRequireOf(init, file.runtimeModule)) continue;
        if (id.type === 'Identifier') namespace = id.name;
        if (id.type !== 'ObjectPattern') continue;
        if (!id.properties.some((property) => property.type === 'RestElement')) extendable ??= id;
        for (const property of id.properties) {
          if (property.type === 'Property' && property.key.type === 'Identifier' && property.value.type === 'Identifier') locals.set(property.key.name, property.value.name);
        }
      }
    }
  }
  return { extendable, locals, namespace };
}

export function isRequireOf(node: TSESTree.Expression, module?: string): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require') return false;
  const [argument] = node.arguments;
  return argument?.type === 'Literal' && typeof argument.value === 'string' && (module === undefined || argument.value === module);
}

/** By syntax tree: oxlint has one scope manager for all files. */
const declarationCounts = new WeakMap<RewriteFile['ast'], Map<string, number>>();

/** How often a name is declared in the file, in any scope; a use of a global of that name counts as well. */
function declarationsOf(name: string, file: RewriteFile): number {
  const counts = declarationCounts.get(file.ast) ?? new Map<string, number>();
  declarationCounts.set(file.ast, counts);
  const count = counts.get(name) ?? countDeclarations(name, file);
  counts.set(name, count);
  return count;
}

function countDeclarations(name: string, file: RewriteFile): number {
  const declared = file.scopeManager.scopes.filter((scope) => scope.set.get(name)?.defs.length).length;
  const isUsedAsGlobal = file.scopeManager.globalScope?.through.some((reference) => reference.identifier.name === name) === true;
  return declared + (isUsedAsGlobal ? 1 : 0);
}

/**
 * The expression by which code in this file reaches an export of the runtime.
 *
 * @returns `undefined` where every name that could be used is taken.
 */
export function runtimeExpression(name: RuntimeName, file: RewriteFile): string | undefined {
  const { locals, namespace } = runtimeImportOf(file);
  const local = locals.get(name);
  if (local !== undefined) return declarationsOf(local, file) === 1 ? local : undefined;
  if (namespace !== undefined) return declarationsOf(namespace, file) === 1 ? `${namespace}.${name}` : undefined;
  return [name, secondChoice[name]].find((candidate) => declarationsOf(candidate, file) === 0);
}
