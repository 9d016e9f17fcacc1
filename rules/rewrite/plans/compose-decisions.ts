/** Composes the decisions for several sessions into edits: what one of them empties, or what two share, is seen here. */
import type { TSESTree } from '../../analysis/syntax/syntax.ts';
import { insert, shared } from '../text/changes.ts';
import type { Change } from '../text/changes.ts';
import { composeChanges } from '../text/compose-changes.ts';
import type { Decision } from '../decision.ts';
import { disposeMethods } from '../edits/dispose-fields.ts';
import { isIdle } from '../questions/effects.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import type { TextEdit } from '../rewrite-plan.ts';
import { splitDeclaration } from '../edits/split-declaration.ts';
import { removeExceptComments } from '../text/remove-lines.ts';
import { indentAt } from '../text/text-lines.ts';
import { commentsOfFinally, hasFinally, removeFinally, wrapInBlock } from '../edits/unwrap-try.ts';

/** @returns `undefined` where two decisions contradict each other. */
export function composeDecisions(decisions: readonly Decision[], file: RewriteFile): TextEdit[] | undefined {
  const claims = decisions.flatMap((decision) => decision.claims ?? []);
  if (new Set(claims).size < claims.length) return undefined;
  const changes: Change[] = decisions.flatMap((decision) => decision.changes);
  const emptied = emptiedTries(decisions);
  changes.push(...removeDropped(decisions, emptied, file));
  for (const attempt of emptied) {
    const moved = decisions.flatMap(({ movesInto }) => (movesInto?.attempt === attempt ? [movesInto.text] : []));
    changes.push(...removeFinally(attempt, file, moved), ...keepComments(attempt, decisions, file));
  }
  for (const { from, to } of mergedBlocks(decisions)) changes.push(...wrapInBlock(from, to, file));
  changes.push(...splitDeclarations(decisions, file), ...disposeMethods(decisions, file));
  return composeChanges(changes, file);
}

/** What goes with a `finally` goes there, its comments included. */
function removeDropped(decisions: readonly Decision[], emptied: ReadonlySet<TSESTree.TryStatement>, file: RewriteFile): Change[] {
  const statements = new Set(decisions.flatMap((decision) => decision.dropped));
  const finalizers = new Set([...emptied].map(({ finalizer }) => finalizer));
  return [...statements].flatMap((statement) => (finalizers.has(statement.parent as TSESTree.BlockStatement) ? [] : [removeExceptComments(statement, file, file.style.endOfLine)]));
}

/** Declarations of several variables, each taken apart once for all sessions in it. */
function splitDeclarations(decisions: readonly Decision[], file: RewriteFile): Change[] {
  const using = new Set(decisions.flatMap((decision) => decision.declarators?.using ?? []));
  const gone = new Set(decisions.flatMap((decision) => decision.declarators?.gone ?? []));
  const declarations = new Set([...using, ...gone].map((declarator) => declarator.parent));
  return [...declarations].flatMap((declaration) => (declaration.type === 'VariableDeclaration' ? splitDeclaration(declaration, { using, gone }, file) : []));
}

type TryWithFinally = Parameters<typeof removeFinally>[0];

/** The `try` statements of whose `finally` nothing is left. */
function emptiedTries(decisions: readonly Decision[]): Set<TryWithFinally> {
  const dropped = new Set<TSESTree.Node>(decisions.flatMap((decision) => decision.dropped));
  const emptied = new Set<TryWithFinally>();
  for (const statement of dropped) {
    const finalizer = statement.parent;
    const attempt = finalizer?.parent;
    if (attempt?.type !== 'TryStatement' || attempt.finalizer !== finalizer || !hasFinally(attempt)) continue;
    if (attempt.finalizer.body.every((other) => dropped.has(other) || isIdle(other))) emptied.add(attempt);
  }
  return emptied;
}

/** What was said beside a close is said at the declaration that closes now. */
function keepComments(attempt: TryWithFinally, decisions: readonly Decision[], file: RewriteFile): Change[] {
  const comments = commentsOfFinally(attempt, file.ast);
  const owner = decisions.find((decision) => decision.dropped.some((statement) => statement.parent === attempt.finalizer));
  if (comments.length === 0 || owner?.declaration === undefined) return [];
  const [start] = owner.declaration.range;
  const separator = file.style.endOfLine + indentAt(file.text, start);
  return [shared(insert(start, comments.map((comment) => file.text.slice(...comment.range) + separator).join('')))];
}

/** Sessions whose scopes end at the same statement share the braces, from the first declaration on. */
function mergedBlocks(decisions: readonly Decision[]): NonNullable<Decision['block']>[] {
  const blocks = new Map<TSESTree.Node, NonNullable<Decision['block']>>();
  for (const { block } of decisions) {
    if (block === undefined) continue;
    const known = blocks.get(block.to);
    if (known === undefined || block.from.range[0] < known.from.range[0]) blocks.set(block.to, block);
  }
  return [...blocks.values()];
}
