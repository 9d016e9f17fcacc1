import type { CloseSite, SessionRecord } from './analysis/sessions/session-record.ts';
import type { Node, TSESTree } from './analysis/syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from './analysis/syntax/unwrap.ts';
import { isFunction, isWithin } from './analysis/syntax/walk.ts';
import { isEffectFree } from './rewrite/questions/effects.ts';
import { needsClosing, planSession } from './rewrite/index.ts';
import type { ReasonId } from './rewrite/index.ts';
import { placeOfFunction } from './rule/async-place.ts';
import { createRule } from './rule/create-rule.ts';
import type { RuleInput } from './rule/create-rule.ts';
import { rewriteFileOf } from './rule/file-analysis.ts';
import { closingMethod } from './analysis/sessions/closing-method.ts';

/** `try { … } finally { await safelyCloseClient(s) }` is what `await using` says in one word. */
export const preferAwaitUsing = createRule('prefer-await-using', {
  type: 'suggestion',
  description: 'Prefer `await using` over a `finally` that only closes.',
  hasSuggestions: true,
  fixable: true,
  messages: {
    useAwaitUsing: 'The "finally" on line {{line}} closes "{{name}}", as "await using" does without it. Declare it with "await using {{name}} = {{value}}".',
  },
  *check(input) {
    for (const candidate of awaitUsingCandidates(input)) {
      const { session, statement } = candidate;
      yield {
        node: session.binding?.declarator ?? session.acquisition,
        messageId: 'useAwaitUsing',
        data: { name: session.name, line: String(statement.finalizer?.loc.start.line ?? statement.loc.start.line), value: needsClosing(session) ? 'closing(…)' : '…' },
        rewrite: { of: 'session', session, description: `Declare "${session.name}" with "await using".`, isFix: isOnlyAnotherSpelling(candidate, input) },
      };
    }
  },
});

export interface AwaitUsingCandidate {
  readonly session: SessionRecord;
  readonly statement: TSESTree.TryStatement;
}

/**
 * Whether `await using` does exactly what stands there, so that nobody need be asked: the same closer, at the same moment, over
 * the same statements. A bare close would become a safe one, which is better, and something else.
 */
function isOnlyAnotherSpelling({ session, statement }: AwaitUsingCandidate, input: RuleInput): boolean {
  const declaration = session.binding?.declarator?.parent;
  const [close] = session.closes;
  if (declaration === undefined || close === undefined || session.closes.length !== 1 || statement.finalizer?.body.length !== 1) return false;
  if (close.form !== 'safe call' || close.method !== 'safelyCloseClient' || close.promise !== 'awaited') return false;
  if (close.node.type !== 'CallExpression' || close.node.arguments.length !== 1 || close.node.arguments[0]?.type !== 'Identifier') return false;
  // What has a disposer of its own would be closed by that.
  if (!needsClosing(session)) return false;
  if (!session.requests.every((request) => request.isAwaited)) return false;
  if (isFunction(session.owner) && placeOfFunction(session.owner, input) !== 'async') return false;
  const { parent } = declaration;
  if (parent.type !== 'BlockStatement' && parent.type !== 'Program') return false;
  const statements: readonly Node[] = parent.body;
  const at = statements.indexOf(declaration);
  return statements[at + 1] === statement && statements.slice(at + 2).every(isEffectFree);
}

const candidates = new WeakMap<object, readonly AwaitUsingCandidate[]>();

/** The sessions for which `await using` would say the same in less, without changing the order of things. */
export function awaitUsingCandidates(input: RuleInput): readonly AwaitUsingCandidate[] {
  const known = candidates.get(input.analysis.sessions);
  if (known) return known;
  const found: AwaitUsingCandidate[] = [];
  for (const session of input.analysis.sessions) {
    const statement = closingTryOf(session, input);
    // The style is asked for late: it is read from files around this one.
    if (statement && input.closeStyle() !== 'try-finally' && isShorterByPlan(session, input)) found.push({ session, statement });
  }
  candidates.set(input.analysis.sessions, found);
  return found;
}

/** Whether the plan writes `await using`, or only the text around it stands against that: comments, a name clash. */
function isShorterByPlan(session: SessionRecord, { analysis, context }: RuleInput): boolean {
  const plan = planSession(session, rewriteFileOf(context, analysis.context), analysis.sessions);
  return plan.outcome === 'rewrite' ? plan.edits.some((edit) => edit.text.includes('await using')) : onlyTextStandsAgainst.has(plan.reason);
}

const onlyTextStandsAgainst: ReadonlySet<string> = new Set<ReasonId>(['name-clash', 'overlapping-rewrites', 'rewrite-does-not-parse']);

function closingTryOf(session: SessionRecord, input: RuleInput): TSESTree.TryStatement | undefined {
  const { binding } = session;
  // What holds the session is not the session.
  if (session.property !== undefined) return undefined;
  if (session.leaks.length > 0 || session.disposal !== undefined || session.escapes.length > 0 || binding?.declarator === undefined) return undefined;
  if (binding.declarator.id.type !== 'Identifier') return undefined;
  if (binding.variable.references.filter((reference) => reference.isWrite()).length > 1) return undefined;
  const isAsyncPlace = isFunction(session.owner) ? ['async', 'may become async'].includes(placeOfFunction(session.owner, input)) : input.context.languageOptions['sourceType'] === 'module';
  if (!isAsyncPlace) return undefined;

  const closing = session.closes.filter((site) => site.form !== 'not called');
  const [close] = closing;
  if (closing.length !== 1 || close?.inFinallyOf === undefined || close.promise === 'floating') return undefined;
  // What is given back to its pool stays open there.
  if (closingMethod(close.client, close.method)?.manner === 'release') return undefined;
  const statement = close.inFinallyOf;
  const declaration = binding.declarator.parent;
  if (statement.handler !== null || statement.parent !== declaration.parent || declaration.declarations.length !== 1) return undefined;
  const { parent } = declaration;
  // A `var` is visible beyond its block.
  if (binding.kind === 'var' && !binding.variable.references.every((reference) => isWithin(reference.identifier as Node, parent))) return undefined;
  const body: readonly Node[] | undefined = parent.type === 'BlockStatement' || parent.type === 'Program' || parent.type === 'StaticBlock' ? parent.body : undefined;
  if (body === undefined) return undefined;
  const between = body.slice(body.indexOf(declaration) + 1, body.indexOf(statement));
  if (!between.every((node) => isSetUpOf(node, session, input))) return undefined;
  const after = body.slice(body.indexOf(statement) + 1);
  if (isMentionedBehind(statement, parent, session)) return undefined;
  // The scope would close after what follows; a block of its own keeps the order, unless a name declared in it is needed later.
  if (after.some((node) => !isEffectFree(node)) && between.some((node) => isNeededAfter(node, statement, input))) return undefined;
  return keepsOrder(statement, close, session, input) ? statement : undefined;
}

/** What stands between the session and its `try`: its own configuration, or another declaration, which a close may cover as well. */
function isSetUpOf(node: Node, session: SessionRecord, { analysis }: RuleInput): boolean {
  if (node.type === 'VariableDeclaration') return true;
  if (node.type === 'FunctionDeclaration') return true;
  if (node.type !== 'ExpressionStatement') return false;
  let call: Node = withoutCasts(node.expression);
  while (call.type === 'CallExpression' && isMember(call.callee)) {
    const method = propertyName(call.callee);
    if (method === undefined || !session.client.configures.includes(method)) return false;
    call = withoutCasts(call.callee.object);
  }
  return call.type === 'Identifier' && session.variables.some((variable) => variable === analysis.context.origins.variableOf(call));
}

/** Whether a name that a statement declares is read behind the `try`. */
function isNeededAfter(node: Node, statement: TSESTree.TryStatement, { analysis }: RuleInput): boolean {
  if (node.type !== 'VariableDeclaration') return node.type === 'FunctionDeclaration';
  return node.declarations.some((declarator) => {
    const variable = declarator.id.type === 'Identifier' ? analysis.context.origins.variableOf(declarator.id) : undefined;
    return variable === undefined || variable.references.some((reference) => reference.identifier.range[0] > statement.range[1]);
  });
}

function isMentionedBehind(statement: Node, block: Node, session: SessionRecord): boolean {
  return session.variables.some((variable) => variable.references.some(({ identifier }) => identifier.range[0] >= statement.range[1] && identifier.range[1] <= block.range[1]));
}

/** In the `finally`, the close must come last, or only before closes of sessions declared earlier. */
function keepsOrder(statement: TSESTree.TryStatement, close: CloseSite, session: SessionRecord, { analysis }: RuleInput): boolean {
  const body = statement.finalizer?.body ?? [];
  const index = body.findIndex((node) => node.range[0] <= close.node.range[0] && node.range[1] >= close.node.range[1]);
  if (index < 0 || body[index]?.type !== 'ExpressionStatement') return false;
  return body.slice(index + 1).every((node) =>
    analysis.sessions.some(
      (other) =>
        other !== session &&
        other.acquisition.range[0] < session.acquisition.range[0] &&
        other.closes.some((site) => site.node.range[0] >= node.range[0] && site.node.range[1] <= node.range[1]),
    ),
  );
}
