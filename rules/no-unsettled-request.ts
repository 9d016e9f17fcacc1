import { firstFrom } from './analysis/syntax/first-from.ts';
import type { FlowGraph } from './analysis/paths/flow-graph.ts';
import type { RequestSite, SessionRecord } from './analysis/sessions/session-record.ts';
import { startsOf, workIn } from './analysis/results/started-work.ts';
import type { CallExpression, Node, TSESTree, Variable } from './analysis/syntax/syntax.ts';
import { isMember, propertyName } from './analysis/syntax/unwrap.ts';
import { isFunction, isWithin, ownerOf } from './analysis/syntax/walk.ts';
import { usingDeclarationOf } from './analysis/syntax/using.ts';
import { createRule } from './rule/create-rule.ts';
import type { Finding, RuleInput } from './rule/create-rule.ts';
import { isContinuation } from './analysis/names/known-calls.ts';

type MessageId = 'returned' | 'inForEach' | 'floating' | 'untold';

/** A request that is still under way when its session closes ends in an error, or never. */
export const noUnsettledRequest = createRule<MessageId>('no-unsettled-request', {
  type: 'problem',
  description: 'Disallow a request that is still under way when its session closes.',
  hasSuggestions: true,
  messages: {
    returned: '"{{text}}" is still under way when the scope closes "{{name}}". Write "return await {{promise}}".',
    inForEach: '"{{text}}" is still under way when the scope closes "{{name}}": "forEach" waits for nothing that its callback starts. Use a "for … of" loop with "await".',
    floating: '"{{text}}" is still under way when the scope closes "{{name}}", and nobody waits for it. Write "await {{promise}}".',
    untold: '"{{text}}" is still under way when the scope closes "{{name}}", and gives no promise to wait for. Wait for the event "{{event}}" of "{{name}}" before the scope ends; where the work does not bring it, a polite close does.',
  },
  *check(input) {
    // A variable may hold either of several sessions: a call on it is one request all the same.
    const told = new Set<Node>();
    for (const finding of requestsLeft(input)) {
      if (!told.has(finding.node)) yield finding;
      told.add(finding.node);
    }
  },
});

/** The requests of each session that are under way where its scope ends. */
function* requestsLeft(input: RuleInput): Iterable<Finding<MessageId>> {
  for (const session of input.analysis.sessions) {
    const scope = closingScopeOf(session, input);
    if (!scope) continue;
    const name = variablesOf(session, input)[0]?.name ?? session.name;
    const textOf = (node: Node): string => shortened(input.analysis.context.textOf(node));
    const say = (node: Node, messageId: MessageId, promise: Node = node): Finding<MessageId> => ({ node, messageId, data: { name, text: textOf(node), promise: textOf(waitedFor(promise)) } });
    const isAsync = !isFunction(session.owner) || session.owner.async;
    for (const request of session.requests) {
      const [event] = session.client.endEvents?.flat() ?? [];
      if (request.gives !== 'nothing' || event === undefined || !isWithin(request.node, scope) || ownerOf(request.node) !== session.owner) continue;
      if (isLeftUnderWay(request, scope, input)) yield { node: request.node, messageId: 'untold', data: { name, text: textOf(request.node), event } };
    }
    for (const start of startsIn(session, input)) {
      if (isWithin(start, scope) && isLeftToForEach(start, session, input)) {
        yield say(start, 'inForEach');
        continue;
      }
      for (const { node, promise } of workIn(input.analysis.context, session.owner, start)) {
        const end = isWithin(promise, scope) ? endOf(promise, input) : undefined;
        if (end !== undefined) yield { ...say(node, end.kind, end.promise), rewrite: isAsync ? awaiting(end.promise) : undefined };
      }
    }
  }
}

/** The calls that start work of which a promise tells the end. */
function startsIn(session: SessionRecord, input: RuleInput): ReadonlySet<CallExpression> {
  const requests = session.requests.flatMap(({ gives, node }) => (gives === 'promise' ? [node] : []));
  const isItself = session.gives === 'session' && session.property === undefined;
  return new Set([...requests, ...(isItself ? startsOf(input.analysis.context, variablesOf(session, input), session.client) : [])]);
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

/** `paths.forEach((path) => s.get(path))`, also in an asynchronous callback that waits for it: nobody waits for the callback. */
function isLeftToForEach(start: Node, session: SessionRecord, input: RuleInput): boolean {
  const fn = ownerOf(start);
  if (!isFunction(fn)) return false;
  const call = fn.parent;
  if (call.type !== 'CallExpression' || call.arguments[0] !== fn || !isMember(call.callee, 'forEach') || ownerOf(call) !== session.owner) return false;
  return fn.async || fn.body === start || endOf(start, input) !== undefined;
}

/** Work whose end is told by events: nothing after it in the scope waits for anything. */
function isLeftUnderWay(request: RequestSite, scope: Node, { analysis }: RuleInput): boolean {
  const owner = ownerOf(request.node);
  const waits = waitsOf(analysis.context.graphOf(owner));
  for (let index = firstFrom(waits, (wait) => wait.range[1] > request.node.range[1]); index < waits.length; index += 1) {
    const wait = waits[index];
    if (wait === undefined || wait.range[1] > scope.range[1]) break;
    if (isWithin(wait, scope)) return false;
  }
  return request.node.parent.type === 'ExpressionStatement';
}

const waitsOfGraphs = new WeakMap<FlowGraph, readonly Node[]>();

/** Where a function waits, by the ends of these expressions. */
function waitsOf(graph: FlowGraph): readonly Node[] {
  let waits = waitsOfGraphs.get(graph);
  if (waits === undefined) {
    waits = graph.nodes.flatMap((node) => (node.kind === 'await' || node.kind === 'iterate' ? [node.ast] : [])).sort((a, b) => a.range[1] - b.range[1]);
    waitsOfGraphs.set(graph, waits);
  }
  return waits;
}

/** The block at whose end the session closes. */
function closingScopeOf(session: SessionRecord, input: RuleInput): Node | undefined {
  if (session.disposal !== undefined) return session.binding?.declarator?.parent.parent;
  const stacked = stackedOf(session);
  if (stacked !== undefined) return scopeOfStack(stacked, input);
  return session.closes.find((site) => site.inFinallyOf !== undefined && site.form !== 'not called')?.inFinallyOf?.block;
}

/** The call that puts the session on a stack: `stack.use(s)`. */
const stackedOf = (session: SessionRecord): Node | undefined => session.escapes.find(({ manner }) => manner === 'put on stack')?.node;

/** The block at whose end the stack is disposed that a call puts the session on: `await using stack = …; stack.use(s)`. */
function scopeOfStack(stacked: Node, { analysis }: RuleInput): Node | undefined {
  const stack = stacked.type === 'CallExpression' && isMember(stacked.callee) ? stacked.callee.object : undefined;
  const variable = stack?.type === 'Identifier' ? analysis.context.origins.variableOf(stack) : undefined;
  const declaration = variable && usingDeclarationOf(variable);
  return declaration && ownerOf(declaration) === ownerOf(stacked) ? declaration.parent : undefined;
}

/** The variables that hold the session, `const s = stack.use(…)` among them. */
function variablesOf(session: SessionRecord, { analysis }: RuleInput): readonly Variable[] {
  const declarator = stackedOf(session)?.parent;
  const variable = declarator?.type === 'VariableDeclarator' && declarator.id.type === 'Identifier' ? analysis.context.origins.variableOf(declarator.id) : undefined;
  return variable === undefined ? session.variables : [...session.variables, variable];
}

/** Where the promise of a request ends, if nobody waits for it before the scope ends. */
function endOf(start: Node, { analysis }: RuleInput): End | undefined {
  let inner = start;
  /** What `await` must stand before: the request with what is chained on it, inside a conditional expression or list. */
  let promise: Node | undefined;
  for (let outer: Node | undefined = inner.parent; outer; inner = outer, outer = outer.parent) {
    switch (outer.type) {
      case 'ReturnStatement':
        return { kind: 'returned', promise: promise ?? inner };
      case 'ExpressionStatement':
        return { kind: 'floating', promise: promise ?? inner };
      case 'VariableDeclarator':
        return outer.init === inner && outer.id.type === 'Identifier' ? endOfVariable(outer, outer.id, promise ?? inner, analysis) : undefined;
      case 'UnaryExpression':
        if (outer.operator !== 'void') return undefined;
        continue;
      case 'ArrayExpression':
      case 'ObjectExpression':
      case 'Property':
        promise ??= inner;
        continue;
      case 'ChainExpression':
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
        continue;
      case 'ConditionalExpression':
        if (outer.test === inner) return undefined;
        promise ??= inner;
        continue;
      case 'LogicalExpression':
        promise ??= inner;
        continue;
      case 'MemberExpression':
        if (outer.object !== inner || !isContinuation(propertyName(outer))) return undefined;
        continue;
      case 'CallExpression': {
        const isChained = outer.callee === inner && isMember(inner);
        const isGathered = outer.callee !== inner && isMember(outer.callee) && outer.callee.object.type === 'Identifier' && outer.callee.object.name === 'Promise';
        if (!isChained && !isGathered) return undefined;
        // `Promise.all([…])` is awaited as a whole.
        if (isGathered) promise = undefined;
        continue;
      }
      default:
        return undefined;
    }
  }
  return undefined;
}

interface End {
  readonly kind: 'returned' | 'floating';
  readonly promise: Node;
}

/** A request kept in a variable: some way to the end of the function passes no `await` of it. */
function endOfVariable(declarator: TSESTree.VariableDeclarator, id: TSESTree.Identifier, promise: Node, { context }: RuleInput['analysis']): End | undefined {
  const variable = context.origins.variableOf(id);
  if (!variable) return undefined;
  const owner = ownerOf(declarator);
  const uses = variable.references.filter((reference) => !reference.isWrite()).map((reference) => reference.identifier as Node);
  // Given to somebody else, or kept elsewhere: they may wait for it.
  if (uses.some((use) => ownerOf(use) !== owner || !isPlainUse(use))) return undefined;
  const graph = context.graphOf(owner);
  const start = graph.nodes.find((node) => node.kind === 'assign' && node.ast === declarator);
  if (!start) return undefined;
  const seen = new Set<number>();
  const open = [...(start.next ?? [])];
  for (let point = open.pop(); point !== undefined; point = open.pop()) {
    if (seen.has(point)) continue;
    seen.add(point);
    if (point === graph.exit) return { kind: uses.some(isReturned) ? 'returned' : 'floating', promise };
    const node = graph.nodes[point];
    if (!node || (node.kind === 'await' && uses.some((use) => isWithin(use, node.ast)))) continue;
    open.push(...(node.next ?? []), ...(node.otherwise ?? []));
  }
  return undefined;
}

/** `return answer`, `await answer`, `await Promise.all([answer])`: the uses that say for sure whether it is awaited. */
function isPlainUse(use: Node): boolean {
  const parent = use.parent;
  if (isReturned(use) || parent?.type === 'AwaitExpression' || parent?.type === 'ExpressionStatement') return true;
  if (parent?.type === 'ArrayExpression' && parent.parent.type === 'CallExpression' && isMember(parent.parent.callee)) return isPlainUse(parent.parent);
  return parent?.type === 'MemberExpression' && parent.object === use && parent.parent.type === 'CallExpression' && isPlainUse(parent.parent);
}

/** `return answer`, `return [answer]`, `return { answer }`: handed on as it is. */
function isReturned(use: Node): boolean {
  let outer = use.parent;
  while (outer?.type === 'ArrayExpression' || outer?.type === 'ObjectExpression' || outer?.type === 'Property') outer = outer.parent;
  return outer?.type === 'ReturnStatement';
}

/** `void ask(s)`: `await` takes the place of `void`. */
const waitedFor = (promise: Node): Node => (promise.type === 'UnaryExpression' ? promise.argument : promise);

function awaiting(promise: Node) {
  const target = waitedFor(promise);
  return {
    of: 'edits' as const,
    edits: [{ start: promise.range[0], end: target.range[0], text: 'await ' }],
    runtimeNames: [],
    description: 'Wait for it with "await".',
  };
}
