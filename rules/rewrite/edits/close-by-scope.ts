/**
 * Lets a scope close the session: `await using s = closing(…)`, or `try { … } finally { await safelyCloseClient(s) }` where
 * `await using` cannot run. The closes that stood at the scope's end go; one that must stay early is replaced where it stands.
 */
import { firstFrom } from '../../analysis/syntax/first-from.ts';
import type { CloseSite, SessionRecord } from '../../analysis/sessions/session-record.ts';
import type { FunctionNode, Node, TSESTree, Variable } from '../../analysis/syntax/syntax.ts';
import { isNothing } from '../../analysis/syntax/unwrap.ts';
import { isFunction, isWithin } from '../../analysis/syntax/walk.ts';
import { declareAwaitUsing, isSessionOrNothing, needsClosing } from './acquisition-edits.ts';
import { asyncContextOf } from '../questions/async-context.ts';
import { awaitOtherReturns } from '../questions/await-others.ts';
import { canHoldAwaitUsing } from '../questions/can-hold-await-using.ts';
import { insert, reindent, remove, replace, shared } from '../text/changes.ts';
import type { Change } from '../text/changes.ts';
import { boundDefinition, closeInPlace, isSetUpOf } from './close-in-place.ts';
import { isBareClose, isGivingBack, isSafeFinally } from '../questions/bare-close.ts';
import { leave } from '../decision.ts';
import type { Decision, Outcome } from '../decision.ts';
import { expressionOfClose, standsForAll } from './close-with-callback.ts';
import { statementOfClose } from './statement-of-close.ts';
import { commentsIn } from '../text/attached-comments.ts';
import { removeStatement } from '../text/remove-lines.ts';
import { hasEffectsAfter, isEffectFree, isIdle } from '../questions/effects.ts';
import { optionsOfScope } from '../questions/forced-close.ts';
import { hoistFromExecutor } from './hoist-from-executor.ts';
import type { IdiomId } from '../idioms.ts';
import { listenersOf } from '../questions/listeners.ts';
import { promiseExecutorOf } from '../questions/promise-executor.ts';
import { isResultDropped } from '../questions/result-dropped.ts';
import type { ReasonId } from '../reasons.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { applyEdits } from '../rewrite-plan.ts';
import type { RuntimeName, TextEdit } from '../rewrite-plan.ts';
import { runtimeExpression } from '../text/runtime-names.ts';
import { canSplit } from './split-declaration.ts';
import { blockOf, functionAround, statementOf, statementsAfter } from '../questions/surroundings.ts';
import type { Block } from '../questions/surroundings.ts';
import { indentAt } from '../text/text-lines.ts';
import { workInScope } from '../questions/work-in-scope.ts';
import type { ScopeQuestion } from '../questions/work-in-scope.ts';
import { closingMethod } from '../../analysis/sessions/closing-method.ts';

/** What becomes of each close when the scope takes over. */
interface Fates {
  readonly dropped: TSESTree.Statement[];
  /** Removed parts that are no statement of their own. */
  readonly removed: Node[];
  readonly changes: Change[];
  /** Closes that stay where they are, through the runtime. */
  readonly kept: CloseSite[];
  block: { from: TSESTree.Statement; to: TSESTree.Statement } | undefined;
  movesInto: TSESTree.TryStatement | undefined;
  /** Variables beside others that nothing needs any more. */
  readonly goneDeclarators: TSESTree.VariableDeclarator[];
}

/** Reasons whose way out is an asynchronous function that its callers await. */
const isForCallers: ReadonlySet<ReasonId> = new Set(['callers-not-in-view', 'sync-throw']);

/** The closes that a scope takes over. */
const isReplaced = (close: CloseSite): boolean => isBareClose(close) || isSafeFinally(close);
/** And those that may go, or stay as they are. */
const isTakenOver = (close: CloseSite): boolean => isReplaced(close) || isGivingBack(close);

export function closeByScope(session: SessionRecord, file: RewriteFile, sessions: readonly SessionRecord[]): Outcome {
  const binding = session.binding;
  const declarator = binding?.declarator;
  if (session.field !== undefined) return leave('owned-by-class');
  if (binding === undefined) return leave('dropped-session');
  if (declarator === undefined || declarator.parent.type !== 'VariableDeclaration') return leave('reassigned');
  const declaration = declarator.parent;
  if (binding.variable.references.filter((reference) => reference.isWrite()).length !== 1) return leave('reassigned');
  if (declarator.init === null || !holdsOnlyThisSession(declarator.init, session.value)) return leave('conditional-session');
  const isAlone = declaration.declarations.length === 1;
  if (!isAlone && !canSplit(declaration, file)) return leave('several-declarators');
  const safe = runtimeExpression('safelyCloseClient', file);
  const closing = runtimeExpression('closing', file);
  if (safe === undefined || closing === undefined) return leave('name-clash');

  const owner = functionAround(declaration);
  const executor = promiseExecutorOf(owner);
  // A timer in the executor that closes is part of the work that the promise stands for.
  const isOfPromise = (escape: SessionRecord['escapes'][number]): boolean => escape.manner === 'captured by registered closure' && executor !== undefined && isWithin(escape.node, executor.executor);
  if (!session.escapes.every(isOfPromise)) return leave('closed-on-some-paths');
  // An asynchronous executor that awaits its work is a scope like any other.
  const hoists = executor !== undefined && !(executor.executor.async && session.requests.every((request) => request.isAwaited));
  const isAwaitUsing = file.closeStyle === 'await-using';
  const options = optionsOfScope(session.closes.filter(isReplaced), session, file);
  const declare = {
    edits: isAwaitUsing ? declareAwaitUsing(session, declaration, closing, options).slice(isAlone ? 0 : 1) : [],
    finallyClose: isAwaitUsing ? undefined : `await ${safe}(${binding.variable.name}${options})`,
  };

  let host: FunctionNode | undefined = owner;
  const changes: Change[] = [];
  if (hoists) {
    const hoist = hoistFromExecutor(declarator, declaration, executor, declare, (statement) => movesAlong(statement, declaration, sessions), file);
    if ('reason' in hoist) return leave(hoist.reason);
    host = hoist.host;
    changes.push(...hoist.changes);
  } else if (!canHoldAwaitUsing(declaration, file.canAwaitAtTopLevel, [declarator]) || (binding.kind === 'var' && !isUsedOnlyIn(declaration, session))) {
    return leave(declaration.parent.type === 'Program' && !file.canAwaitAtTopLevel ? 'top-level-script' : 'no-declaration-here');
  }
  const scope = hoists ? undefined : blockOf(declaration);
  const fates = fatesOf(session, declaration, { host, scope, executor: hoists ? executor.executor : undefined, safe, sessions }, file);
  if ('reason' in fates) return leave(fates.reason);

  const isDropped = (node: Node): boolean => [...fates.dropped, ...fates.removed, ...fates.goneDeclarators].some((removed) => isWithin(node, removed));
  const work = workInScope({ session, host, closedBefore: closedBefore(session), isDropped }, file);
  const goesOn = !work.ends && work.reason === 'work-outlives-scope';
  const context = asyncContextOf(host, file, isSetUpOf(session));
  if (!context.possible && host === undefined && usesFromFunctions(session)) return leave('module-level-session');
  // Who makes the function asynchronous by hand must know that there is more to it.
  if (!context.possible) return goesOn && isForCallers.has(context.reason) ? leave('work-outlives-scope') : leave(context.reason, context.detail);
  if (host === undefined && !hoists && usesFromFunctions(session)) return leave('module-level-session');
  // Where nothing leaks and a close must keep its place, the close alone is the smaller change.
  const leaks = session.leaks.length > 0;
  const hasOwnFinally = !isAwaitUsing && (fates.block !== undefined || fates.movesInto !== undefined || session.closes.some((close) => close.inFinallyOf !== undefined));
  if ((fates.kept.length > 0 || hasOwnFinally) && !leaks) return leave('closed-on-some-paths');
  if ((fates.block !== undefined || fates.movesInto !== undefined) && !isAwaitUsing) return leave('closed-on-some-paths');
  if (!isAwaitUsing && scope !== undefined && !canWrapRest(declaration, scope, file)) return leave('no-declaration-here');

  if (!work.ends) return leave(work.reason);
  // What was closed at the end of the scope before has been waited for there, or not, as it will be now.
  const others = scope === undefined || closedBefore(session) !== 'not' ? { changes: [] } : awaitOtherReturns(scope, declaration, file);
  if ('reason' in others) return leave(others.reason);

  if (!hoists) {
    if (fates.movesInto !== undefined) changes.push(removeStatement(declaration, file.text));
    else if (isAwaitUsing) changes.push(...declare.edits.map(({ start, end, text }) => replace(start, end, text)));
    else changes.push(...wrapRestInTry(declaration, declare.finallyClose ?? '', file));
  }
  const names: RuntimeName[] = [];
  if (isAwaitUsing && needsClosing(session)) names.push('closing');
  if (!isAwaitUsing || fates.kept.length > 0) names.push('safelyCloseClient');
  return {
    outcome: 'rewrite',
    idiom: idiomOf(session, hoists),
    changes: [...context.changes, ...changes, ...fates.changes, ...work.changes, ...others.changes],
    dropped: fates.dropped,
    runtimeNames: names,
    declaration,
    ...(isAlone && fates.goneDeclarators.length === 0 ? {} : { declarators: { using: isAlone || hoists || !isAwaitUsing ? [] : [declarator], gone: [...fates.goneDeclarators, ...(!isAlone && hoists ? [declarator] : [])] } }),
    ...(fates.block === undefined ? {} : { block: fates.block }),
    ...(fates.movesInto === undefined ? {} : { movesInto: { attempt: fates.movesInto, text: declarationText(declaration, declare.edits, file) } }),
    ...(isAwaitUsing || scope === undefined ? {} : { claims: scope }),
  } satisfies Decision;
}

function closedBefore({ closes, leaks, client }: SessionRecord): ScopeQuestion['closedBefore'] {
  const happening = closes.filter((close) => close.form !== 'not called');
  if (happening.length === 0 || !leaks.every((leak) => leak.kind === 'throw')) return 'not';
  const isForced = happening.every((close) => closingMethod(client, close.method)?.manner === 'force');
  return isForced ? 'by force' : 'politely';
}

function idiomOf(session: SessionRecord, hoists: boolean): IdiomId {
  if (hoists || session.closes.some((close) => isBareClose(close) && isInExecutor(close.node))) return 'promise-executor';
  if (session.closes.some((close) => isTakenOver(close) && close.inFinallyOf !== undefined)) return 'try-finally';
  if (session.closes.some((close) => close.form === 'bound reference')) return 'bound-closer';
  return session.closes.some((close) => isBareClose(close) || isGivingBack(close)) ? 'bare-close' : 'never-closed';
}

/** `s`, or `c ? s : null`: what else the variable may hold needs no close. */
function holdsOnlyThisSession(init: Node, value: Node): boolean {
  if (init === value || isSessionOrNothing(init, value)) return true;
  if (init.type === 'TSAsExpression' || init.type === 'TSNonNullExpression' || init.type === 'TSSatisfiesExpression') return holdsOnlyThisSession(init.expression, value);
  return init.type === 'CallExpression' && isWithin(value, init) && init.callee.type === 'MemberExpression' && isWithin(value, init.callee.object);
}

/** A `var` may be seen outside of its block; `await using` may not. */
function isUsedOnlyIn(declaration: TSESTree.VariableDeclaration, session: SessionRecord): boolean {
  const block = blockOf(declaration);
  return block !== undefined && session.variables.every((variable) => variable.references.every(({ identifier }) => isWithin(identifier, block) && identifier.range[0] >= declaration.range[0]));
}

function usesFromFunctions(session: SessionRecord): boolean {
  return session.variables.some((variable) => variable.references.some(({ identifier }) => {
    const holder = functionAround(identifier);
    return holder !== undefined && !isInExecutor(holder);
  }));
}

/** Whether `node` is the executor of a promise, or stands in one. */
function isInExecutor(node: Node): boolean {
  for (let outer: Node | undefined = node; outer !== undefined; outer = functionAround(outer)) if (promiseExecutorOf(outer) !== undefined) return true;
  return false;
}

/** Whether a statement of the executor declares another session, which leaves the executor by its own plan. */
function movesAlong(statement: Node, own: Node, sessions: readonly SessionRecord[]): boolean {
  return statement !== own && sessions.some((other) => other.binding?.declarator?.parent === statement && other.binding.declarator.parent.declarations.length === 1 && other.escapes.length === 0);
}

interface Surroundings {
  readonly host: FunctionNode | undefined;
  /** The block whose end closes the session; `undefined` where it leaves an executor. */
  readonly scope: Block | undefined;
  readonly executor: FunctionNode | undefined;
  readonly safe: string;
  readonly sessions: readonly SessionRecord[];
}

function fatesOf(session: SessionRecord, declaration: TSESTree.VariableDeclaration, around: Surroundings, file: RewriteFile): Fates | { readonly reason: Parameters<typeof leave>[0] } {
  const fates: Fates = { dropped: [], removed: [], changes: [], kept: [], block: undefined, movesInto: undefined, goneDeclarators: [] };
  for (const close of session.closes.filter(isTakenOver)) {
    if (close.form === 'not called' && dropUncalled(close.node, fates)) continue;
    if (close.form === 'bound reference') {
      if (!dropBoundReference(close, session, fates, file)) return { reason: 'close-not-replaceable' };
      continue;
    }
    const closing = expressionOfClose(close, file);
    const statement = standsForAll(close, file) || isSafeFinally(close) ? (statementOfClose(closing, isAbout(session, file)) ?? returnOfClose(closing, around.host, file)) : undefined;
    if (statement !== undefined && mayGo(close, statement, session, declaration, fates, around, file)) {
      fates.dropped.push(statement);
      continue;
    }
    if (isGivingBack(close)) continue;
    if (isSafeFinally(close)) return { reason: 'closed-on-some-paths' };
    const inPlace = closeInPlace(close, session, around.safe, file);
    if ('reason' in inPlace) return inPlace;
    fates.kept.push(close);
    fates.changes.push(...inPlace.changes);
  }
  return fates;
}

/** `return s.quit();` at the very end of a function whose result nobody looks at. */
function returnOfClose(close: Node, host: FunctionNode | undefined, file: RewriteFile): TSESTree.ReturnStatement | undefined {
  const statement = close.parent?.type === 'AwaitExpression' ? close.parent.parent : close.parent;
  if (statement?.type !== 'ReturnStatement' || host?.body?.type !== 'BlockStatement' || host.body.body.at(-1) !== statement) return undefined;
  return isResultDropped(host, file) ? statement : undefined;
}

/** Whether a close may wait for the end of the scope. */
function mayGo(close: CloseSite, statement: TSESTree.Statement, session: SessionRecord, declaration: TSESTree.VariableDeclaration, fates: Fates, around: Surroundings, file: RewriteFile): boolean {
  const holder = functionAround(statement);
  if (around.executor !== undefined) return isWithin(statement, around.executor);
  if (around.scope === undefined) return false;
  if (holder !== around.host) return holder !== undefined && isInExecutor(holder);
  if (isOrderKept(statement, session, around.sessions)) {
    const isClose = (other: Node): boolean => replacedWithin(other, around.sessions).some((site) => other.type !== 'BlockStatement' && functionAround(expressionOfClose(site, file)) === holder && isStatementOfClose(expressionOfClose(site, file), other));
    const finallyOf = close.inFinallyOf;
    const until = finallyOf?.parent === around.scope ? finallyOf : undefined;
    if (until !== undefined && readsSessionAfter(until, session, around.scope)) return false;
    if (until?.finalizer?.body.includes(statement) === true && until.finalizer.body.every((other) => isClose(other) || isIdle(other))) {
      if (!hasEffectsAfter(until, around.scope, isClose)) return true;
      if (canEndAt(declaration, until, around.scope, file)) {
        fates.block = { from: declaration, to: until };
        return true;
      }
      if (canMoveInto(until, declaration, session, around.scope, file)) {
        fates.movesInto = until;
        return true;
      }
      return false;
    }
    return !hasEffectsAfter(statement, around.scope, isClose) && !readsSessionAfter(statement, session, around.scope);
  }
  return false;
}

const replacedCloses = new WeakMap<readonly SessionRecord[], readonly CloseSite[]>();

/** The closes inside a node that scopes take over. */
function replacedWithin(node: Node, sessions: readonly SessionRecord[]): CloseSite[] {
  let closes = replacedCloses.get(sessions);
  if (closes === undefined) {
    closes = sessions.flatMap((session) => session.closes.filter(isTakenOver)).sort((a, b) => a.node.range[0] - b.node.range[0]);
    replacedCloses.set(sessions, closes);
  }
  const found: CloseSite[] = [];
  for (let index = firstFrom(closes, (close) => close.node.range[0] >= node.range[0]); index < closes.length; index += 1) {
    const close = closes[index];
    if (close === undefined || close.node.range[0] >= node.range[1]) break;
    if (isWithin(close.node, node)) found.push(close);
  }
  return found;
}

function isStatementOfClose(close: Node, statement: Node): boolean {
  for (let outer = close.parent; outer; outer = outer.parent) {
    if (outer === statement) return true;
    if (isFunction(outer)) return false;
    if (outer.type === 'BlockStatement' && outer.body.length > 1) return false;
  }
  return false;
}

/** A close ends its session's use; what reads it afterwards (a status, a count) would read an open one. */
function readsSessionAfter(statement: Node, session: SessionRecord, scope: Block): boolean {
  const closes = session.closes.map((close) => close.node);
  return session.variables.some((variable) => variable.references.some(({ identifier }) => identifier.range[0] > statement.range[1] && isWithin(identifier, statement.parent ?? scope) && !closes.some((close) => isWithin(identifier, close))));
}

/**
 * Scopes close in the reverse order of declaration. Closes that stand in another order keep their place where the sessions have to
 * do with each other: different kinds of one library (a `Multi` and its handles), or one given to the other.
 */
function isOrderKept(statement: TSESTree.Statement, session: SessionRecord, sessions: readonly SessionRecord[]): boolean {
  return sessions.every((other) => {
    if (other === session || other.client.name === session.client.name || other.library !== session.library) return true;
    return other.closes.filter(isTakenOver).every((close) => {
      const sibling = statementOf(close.node);
      if (sibling === undefined || sibling.parent !== statement.parent) return true;
      const closesBefore = sibling.range[0] < statement.range[0];
      const declaredBefore = other.acquisition.range[0] < session.acquisition.range[0];
      return closesBefore !== declaredBefore;
    });
  });
}

/** Whether braces can stand around the statements from `from` to `to`: no name that they would hide is used outside, and nothing is exported. */
function canEndAt(from: TSESTree.ProgramStatement, to: TSESTree.ProgramStatement, scope: Block, file: RewriteFile): boolean {
  if (scope.body.some((statement) => statement.range[0] >= from.range[0] && statement.range[1] <= to.range[1] && /^(?:Import|Export)/.test(statement.type))) return false;
  const isInside = (identifier: Node): boolean => identifier.range[0] >= from.range[0] && identifier.range[1] <= to.range[1];
  const names = declaredNames(file);
  for (let index = firstFrom(names, ({ identifier }) => identifier.range[0] >= from.range[0]); index < names.length; index += 1) {
    const name = names[index];
    if (name === undefined || name.identifier.range[0] > to.range[1]) break;
    const isHidden = isInside(name.identifier) && statementOf(name.identifier)?.parent === scope;
    if (isHidden && !name.variable.references.every(({ identifier }) => isInside(identifier))) return false;
  }
  return true;
}

/** The same for all that comes after a declaration. */
function canWrapRest(declaration: TSESTree.Statement, scope: Block, file: RewriteFile): boolean {
  const rest = statementsAfter(declaration, scope);
  const [first] = rest;
  const last = rest.at(-1);
  return first === undefined || last === undefined || canEndAt(first, last, scope, file);
}

interface DeclaredName {
  readonly identifier: Node;
  readonly variable: Variable;
}

/** By syntax tree: oxlint has one scope manager for all files. */
const namesOfFiles = new WeakMap<RewriteFile['ast'], readonly DeclaredName[]>();

/** Every name where it is declared, in the order of the text. */
function declaredNames({ ast, scopeManager }: RewriteFile): readonly DeclaredName[] {
  let names = namesOfFiles.get(ast);
  if (names === undefined) {
    names = scopeManager.scopes
      .flatMap((scope) => scope.variables.flatMap((variable) => variable.identifiers.map((identifier): DeclaredName => ({ identifier, variable }))))
      .sort((a, b) => a.identifier.range[0] - b.identifier.range[0]);
    namesOfFiles.set(ast, names);
  }
  return names;
}

/**
 * Whether the declaration may move into the `try` whose `finally` closes the session: nothing between them uses it or has effects,
 * and no comment would be torn from it.
 */
function canMoveInto(attempt: TSESTree.TryStatement, declaration: TSESTree.VariableDeclaration, session: SessionRecord, scope: Block, file: RewriteFile): boolean {
  if (attempt.handler !== null || attempt.block.body.length === 0 || declaration.declarations.length > 1) return false;
  const between = scope.body.filter((statement) => statement.range[0] >= declaration.range[1] && statement.range[1] <= attempt.range[0]);
  const isUsed = (where: (node: Node) => boolean): boolean => session.variables.some((variable) => variable.references.some(({ identifier }) => where(identifier)));
  if (!between.every(isEffectFree) || isUsed((identifier) => between.some((statement) => isWithin(identifier, statement)))) return false;
  if (isUsed((identifier) => identifier.range[0] >= attempt.range[1])) return false;
  const lines = [declaration.loc.start.line - 1, declaration.loc.start.line, declaration.loc.end.line];
  return !(file.ast.comments ?? []).some((comment) => lines.includes(comment.loc.start.line) || lines.includes(comment.loc.end.line));
}

function declarationText(declaration: TSESTree.VariableDeclaration, edits: readonly TextEdit[], { text, style }: RewriteFile): string {
  const [start, end] = declaration.range;
  const shifted = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  return applyEdits(text.slice(start, end), shifted).replace(/;?$/, style.semicolon);
}

/** Whether a condition asks only whether the session is there. */
function isAbout(session: SessionRecord, file: RewriteFile): (test: Node) => boolean {
  const isSession = (node: Node): boolean => {
    const variable = node.type === 'Identifier' ? file.origins.variableOf(node) : undefined;
    return variable !== undefined && session.variables.includes(variable);
  };
  return (test) =>
    isSession(test) ||
    (test.type === 'BinaryExpression' && /^!==?$/.test(test.operator) && isSession(test.left) && isNothing(test.right));
}

/** Removes the registration of a bound close, and its definition once nothing names it any more. */
function dropBoundReference(close: CloseSite, session: SessionRecord, fates: Fates, file: RewriteFile): boolean {
  const listener = listenersOf(session).find(({ handler }) => handler === close.node);
  if (listener === undefined) return false;
  const { call } = listener;
  if (call.parent.type === 'ExpressionStatement') {
    fates.dropped.push(call.parent);
  } else if (call.callee.type === 'MemberExpression' && commentsIn([call.callee.object.range[1], call.range[1]], file.ast).length === 0) {
    fates.removed.push(close.node);
    fates.changes.push(remove(call.callee.object.range[1], call.range[1]));
  } else {
    return false;
  }
  dropDefinition(close.node, session, fates, file);
  return true;
}

function dropDefinition(reference: Node, session: SessionRecord, fates: Fates, file: RewriteFile): void {
  const definition = boundDefinition(reference, file);
  const declaration = definition?.parent?.type === 'VariableDeclarator' ? definition.parent.parent : undefined;
  if (reference.type !== 'Identifier' || definition?.parent?.type !== 'VariableDeclarator' || declaration === undefined || !canSplit(declaration, file)) return;
  const variable = file.origins.variableOf(reference);
  const closes = new Set(session.closes.map((close) => close.node));
  if (variable?.references.every((other) => other.init === true || closes.has(other.identifier)) !== true) return;
  if (declaration.declarations.length > 1) {
    if (!fates.goneDeclarators.includes(definition.parent)) fates.goneDeclarators.push(definition.parent);
    return;
  }
  fates.dropped.push(declaration);
}

/** `s.close.bind(s);` as a statement: the scope closes now, so what was meant may go. */
function dropUncalled(node: Node, fates: Fates): boolean {
  const statement = node.parent;
  if (statement?.type !== 'ExpressionStatement' || blockOf(statement) === undefined) return false;
  fates.dropped.push(statement);
  return true;
}

/** Puts the rest of the block into `try { … } finally { await safelyCloseClient(s) }`. */
function wrapRestInTry(declaration: TSESTree.VariableDeclaration, close: string, file: RewriteFile): Change[] {
  const block = blockOf(declaration);
  const last = block?.body.at(-1);
  const { endOfLine, indentUnit, semicolon } = file.style;
  const indent = indentAt(file.text, declaration.range[0]);
  const end = `${endOfLine}${indent}} finally {${endOfLine}${indent}${indentUnit}${close}${semicolon}${endOfLine}${indent}}`;
  if (last === undefined || last === declaration) return [insert(declaration.range[1], `${endOfLine}${indent}try {${end}`)];
  return [insert(declaration.range[1], `${endOfLine}${indent}try {`), reindent(declaration.range[1], last.range[1], 'in', indentUnit), shared(insert(last.range[1], end))];
}
