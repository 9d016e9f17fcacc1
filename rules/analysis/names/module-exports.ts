/**
 * What a file exports, in both module systems: for each name the node that is exported, or the module it comes from.
 */
import type { Node, Program, TSESTree } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';

export type Exported =
  | { readonly kind: 'node'; readonly node: Node }
  /** `export { x as y } from 'other'`; an empty name is the whole module. */
  | { readonly kind: 'from'; readonly module: string; readonly name: string };

export interface ModuleExports {
  readonly named: ReadonlyMap<string, Exported>;
  /** `export * from 'other'`. */
  readonly stars: readonly string[];
}

const known = new WeakMap<Program, ModuleExports>();

/** The exports of a program; `default` stands for `module.exports = …` as well. */
export function exportsOf(program: Program): ModuleExports {
  let found = known.get(program);
  if (found === undefined) {
    found = collect(program);
    known.set(program, found);
  }
  return found;
}

const nameOf = (node: TSESTree.Identifier | TSESTree.StringLiteral): string => (node.type === 'Identifier' ? node.name : node.value);

function collect(program: Program): ModuleExports {
  const named = new Map<string, Exported>();
  const stars: string[] = [];
  const put = (name: string, node: Node): void => {
    named.set(name, { kind: 'node', node });
  };
  for (const statement of program.body) {
    switch (statement.type) {
      case 'ExportNamedDeclaration':
        if (statement.declaration) collectDeclared(statement.declaration, put);
        for (const specifier of statement.specifiers) {
          const name = nameOf(specifier.exported);
          if (statement.source) named.set(name, { kind: 'from', module: statement.source.value, name: nameOf(specifier.local) });
          else put(name, specifier.local);
        }
        break;
      case 'ExportDefaultDeclaration':
        put('default', statement.declaration);
        break;
      case 'ExportAllDeclaration':
        if (statement.exported) named.set(nameOf(statement.exported), { kind: 'from', module: statement.source.value, name: '' });
        else stars.push(statement.source.value);
        break;
      case 'TSExportAssignment':
        put('default', statement.expression);
        break;
      case 'ExpressionStatement':
        collectAssigned(statement.expression, put);
        break;
      default:
    }
  }
  return { named, stars };
}

function collectDeclared(declaration: Node, put: (name: string, node: Node) => void): void {
  if ((declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration' || declaration.type === 'TSDeclareFunction') && declaration.id) put(declaration.id.name, declaration.id);
  if (declaration.type !== 'VariableDeclaration') return;
  for (const declarator of declaration.declarations) if (declarator.id.type === 'Identifier') put(declarator.id.name, declarator.id);
}

/** `module.exports = …`, `module.exports.open = …`, `exports.open = …`. */
function collectAssigned(expression: Node, put: (name: string, node: Node) => void): void {
  if (expression.type !== 'AssignmentExpression' || !isMember(expression.left)) return;
  const { left, right } = expression;
  const name = propertyName(left);
  const isModuleExports = (node: Node): boolean => isMember(node, 'exports') && node.object.type === 'Identifier' && node.object.name === 'module';
  if (isModuleExports(left)) {
    put('default', right);
    const literal = withoutCasts(right);
    if (literal.type !== 'ObjectExpression') return;
    for (const property of literal.properties) {
      const key = property.type === 'Property' ? propertyName(property) : undefined;
      if (property.type === 'Property' && key !== undefined) put(key, property.value);
    }
    return;
  }
  const isExports = (left.object.type === 'Identifier' && left.object.name === 'exports') || isModuleExports(left.object);
  if (isExports && name !== undefined) put(name, right);
}
