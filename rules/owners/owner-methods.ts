/** The methods of a class: its own and inherited ones, those that close it, and those that somebody may call. */
import type { FileAnalysis } from '../analysis/analyse-file.ts';
import type { Effect } from '../analysis/engine.ts';
import type { FileContext } from '../analysis/file-context.ts';
import type { ForeignFile } from '../analysis/names/origins.ts';
import type { Holding } from '../analysis/paths/path-state.ts';
import type { SessionRecord } from '../analysis/sessions/session-record.ts';
import type { ClassNode, FieldNode, FunctionNode, TSESTree } from '../analysis/syntax/syntax.ts';
import { isMember, propertyName } from '../analysis/syntax/unwrap.ts';
import { isField, isWithin, walk } from '../analysis/syntax/walk.ts';
import type { RuleInput } from '../rule/create-rule.ts';

/** Methods by which a class is closed, by their names. */
export const disposeNames = /^(?:@@asyncDispose|@@dispose|#?_?(?:close|dispose|disposeAsync|destroy|end|stop|shutdown|shutDown|disconnect|quit|terminate|release|teardown|tearDown|cleanup|cleanUp|logout|kill|finish|onModuleDestroy|onApplicationShutdown|disconnectedCallback|componentWillUnmount|ngOnDestroy)(?:All|Async|Session|Sessions|Client|Clients|Connection|Connections)?)$/u;
/** Methods that are called again while the class lives, by their names. */
export const againNames = /^#?_?(?:connect|re(?:connect|open|start|set|fresh|new|create|init|load|store|build)|switch|rotate|replace|swap)/iu;

export interface Method {
  readonly node: TSESTree.MethodDefinition | FieldNode;
  readonly name: string;
  readonly fn: FunctionNode;
  /** Where it is inherited from a class of another file. */
  readonly file?: ForeignFile;
}

/** The methods of a class's instances, or those of the class itself. */
export function methodsOf(classNode: ClassNode, side: 'instance' | 'static' = 'instance'): Method[] {
  const isStatic = side === 'static';
  const methods: Method[] = [];
  for (const member of classNode.body.body) {
    const name = member.type === 'MethodDefinition' || isField(member) ? propertyName(member) : undefined;
    if (name === undefined) continue;
    if (member.type === 'MethodDefinition' && member.kind !== 'constructor' && member.static === isStatic && (member.value as { body?: unknown }).body) methods.push({ node: member, name, fn: member.value as FunctionNode });
    if (isField(member) && member.static === isStatic && (member.value?.type === 'ArrowFunctionExpression' || member.value?.type === 'FunctionExpression')) methods.push({ node: member, name, fn: member.value });
  }
  return methods;
}

/** The methods of the base classes that the class has not put others in place of. */
export function inheritedMethodsOf(classNode: ClassNode, { analysis }: RuleInput): Method[] {
  const seen = new Set<ClassNode>([classNode]);
  const own = new Set(methodsOf(classNode).map(({ name }) => name));
  const inherited: Method[] = [];
  let { context }: { context: FileContext | undefined } = analysis;
  let file: ForeignFile | undefined;
  for (let base = context?.baseOf(classNode); base !== undefined && !seen.has(base.classNode); base = context?.baseOf(base.classNode)) {
    seen.add(base.classNode);
    file = base.file ?? file;
    context = file?.context ?? context;
    for (const method of methodsOf(base.classNode)) {
      if (own.has(method.name)) continue;
      own.add(method.name);
      inherited.push(file === undefined ? method : { ...method, file });
    }
  }
  return inherited;
}

/** What a method, own or inherited, does to a session in a field. */
export function effectOf({ fn, file }: Method, client: SessionRecord['client'], places: ReadonlyMap<string, Holding>, analysis: FileAnalysis): Effect {
  return (file ?? analysis).effectOn(fn, client, places);
}

export const shown = (name: string): string => name.replace(/^@@(.*)$/u, '[Symbol.$1]');

/** The methods that may be called on an object: not the private ones that nobody calls but those that close it, and they say what for. */
export function callableMethodsOf(classNode: ClassNode, { analysis }: RuleInput): Method[] {
  const methods = methodsOf(classNode);
  const closing = methods.filter((method) => disposeNames.test(method.name));
  return methods.filter((method) => !isPrivate(method) || analysis.context === undefined || isUsedOutside(method, closing, classNode, analysis.context));
}

function isUsedOutside(method: Method, closing: readonly Method[], classNode: ClassNode, context: FileContext): boolean {
  let isUsed = false;
  walk(classNode, context.input.visitorKeys, (node) => {
    isUsed ||= isMember(node, method.name) && node.object.type === 'ThisExpression' && !closing.some(({ fn }) => isWithin(node, fn));
    return !isUsed;
  });
  return isUsed;
}

export const isPrivate = ({ node }: Method): boolean => node.key.type === 'PrivateIdentifier' || node.accessibility === 'private';

export function hasAbstractDispose(classNode: ClassNode): boolean {
  return classNode.body.body.some((member) => member.type === 'TSAbstractMethodDefinition' && disposeNames.test(propertyName(member as unknown as TSESTree.MethodDefinition) ?? ''));
}
