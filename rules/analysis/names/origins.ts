/**
 * Where a name comes from: a module's export, a function or class of this file, a global, or nowhere we can see.
 */
import type { ClassNode, FunctionNode, Node, Reference, Scope, ScopeManager, TSESTree, Variable } from '../syntax/syntax.ts';
import type { HandedOut } from '../sessions/acquired.ts';
import type { Effect, Engine, Tracked } from '../engine.ts';
import type { Holding, Place } from '../paths/path-state.ts';
import type { FileContext } from '../file-context.ts';
import { exportsOf } from './module-exports.ts';
import { propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { isFunction } from '../syntax/walk.ts';

export type Origin =
  /** An export of a module; an empty path is the module's namespace, or what `require` gives. */
  | { readonly kind: 'module'; readonly module: string; readonly path: readonly string[] }
  | { readonly kind: 'function'; readonly node: FunctionNode }
  | { readonly kind: 'class'; readonly node: ClassNode }
  /** A function or class of another file of the project. */
  | { readonly kind: 'foreign'; readonly node: FunctionNode | ClassNode; readonly file: ForeignFile }
  /** A global that nothing in the file shadows, with the members read from it. */
  | { readonly kind: 'global'; readonly path: readonly string[] };

/** How many aliases are followed before giving up; real code needs two or three. */
const longestAliasChain = 12;

/** Another file of the project, as far as its functions and classes are asked about. */
export interface ForeignFile {
  readonly context: FileContext;
  readonly engine: Engine;
  handedOutBy(fn: FunctionNode): HandedOut | undefined;
  /** What a function does to a session of a client that it comes to as `places` say; `literals`: what the fields beside it say. */
  effectOn(fn: FunctionNode, client: Tracked['client'], places: ReadonlyMap<Place, Holding>, literals?: Tracked['literals']): Effect;
}

/**
 * How far a name is followed into other files: only into those of which the texts tell that they, or what they import, name the
 * runtime, or can make a session; or, where a session is at stake already, into every one.
 */
export type Reach = 'runtime' | 'sessions' | 'everywhere';

/** Leads an import to the file of the project that it names. Handed over by the rule or the codemod. */
export interface ModuleResolver {
  /** Whether a specifier may name a file of the project: a relative one, or one that the project's own paths map. */
  follows(specifier: string): boolean;
  /** `undefined` where the file cannot be read, or lies outside `reach`. */
  resolve(specifier: string, reach: Reach): ForeignFile | undefined;
}

export interface Origins {
  /** Where the value of `node` comes from, if that can be seen. */
  of(node: Node, reach?: Reach): Origin | undefined;
  /** The variable that an identifier reads or writes. */
  variableOf(identifier: TSESTree.Identifier | TSESTree.JSXIdentifier): Variable | undefined;
  /** The variable's only value, where it is written exactly once, as a whole. */
  onlyValueOf(variable: Variable): Node | undefined;
}

const writes = new WeakMap<Variable, readonly Reference[]>();

/** The references that give a variable its values. */
export function writesOf(variable: Variable): readonly Reference[] {
  let found = writes.get(variable);
  if (found === undefined) {
    found = variable.references.filter((reference) => reference.isWrite());
    writes.set(variable, found);
  }
  return found;
}

/** What the runtime provides under these names is not the script's own, though it may be written to. */
const provided: ReadonlySet<string> = new Set(['module', 'exports', 'require', 'global', 'globalThis', 'window', 'self', 'process', 'console']);

/** `curl = new Curl()` that nothing declares: a variable of the whole script, as sloppy code has it. */
function undeclaredVariables({ globalScope, scopes }: ScopeManager): Variable[] {
  if (globalScope === null) return [];
  const byName = new Map<string, Reference[]>();
  for (const reference of scopes.flatMap((scope) => scope.references)) {
    const { name } = reference.identifier;
    if (reference.resolved || typeof name !== 'string' || provided.has(name)) continue;
    byName.set(name, [...(byName.get(name) ?? []), reference]);
  }
  return [...byName].filter(([, references]) => references.some((reference) => reference.isWrite())).map(([name, references]) => {
    const variable: Pick<Variable, 'name' | 'defs' | 'identifiers' | 'references' | 'scope'> = { name, defs: [], identifiers: [], references, scope: globalScope };
    return variable as Variable;
  });
}

export function createOrigins(scopeManager: ScopeManager, modules?: ModuleResolver): Origins {
  const variables = new Map<Node, Variable>();
  const globals = new Set<Node>();
  const collect = (scope: Scope): void => {
    for (const reference of scope.references) {
      if (reference.resolved) variables.set(reference.identifier, reference.resolved);
      else globals.add(reference.identifier);
    }
    for (const variable of scope.variables) for (const identifier of variable.identifiers) variables.set(identifier, variable);
  };
  for (const scope of scopeManager.scopes) collect(scope);
  for (const variable of undeclaredVariables(scopeManager)) {
    for (const { identifier } of variable.references) {
      variables.set(identifier, variable);
      globals.delete(identifier);
    }
  }

  const resolved = new Map<Node, Origin | undefined>();

  function variableOf(identifier: TSESTree.Identifier | TSESTree.JSXIdentifier): Variable | undefined {
    return variables.get(identifier);
  }

  // A variable may be read thousands of times; what it holds is found once.
  const onlyValues = new Map<Variable, Node | undefined>();
  function onlyValueOf(variable: Variable): Node | undefined {
    if (onlyValues.has(variable)) return onlyValues.get(variable);
    const value = findOnlyValue(variable);
    onlyValues.set(variable, value);
    return value;
  }

  function findOnlyValue(variable: Variable): Node | undefined {
    const writes = writesOf(variable);
    const [definition] = variable.defs;
    if (variable.defs.length !== 1 || definition === undefined || writes.length !== 1) return undefined;
    if (definition.type !== ('Variable' as typeof definition.type)) return undefined;
    const write = writes[0]?.writeExpr;
    if (write === null || write === undefined) return undefined;
    const declarator = definition.node as TSESTree.VariableDeclarator;
    if (declarator.init === write) return declarator.id.type === 'Identifier' ? write : undefined;
    return write.parent?.type === 'AssignmentExpression' && write.parent.operator === '=' && write.parent.left.type === 'Identifier' ? write : undefined;
  }

  function member(origin: Origin | undefined, name: string | undefined): Origin | undefined {
    if (origin === undefined || name === undefined) return undefined;
    if (origin.kind === 'module' || origin.kind === 'global') return { ...origin, path: [...origin.path, name] };
    return undefined;
  }

  /** Follows a destructuring pattern from the value it takes apart to the variable it binds. */
  function throughPattern(pattern: Node, target: Node, origin: Origin | undefined): Origin | undefined {
    if (pattern === target) return origin;
    if (pattern.type === 'AssignmentPattern') return throughPattern(pattern.left, target, origin);
    if (pattern.type === 'ObjectPattern') {
      for (const property of pattern.properties) {
        if (property.type !== 'Property') continue;
        const found = throughPattern(property.value, target, member(origin, propertyName(property)));
        if (found) return found;
      }
    }
    return undefined;
  }

  const ofVariables = new Map<Variable, Origin | undefined>();
  function ofVariable(variable: Variable, depth: number): Origin | undefined {
    if (ofVariables.has(variable)) return ofVariables.get(variable);
    ofVariables.set(variable, undefined);
    const origin = findOrigin(variable, depth);
    ofVariables.set(variable, origin);
    return origin;
  }

  function findOrigin(variable: Variable, depth: number): Origin | undefined {
    for (const definition of variable.defs) {
      const node = definition.node as Node;
      switch (definition.type as string) {
        case 'ImportBinding': {
          const declaration = definition.parent as TSESTree.ImportDeclaration | TSESTree.TSImportEqualsDeclaration;
          if (declaration.type === 'TSImportEqualsDeclaration') {
            const reference = declaration.moduleReference;
            if (reference.type === 'TSExternalModuleReference' && reference.expression.type === 'Literal') {
              return { kind: 'module', module: reference.expression.value, path: [] };
            }
            return ofEntityName(reference, depth);
          }
          const module = declaration.source.value;
          if (node.type === 'ImportNamespaceSpecifier') return { kind: 'module', module, path: [] };
          if (node.type === 'ImportDefaultSpecifier') return { kind: 'module', module, path: ['default'] };
          if (node.type === 'ImportSpecifier') {
            const imported = node.imported.type === 'Identifier' ? node.imported.name : node.imported.value;
            return { kind: 'module', module, path: [imported] };
          }
          return undefined;
        }
        case 'FunctionName':
          // The signatures of an overload have no body; the last declaration has it.
          if (isFunction(node)) return { kind: 'function', node };
          continue;
        case 'ClassName':
          return node.type === 'ClassDeclaration' || node.type === 'ClassExpression' ? { kind: 'class', node } : undefined;
        default:
      }
    }
    // A variable may get its value in several places (`let Curl; if (native) Curl = require(…)`): the first that tells wins.
    for (const reference of writesOf(variable)) {
      const written = reference.writeExpr;
      if (!written) continue;
      const parent = written.parent;
      const pattern = parent?.type === 'VariableDeclarator' ? parent.id : parent?.type === 'AssignmentExpression' ? parent.left : undefined;
      if (pattern === undefined) continue;
      const found = throughPattern(pattern, reference.identifier, of(written, depth + 1));
      if (found) return found;
    }
    return undefined;
  }

  /** `import Agent = Undici.Agent`. */
  function ofEntityName(name: Node, depth: number): Origin | undefined {
    if (name.type === 'TSQualifiedName') return member(ofEntityName(name.left, depth), name.right.name);
    return name.type === 'Identifier' ? of(name, depth + 1) : undefined;
  }

  function moduleOfRequire(node: Node): string | undefined {
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.arguments.length >= 1) {
      const isRequire = node.callee.name === 'require' && (globals.has(node.callee) || variableOf(node.callee)?.defs.length === 0 || isCreateRequire(node.callee));
      const [specifier] = node.arguments;
      if (isRequire && specifier?.type === 'Literal' && typeof specifier.value === 'string') return specifier.value;
    }
    if (node.type === 'ImportExpression' && node.source.type === 'Literal' && typeof node.source.value === 'string') return node.source.value;
    return undefined;
  }

  function isCreateRequire(identifier: TSESTree.Identifier): boolean {
    const variable = variableOf(identifier);
    const value = variable && onlyValueOf(variable);
    return value?.type === 'CallExpression' && value.callee.type === 'Identifier' && value.callee.name === 'createRequire';
  }

  function of(node: Node, depth = 0): Origin | undefined {
    if (depth > longestAliasChain) return undefined;
    if (resolved.has(node)) return resolved.get(node);
    resolved.set(node, undefined);
    const origin = resolve(withoutCasts(node), depth);
    resolved.set(node, origin);
    return origin;
  }

  const followed = { runtime: new Map<Node, Origin | undefined>(), sessions: new Map<Node, Origin | undefined>(), everywhere: new Map<Node, Origin | undefined>() };
  /** Only the whole path is followed into another file: `factory.open` of a namespace, not `factory`. */
  function followedOf(node: Node, reach: Reach = 'sessions'): Origin | undefined {
    const known = followed[reach];
    if (known.has(node)) return known.get(node);
    known.set(node, undefined);
    const origin = throughModules(of(node), modules, reach, 0);
    known.set(node, origin);
    return origin;
  }

  function resolve(node: Node, depth: number): Origin | undefined {
    const module = moduleOfRequire(node);
    if (module !== undefined) return { kind: 'module', module, path: [] };
    switch (node.type) {
      case 'Identifier': {
        const variable = variableOf(node);
        if (variable !== undefined && variable.defs.length > 0) return ofVariable(variable, depth);
        return { kind: 'global', path: [node.name] };
      }
      case 'MemberExpression':
        return member(of(node.object, depth + 1), propertyName(node));
      case 'AwaitExpression':
        return of(node.argument, depth + 1);
      case 'LogicalExpression':
        return of(node.left, depth + 1) ?? of(node.right, depth + 1);
      case 'ConditionalExpression':
        return of(node.consequent, depth + 1) ?? of(node.alternate, depth + 1);
      case 'AssignmentExpression':
        return node.operator === '=' ? of(node.right, depth + 1) : undefined;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return { kind: 'function', node };
      case 'ClassExpression':
        return { kind: 'class', node };
      default:
        return undefined;
    }
  }

  return { of: followedOf, variableOf, onlyValueOf };
}

/** How many files a re-export is followed through. */
const longestReexport = 12;

/** Follows an export of a relative module to what it really is: a function or class there, or another module's export. */
function throughModules(origin: Origin | undefined, modules: ModuleResolver | undefined, reach: Reach, depth: number): Origin | undefined {
  if (origin?.kind !== 'module' || modules?.follows(origin.module) !== true || depth > longestReexport) return origin;
  const file = modules.resolve(origin.module, reach);
  return (file && exportOf(file, origin.path, reach, depth)) ?? origin;
}

function exportOf(file: ForeignFile, path: readonly string[], reach: Reach, depth: number): Origin | undefined {
  const { named, stars } = exportsOf(file.context.input.program);
  const { modules } = file.context.input;
  // `require` gives the whole module, which a default import of a CommonJS module is, too.
  const candidates: (readonly [string, readonly string[]])[] = [[path[0] ?? 'default', path.slice(1)]];
  if (path[0] === 'default' && path.length > 1) candidates.push([path[1] ?? '', path.slice(2)]);
  for (const [name, rest] of candidates) {
    const exported = named.get(name);
    if (exported?.kind === 'from') {
      const origin: Origin = { kind: 'module', module: exported.module, path: exported.name === '' ? rest : [exported.name, ...rest] };
      return throughModules(origin, modules, reach, depth + 1);
    }
    if (exported?.kind === 'node') {
      const origin = file.context.origins.of(exported.node, reach);
      if (origin?.kind === 'function' || origin?.kind === 'class') return rest.length === 0 ? { kind: 'foreign', node: origin.node, file } : undefined;
      if (origin?.kind === 'module') return throughModules({ ...origin, path: [...origin.path, ...rest] }, modules, reach, depth + 1);
      if (origin?.kind === 'foreign') return origin;
      return undefined;
    }
    for (const module of stars) {
      const found = throughModules({ kind: 'module', module, path: [name, ...rest] }, modules, reach, depth + 1);
      if (found?.kind === 'foreign' || (found?.kind === 'module' && !module.startsWith('.'))) return found;
    }
  }
  return undefined;
}
