/**
 * Where closed sessions are used or closed again; asked by two rules, so that what one reports the other does not repeat.
 */
import type { FileAnalysis } from '../analysis/analyse-file.ts';
import type { Holding, Place } from '../analysis/paths/path-state.ts';
import type { SessionRecord } from '../analysis/sessions/session-record.ts';
import type { FunctionNode, Node, Variable } from '../analysis/syntax/syntax.ts';
import { isFunction, isWithin } from '../analysis/syntax/walk.ts';

export interface UseAfterClose {
  readonly node: Node;
  readonly what: 'use' | 'close';
  readonly name: string;
}

const found = new WeakMap<object, readonly UseAfterClose[]>();

/** Every use after a close, of sessions made here and of typed parameters. */
export function usesAfterClose(analysis: FileAnalysis): readonly UseAfterClose[] {
  const known = found.get(analysis.sessions);
  if (known) return known;
  const uses: UseAfterClose[] = [];
  const note = (node: Node, what: 'use' | 'close', name: string): void => {
    if (!uses.some((use) => use.node === node)) uses.push({ node, what, name });
  };
  for (const session of analysis.sessions) {
    analysis.watch(session, {
      ...(session.disposal === undefined ? {} : { untilScopeEnds: true }),
      afterClose: (node, what) => note(node, what, session.name),
      afterCloseCalling: (fn) => noteUsesIn(fn, session, (node) => note(node, 'use', session.name)),
    });
    for (const [fn, places] of closuresThatClose(session, analysis)) {
      analysis.exploreFrom(fn, session.client, places, { afterClose: (node, what) => note(node, what, session.name) });
    }
  }
  for (const fn of analysis.functions) {
    for (const { variable, client } of typedParameters(fn, analysis)) {
      analysis.exploreFrom(fn, client, new Map([[variable, 'self']]), { afterClose: (node, what) => note(node, what, variable.name) });
    }
  }
  found.set(analysis.sessions, uses);
  return uses;
}

/** The handlers and other closures that close a session of the function around, with the places at which they come to it. */
function closuresThatClose(session: SessionRecord, { context }: FileAnalysis): ReadonlyMap<FunctionNode, ReadonlyMap<Place, Holding>> {
  const closures = new Map<FunctionNode, Map<Place, Holding>>();
  for (const close of session.closes) {
    if (!isFunction(close.inFunction) || close.inFunction === session.owner || context === undefined) continue;
    const captured = context.reachedBy(close.inFunction);
    const places = closures.get(close.inFunction) ?? new Map<Place, Holding>();
    for (const variable of session.variables) if (captured.has(variable)) places.set(variable, 'self');
    if (close.session?.type === 'ThisExpression') places.set('this', 'self');
    if (places.size > 0) closures.set(close.inFunction, places);
  }
  return closures;
}

function noteUsesIn(fn: FunctionNode, session: SessionRecord, note: (node: Node) => void): void {
  for (const request of session.requests) if (isWithin(request.node, fn)) note(request.node);
}

function typedParameters(fn: FunctionNode, analysis: FileAnalysis): { variable: Variable; client: SessionRecord['client'] }[] {
  return fn.params.flatMap((parameter) => {
    if (parameter.type !== 'Identifier' || !parameter.typeAnnotation) return [];
    const variable = analysis.context?.origins.variableOf(parameter);
    const client = analysis.acquisitions?.clientOf(parameter);
    return variable && client ? [{ variable, client }] : [];
  });
}
