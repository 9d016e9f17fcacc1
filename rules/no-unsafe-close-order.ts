import type { CloseSite } from './analysis/sessions/session-record.ts';
import type { CallExpression, Node, Variable } from './analysis/syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from './analysis/syntax/unwrap.ts';
import { isWithin, ownerOf } from './analysis/syntax/walk.ts';
import { createRule } from './rule/create-rule.ts';
import type { RuleInput } from './rule/create-rule.ts';

/** One session works inside another: a handle in its Multi, a user of a Share. */
interface Use {
  readonly inner: Variable;
  readonly outer: Variable;
  readonly by: 'addHandle' | 'perform' | 'setMulti' | 'share';
  readonly call: CallExpression;
}

/** node-libcurl does not survive some orders of closing, and strands a handle in others. */
export const noUnsafeCloseOrder = createRule('no-unsafe-close-order', {
  type: 'problem',
  description: 'Disallow closing node-libcurl sessions in an order that crashes or strands a handle.',
  hasSuggestions: false,
  messages: {
    multiFirst: '"{{outer}}" is closed while "{{inner}}" is still inside it, and "{{inner}}" can then never be closed. Close "{{inner}}" first, or both with "await closeAll([{{inner}}, {{outer}}])".',
    shareFirst: '"{{outer}}" is closed while "{{inner}}" still uses it, which aborts the process. Close "{{inner}}" first, or both with "await closeAll([{{inner}}, {{outer}}])".',
    ownMulti: '"{{inner}}" works in its own Multi "{{outer}}": its "close()" asks another one, throws, and the request goes on. Use "await safelyCloseClient({{inner}})".',
    removePending: '"{{inner}}" is removed while its "perform()" is pending: the promise never settles, and a later handle may answer it. Use "await safelyCloseClient({{inner}})".',
  },
  *check(input) {
    const uses = usesIn(input);
    if (uses.length === 0) return;
    for (const site of input.analysis.closes) {
      if (site.form !== 'bare call' || site.session === undefined) continue;
      const closed = variableOf(site.session, input);
      if (closed) yield* checkClose(site, closed, uses, input);
    }
    for (const call of input.analysis.calls) {
      const callee = withoutCasts(call.callee);
      if (call.type !== 'CallExpression' || !isMember(callee, 'removeHandle')) continue;
      const [handle] = call.arguments;
      const inner = handle && variableOf(handle, input);
      const outer = variableOf(callee.object, input);
      const pending = uses.find((use) => use.by === 'perform' && use.inner === inner && use.outer === outer && isBefore(use.call, call) && !isSettledBefore(use.call, call));
      if (pending) yield { node: call, messageId: 'removePending', data: names(pending) };
    }
  },
});

const names = (use: Use): Record<string, string> => ({ inner: use.inner.name, outer: use.outer.name });

function* checkClose(site: CloseSite, closed: Variable, uses: readonly Use[], input: RuleInput) {
  for (const use of uses) {
    if (!isBefore(use.call, site.node)) continue;
    if (use.outer === closed && use.by !== 'setMulti') {
      if (isSettledBefore(use.call, site.node) && use.by === 'perform') continue;
      const isReleased = use.by !== 'share' && isRemovedBefore(use, site.node, input);
      if (isReleased || isClosedBefore(use.inner, site.node, input)) continue;
      yield { node: site.node, messageId: use.by === 'share' ? ('shareFirst' as const) : ('multiFirst' as const), data: names(use) };
      return;
    }
    if (use.inner === closed && use.by === 'setMulti' && isInFlight(closed, site.node, input)) {
      yield { node: site.node, messageId: 'ownMulti' as const, data: names(use) };
      return;
    }
  }
}

function variableOf(node: Node, { analysis }: RuleInput): Variable | undefined {
  const inner = withoutCasts(node);
  const base = isMember(inner, 'handle') ? withoutCasts(inner.object) : inner;
  return base.type === 'Identifier' ? analysis.context.origins.variableOf(base) : undefined;
}

function usesIn(input: RuleInput): Use[] {
  const { analysis } = input;
  const uses: Use[] = [];
  for (const call of analysis.calls) {
    const callee = withoutCasts(call.callee);
    if (call.type !== 'CallExpression' || !isMember(callee)) continue;
    const method = propertyName(callee);
    const receiver = variableOf(callee.object, input);
    const [first, second] = call.arguments;
    if (!receiver || !first) continue;
    const client = analysis.acquisitions.clientOf(callee.object);
    if (client?.busyIn === undefined) continue;
    if (method === 'addHandle' || (method === 'perform' && client.name === 'Multi')) {
      const inner = variableOf(first, input);
      if (inner) uses.push({ inner, outer: receiver, by: method, call });
    } else if (method === 'setMulti') {
      const outer = variableOf(first, input);
      if (outer) uses.push({ inner: receiver, outer, by: 'setMulti', call });
    } else if (method === 'setOpt' && second && isShareOption(first)) {
      const outer = variableOf(second, input);
      if (outer) uses.push({ inner: receiver, outer, by: 'share', call });
    }
  }
  return uses;
}

function isShareOption(node: Node): boolean {
  const name = node.type === 'Literal' ? String(node.value) : isMember(node) ? propertyName(node) : undefined;
  return name?.toUpperCase() === 'SHARE';
}

/** Before in the same function's text: what the rule can tell without following both sessions at once. */
function isBefore(first: Node, second: Node): boolean {
  return first.range[1] <= second.range[0];
}

/** `await multi.perform(easy)`: over when the next statement runs. */
function isSettledBefore(call: CallExpression, node: Node): boolean {
  return call.parent.type === 'AwaitExpression' && ownerOf(call) === ownerOf(node);
}

function isRemovedBefore(use: Use, node: Node, input: RuleInput): boolean {
  return input.analysis.calls.some((call) => {
    const callee = withoutCasts(call.callee);
    const [handle] = call.arguments;
    return isMember(callee, 'removeHandle') && handle !== undefined && variableOf(handle, input) === use.inner && isBefore(call, node) && isBefore(use.call, call);
  });
}

function isClosedBefore(variable: Variable, node: Node, input: RuleInput): boolean {
  const { sessions } = input.analysis;
  const session = sessions.find((candidate) => candidate.variables.includes(variable));
  return input.analysis.closes.some((site) => {
    if (site.form === 'not called' || !isBefore(site.node, node)) return false;
    if (site.session && variableOf(site.session, input) === variable) return true;
    // `handles.forEach((handle) => handle.close())`: each of a list, under another name.
    const named = site.session && variableOf(site.session, input);
    const isElement = named !== undefined && isWithin(site.node, ownerOf(node)) && !sessions.some(({ variables }) => variables.includes(named));
    if (isElement && site.client !== undefined && site.client.name === session?.client.name) return true;
    // `closeAll([easy, multi])` and the like close all they are given.
    return variable.references.some((reference) => isWithin(reference.identifier, site.node));
  });
}

/** Whether work was started that may still go on when the close runs. */
function isInFlight(variable: Variable, node: Node, { analysis }: RuleInput): boolean {
  const session = analysis.sessions.find((candidate) => candidate.variables.includes(variable));
  return session?.requests.some((request) => isBefore(request.node, node) && !request.isAwaited && ownerOf(request.node) === ownerOf(node)) === true;
}
