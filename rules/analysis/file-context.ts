/**
 * All that the parts of the analysis share for one file: its syntax, names, settings, and what was computed once.
 */
import { buildFlowGraph } from './paths/build-flow-graph.ts';
import type { FlowGraph } from './paths/flow-graph.ts';
import { createOrigins } from './names/origins.ts';
import type { ForeignFile, ModuleResolver, Origin, Origins, Reach } from './names/origins.ts';
import type { AnalysisSettings } from './settings.ts';
import type { TypeQuery } from './names/type-query.ts';
import type { ClassNode, FunctionNode, Node, Program, Scope, ScopeManager, TSESTree, Variable } from './syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from './syntax/unwrap.ts';
import { classOfThis, isField, isFunction } from './syntax/walk.ts';
import type { VisitorKeys } from './syntax/walk.ts';

/** What the analysis is given. It knows no file system; what other files say comes in through `modules`. */
export interface AnalysisInput {
  readonly program: Program;
  readonly text: string;
  readonly scopeManager: ScopeManager;
  readonly visitorKeys: VisitorKeys;
  readonly settings: AnalysisSettings;
  readonly modules?: ModuleResolver;
  readonly types?: TypeQuery;
  /** Whether the file may hold a session though its own text names no client: a module that it imports does. */
  readonly isCandidate?: boolean;
}

/** A method of a class, and the file that it stands in where that is another one. */
export interface MemberFunction {
  readonly fn: FunctionNode;
  readonly file: ForeignFile | undefined;
}

export interface BaseClass {
  readonly classNode: ClassNode;
  readonly file: ForeignFile | undefined;
}

export interface FileContext {
  readonly input: AnalysisInput;
  readonly settings: AnalysisSettings;
  readonly origins: Origins;
  graphOf(root: FlowGraph['root']): FlowGraph;
  /** The variables of outer scopes that a function reads or writes, nested functions included. */
  capturedBy(fn: FunctionNode | ClassNode): ReadonlySet<Variable>;
  /** The same, with what the functions captured along the way capture in turn (`done` calls `cleanup`, `cleanup` closes `s`). */
  reachedBy(fn: FunctionNode): ReadonlySet<Variable>;
  /** A number that stands for a variable in keys. */
  idOf(variable: Variable): number;
  textOf(node: Node): string;
  /** The function whose scope declares the variable; the program for module-level ones. */
  homeOf(variable: Variable): FlowGraph['root'];
  /** The function or class that an expression denotes, where its body can be seen. */
  functionOf(node: Node): FunctionNode | undefined;
  /** The function of another file that an expression denotes. */
  foreignFunctionOf(node: Node, reach?: Reach): { readonly fn: FunctionNode; readonly file: ForeignFile } | undefined;
  /** The class of another file that an expression denotes. */
  foreignClassOf(node: Node, reach?: Reach): { readonly classNode: ClassNode; readonly file: ForeignFile } | undefined;
  /** The class that an expression denotes. */
  classOf(node: Node): ClassNode | undefined;
  /** A method of a class, own or inherited; `file` where it stands in another one. */
  memberOf(classNode: ClassNode, name: string): MemberFunction | undefined;
  /** The class that another extends. */
  baseOf(classNode: ClassNode): BaseClass | undefined;
  /** A method of the class that `this` means at `node`, own or inherited from a class in this file. */
  methodOfThis(node: Node, name: string): FunctionNode | undefined;
  /** A method of the class in this file that a variable or field is declared to be of; a subclass may have put another in its place. */
  methodOfDeclared(callee: Node): FunctionNode | undefined;
}

/** Classes that extend one another so far are followed. */
const deepestBase = 8;

/** Told apart across files as well: what is known of one file's variables is taken along into the functions of another. */
const ids = new WeakMap<Variable, number>();
let idsGiven = 0;

const isInstance = ({ type }: Node): boolean => type === 'ThisExpression' || type === 'Super';

/** The function that a class has under a name, as a method or in a field. */
function ownMember(classNode: ClassNode, name: string): FunctionNode | undefined {
  for (const member of classNode.body.body) {
    if (member.type === 'MethodDefinition' && member.kind === 'method' && propertyName(member) === name && member.value.body) return member.value;
    if (isField(member) && propertyName(member) === name && isFunction(member.value)) return member.value;
  }
  return undefined;
}

export function createFileContext(input: AnalysisInput): FileContext {
  const origins = createOrigins(input.scopeManager, input.modules);
  const graphs = new Map<Node, FlowGraph>();
  const captured = new Map<Node, Set<Variable>>();

  function graphOf(root: FlowGraph['root']): FlowGraph {
    let graph = graphs.get(root);
    if (graph === undefined) {
      graph = buildFlowGraph(root);
      graphs.set(root, graph);
    }
    return graph;
  }

  function capturedBy(fn: FunctionNode | ClassNode): ReadonlySet<Variable> {
    let variables = captured.get(fn);
    if (variables === undefined) {
      variables = new Set();
      // A named function expression has a scope around it for its own name: the outer one sees all that passes through.
      const scope: Scope | null = input.scopeManager.acquire(fn);
      for (const reference of scope?.through ?? []) if (reference.resolved) variables.add(reference.resolved);
      captured.set(fn, variables);
    }
    return variables;
  }

  const reached = new Map<FunctionNode, ReadonlySet<Variable>>();
  function reachedBy(fn: FunctionNode): ReadonlySet<Variable> {
    const before = reached.get(fn);
    if (before !== undefined) return before;
    const variables = new Set<Variable>();
    const seen = new Set<Node>();
    const open: FunctionNode[] = [fn];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      for (const variable of capturedBy(next)) {
        if (variables.has(variable)) continue;
        variables.add(variable);
        const inner = functionOfVariable(variable);
        if (inner !== undefined) open.push(inner);
      }
    }
    reached.set(fn, variables);
    return variables;
  }

  /** The function that a variable always is. */
  function functionOfVariable(variable: Variable): FunctionNode | undefined {
    const definition = variable.defs[0]?.node as Node | undefined;
    if (definition?.type === 'FunctionDeclaration') return definition;
    const value = origins.onlyValueOf(variable);
    const inner = value && withoutCasts(value);
    return isFunction(inner) ? inner : undefined;
  }

  function idOf(variable: Variable): number {
    let id = ids.get(variable);
    if (id === undefined) {
      idsGiven += 1;
      id = idsGiven;
      ids.set(variable, id);
    }
    return id;
  }

  function homeOf(variable: Variable): FlowGraph['root'] {
    let block: Node = variable.scope.variableScope.block;
    while (!isFunction(block) && block.type !== 'Program' && block.type !== 'StaticBlock' && block.parent) block = block.parent;
    return block;
  }

  function memberOf(classNode: ClassNode, name: string): MemberFunction | undefined {
    let at: BaseClass | undefined = { classNode, file: undefined };
    for (let depth = 0; at !== undefined && depth <= deepestBase; depth += 1) {
      const fn = ownMember(at.classNode, name);
      if (fn) return { fn, file: at.file };
      // A private name is another one in each class.
      if (name.startsWith('#')) return undefined;
      const { file }: BaseClass = at;
      const base: BaseClass | undefined = (file?.context ?? own).baseOf(at.classNode);
      at = base && { classNode: base.classNode, file: base.file ?? file };
    }
    return undefined;
  }

  function baseOf({ superClass }: ClassNode): BaseClass | undefined {
    if (!superClass) return undefined;
    const classNode = classOf(superClass);
    return classNode ? { classNode, file: undefined } : foreignClassOf(superClass, 'everywhere');
  }

  /** The same, of this file. */
  function memberOfFile(classNode: ClassNode, name: string): FunctionNode | undefined {
    const member = memberOf(classNode, name);
    return member?.file === undefined ? member?.fn : undefined;
  }

  function methodOfThis(node: Node, name: string): FunctionNode | undefined {
    const classNode = classOfThis(node);
    return classNode ? memberOfFile(classNode, name) : undefined;
  }

  /** `this.stop`, `super.stop`: what is inherited counts as what is own, but nothing is proven by what a subclass may override. */
  function memberOfInstance(node: TSESTree.MemberExpression, name: string): MemberFunction | undefined {
    const classNode = classOfThis(node);
    if (classNode === undefined) return undefined;
    if (node.object.type === 'Super') {
      const base = baseOf(classNode);
      const member = base && (base.file?.context ?? own).memberOf(base.classNode, name);
      return member && { fn: member.fn, file: member.file ?? base.file };
    }
    const isOverridable = !name.startsWith('#') && input.settings.mode === 'strict';
    return isOverridable ? undefined : memberOf(classNode, name);
  }

  function methodOfDeclared(callee: Node): FunctionNode | undefined {
    const member = withoutCasts(callee);
    const name = isMember(member) ? propertyName(member) : undefined;
    if (!isMember(member) || name === undefined) return undefined;
    for (const type of declaredTypes(withoutCasts(member.object))) {
      const classNode = type.type === 'Identifier' ? classOf(type) : undefined;
      const method = classNode && memberOfFile(classNode, name);
      if (method) return method;
    }
    return undefined;
  }

  function declaredTypes(object: Node): TSESTree.Node[] {
    if (object.type === 'Identifier') return origins.variableOf(object)?.identifiers.flatMap((identifier) => annotatedTypes(identifier)) ?? [];
    if (!isMember(object) || object.object.type !== 'ThisExpression') return [];
    const name = propertyName(object);
    return (
      classOfThis(object)?.body.body.flatMap((member) => {
        if (isField(member) && propertyName(member) === name) return annotatedTypes(member);
        if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') return [];
        return member.value.params.flatMap((parameter) => (parameter.type === 'TSParameterProperty' && parameter.parameter.type === 'Identifier' && parameter.parameter.name === name ? annotatedTypes(parameter.parameter) : []));
      }) ?? []
    );
  }

  function foreignFunctionOf(node: Node, reach?: Reach): { fn: FunctionNode; file: ForeignFile } | undefined {
    const inner = withoutCasts(node);
    if (isMember(inner) && isInstance(inner.object)) {
      const name = propertyName(inner);
      const member = name === undefined ? undefined : memberOfInstance(inner, name);
      return member?.file && { fn: member.fn, file: member.file };
    }
    const origin = origins.of(node, reach);
    return origin?.kind === 'foreign' && isFunction(origin.node) ? { fn: origin.node, file: origin.file } : undefined;
  }

  function foreignClassOf(node: Node, reach?: Reach): { classNode: ClassNode; file: ForeignFile } | undefined {
    const origin = origins.of(node, reach);
    return origin?.kind === 'foreign' && !isFunction(origin.node) ? { classNode: origin.node, file: origin.file } : undefined;
  }

  function classOf(node: Node): ClassNode | undefined {
    const origin = origins.of(node);
    return origin?.kind === 'class' ? origin.node : undefined;
  }

  function functionOf(node: Node): FunctionNode | undefined {
    const inner = withoutCasts(node);
    if (isFunction(inner)) return inner.body ? inner : undefined;
    if (inner.type === 'MemberExpression') {
      const name = propertyName(inner);
      if (name === undefined) return undefined;
      if (isInstance(inner.object)) {
        const member = memberOfInstance(inner, name);
        return member?.file === undefined ? member?.fn : undefined;
      }
      const made = withoutCasts(inner.object);
      const classOfMade = made.type === 'NewExpression' ? classOf(made.callee) : undefined;
      if (classOfMade) return memberOfFile(classOfMade, name);
      const classNode = classOf(inner.object);
      const member = classNode?.body.body.find((candidate) => candidate.type === 'MethodDefinition' && candidate.static && propertyName(candidate) === name);
      if (member?.type === 'MethodDefinition' && member.value.body) return member.value;
      return methodOfObject(inner.object, name);
    }
    if (inner.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && propertyName(inner.callee) === 'bind' && inner.arguments.length <= 1) {
      return functionOf(inner.callee.object);
    }
    const origin: Origin | undefined = origins.of(inner);
    return origin?.kind === 'function' && (origin.node as { body?: unknown }).body ? origin.node : undefined;
  }

  /** `helpers.close` where `const helpers = { close() { … } }`. */
  function methodOfObject(object: Node, name: string): FunctionNode | undefined {
    if (object.type !== 'Identifier') return undefined;
    const variable = origins.variableOf(object);
    const value = variable && origins.onlyValueOf(variable);
    if (value?.type !== 'ObjectExpression') {
      const made = value && withoutCasts(value);
      const classNode = made?.type === 'NewExpression' ? classOf(made.callee) : undefined;
      return classNode ? memberOfFile(classNode, name) : undefined;
    }
    for (const property of value.properties) {
      if (property.type !== 'Property' || propertyName(property) !== name) continue;
      const inner = withoutCasts(property.value);
      if (isFunction(inner)) return inner;
      if (inner.type === 'Identifier') return functionOf(inner);
    }
    return undefined;
  }

  const own: FileContext = {
    input,
    settings: input.settings,
    origins,
    graphOf,
    capturedBy,
    reachedBy,
    idOf,
    textOf: (node) => input.text.slice(node.range[0], node.range[1]),
    homeOf,
    functionOf,
    foreignFunctionOf,
    foreignClassOf,
    classOf,
    methodOfThis,
    methodOfDeclared,
    memberOf,
    baseOf,
  };
  return own;
}

/** The name of a type written next to a variable or parameter: `pool: Pool`, `client: Client | undefined`. */
export function annotatedTypes(pattern: Node): TSESTree.Node[] {
  const annotation = 'typeAnnotation' in pattern ? (pattern.typeAnnotation as TSESTree.TSTypeAnnotation | undefined) : undefined;
  if (!annotation) return [];
  const names: TSESTree.Node[] = [];
  const collect = (type: TSESTree.TypeNode): void => {
    if (type.type === 'TSUnionType' || type.type === 'TSIntersectionType') for (const part of type.types) collect(part);
    else if (type.type === 'TSTypeReference') names.push(type.typeName);
  };
  collect(annotation.typeAnnotation);
  return names;
}
