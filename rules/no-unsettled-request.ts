import type { RequestSite, SessionRecord } from './analysis/session-record.ts';
import type { Node } from './analysis/syntax.ts';
import { isMember, propertyName } from './analysis/unwrap.ts';
import { isFunction, isWithin, ownerOf } from './analysis/walk.ts';
import { createRule } from './rule/create-rule.ts';

/** A request that is still under way when its session closes ends in an error, or never. */
export const noUnsettledRequest = createRule('no-unsettled-request', {
  type: 'problem',
  description: 'Disallow a request that is still under way when its session closes.',
  hasSuggestions: true,
  messages: {
    returned: '"{{text}}" is still under way when the scope closes "{{name}}". Write "return await {{text}}".',
    floating: '"{{text}}" is still under way when the scope closes "{{name}}", and nobody waits for it. Write "await {{text}}".',
  },
  *check(input) {
    for (const session of input.analysis.sessions) {
      const scope = closingScopeOf(session);
      if (!scope) continue;
      for (const request of session.requests) {
        if (request.gives !== 'promise' || !isWithin(request.node, scope) || ownerOf(request.node) !== session.owner) continue;
        const end = endOf(request);
        if (end === undefined) continue;
        const text = input.analysis.context.textOf(request.node);
        const isAsync = isFunction(session.owner) ? session.owner.async : true;
        yield {
          node: request.node,
          messageId: end.kind,
          data: { name: session.name, text: text.length > 60 ? `${text.slice(0, 59)}…` : text },
          suggest: isAsync ? awaiting(end.promise) : undefined,
        };
      }
    }
  },
});

/** The block at whose end the session closes. */
function closingScopeOf(session: SessionRecord): Node | undefined {
  if (session.disposal !== undefined) return session.binding?.declarator?.parent.parent;
  return session.closes.find((site) => site.inFinallyOf !== undefined && site.form !== 'not called')?.inFinallyOf?.block;
}

/** Where the promise of a request ends, if nobody waits for it before the scope ends. */
function endOf(request: RequestSite): { readonly kind: 'returned' | 'floating'; readonly promise: Node } | undefined {
  let inner: Node = request.node;
  for (let outer: Node | undefined = inner.parent; outer; inner = outer, outer = outer.parent) {
    switch (outer.type) {
      case 'ReturnStatement':
        return { kind: 'returned', promise: inner };
      case 'ExpressionStatement':
        return { kind: 'floating', promise: inner };
      case 'UnaryExpression':
        if (outer.operator !== 'void') return undefined;
        continue;
      case 'ArrayExpression':
      case 'ChainExpression':
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
        continue;
      case 'ConditionalExpression':
        if (outer.test === inner) return undefined;
        continue;
      case 'LogicalExpression':
        continue;
      case 'MemberExpression':
        if (outer.object !== inner || !['then', 'catch', 'finally'].includes(propertyName(outer) ?? '')) return undefined;
        continue;
      case 'CallExpression': {
        const isChained = outer.callee === inner && isMember(inner);
        const isGathered = outer.callee !== inner && isMember(outer.callee) && outer.callee.object.type === 'Identifier' && outer.callee.object.name === 'Promise';
        if (!isChained && !isGathered) return undefined;
        continue;
      }
      default:
        return undefined;
    }
  }
  return undefined;
}

function awaiting(promise: Node) {
  const target = promise.type === 'UnaryExpression' ? promise.argument : promise;
  return {
    of: 'edits' as const,
    edits: [{ start: promise.range[0], end: target.range[0], text: 'await ' }],
    runtimeNames: [],
    description: 'Wait for it with "await".',
  };
}
