/**
 * The work that a session is given: the requests that the catalog names, and what else the session is called with, where any other
 * method starts work (the commands of a Redis client) or the session itself does (`sql`…``).
 */
import type { RequestSite, SessionRecord } from '../../analysis/sessions/session-record.ts';
import type { Node } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import { promiseFate } from './promise-fate.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { isContinuation } from '../../analysis/names/known-calls.ts';

export interface Work extends Pick<RequestSite, 'gives' | 'isAwaited'> {
  /** The call; of a chain (`session.multi().get(key).exec()`) the whole of it. */
  readonly node: Node;
}

export function workOf(session: SessionRecord, file: RewriteFile): readonly Work[] {
  const { otherMethodsGive, callGives } = session.client;
  if (otherMethodsGive === undefined && callGives === undefined) return session.requests;
  const references = session.variables.flatMap((variable) => variable.references.map(({ identifier }): Node => identifier));
  return [...session.requests, ...references.flatMap((reference) => unnamedWorkAt(reference, session, file))];
}

function unnamedWorkAt(reference: Node, { client }: SessionRecord, file: RewriteFile): Work[] {
  const chain = chainFrom(reference);
  if (chain.calls === 0) return [];
  const { callGives, otherMethodsGive } = client;
  const gives = chain.first === undefined ? callGives : (otherMethodsGive ?? callGives);
  if (gives === undefined || (chain.first !== undefined && isNoWork(chain.first, chain.calls, client))) return [];
  const isAwaited = promiseFate(chain.whole, file).kind === 'awaited';
  // A query that is a call of the session runs when it is awaited: what nobody waits for may be a part of another one.
  if (callGives !== undefined && promiseFate(chain.whole, file).kind === 'floating') return [];
  return [{ node: chain.whole, gives, isAwaited }];
}

/** Methods that are told of elsewhere, and those that start nothing by themselves. */
function isNoWork(method: string, calls: number, client: SessionRecord['client']): boolean {
  const { closes, requests, listens = [], chains = [], configures, takenOverBy = [], armedBy } = client;
  const isTold = [...closes, ...requests].some(({ name }) => name === method) || takenOverBy.includes(method) || listens.includes(method) || chains.includes(method);
  return isTold || (armedBy !== 'acquisition' && armedBy.includes(method)) || isContinuation(method) || (calls === 1 && configures.includes(method));
}

interface Chain {
  readonly whole: Node;
  readonly calls: number;
  /** The first method; `undefined` where the session itself is called. */
  readonly first: string | undefined;
}

/** `session.a(…).b.c(…)`, without what goes on with its promise. */
function chainFrom(reference: Node): Chain {
  let whole = reference;
  let calls = 0;
  let first: string | undefined;
  for (let inner = reference, outer = inner.parent; outer; inner = outer, outer = inner.parent) {
    if (outer.type === 'MemberExpression' && outer.object === inner) {
      const name = propertyName(outer);
      if (calls > 0 && isContinuation(name)) break;
      // Of a namespace (`session.indices.create()`) the method itself counts.
      if (calls === 0) first = name ?? '';
    } else if ((outer.type === 'CallExpression' && outer.callee === inner) || (outer.type === 'TaggedTemplateExpression' && outer.tag === inner)) {
      calls += 1;
      whole = outer;
    } else if (outer.type !== 'ChainExpression' && outer.type !== 'TSNonNullExpression') {
      break;
    }
  }
  return { whole, calls, first };
}
