/** The listeners that a session's owner puts on it: `s.on('end', …)`, chained or not. */
import type { CallExpression, Node } from '../../analysis/syntax/syntax.ts';
import type { SessionRecord } from '../../analysis/sessions/session-record.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';

export interface Listener {
  readonly event: string;
  readonly handler: Node;
  /** The registering call. */
  readonly call: CallExpression;
}

export function listenersOf(session: SessionRecord): Listener[] {
  const roots: Node[] = [session.value, ...session.variables.flatMap((variable) => variable.references.map((reference) => reference.identifier))];
  return roots.flatMap((root) => listenersInChain(root, session));
}

function listenersInChain(root: Node, { client }: SessionRecord): Listener[] {
  const found: Listener[] = [];
  for (let object = root; ; ) {
    const member = object.parent;
    if (member?.type !== 'MemberExpression' || member.object !== object) return found;
    const call = member.parent;
    const method = propertyName(member);
    if (call.type !== 'CallExpression' || call.callee !== member || method === undefined) return found;
    const [event, handler] = call.arguments;
    if (client.listens?.includes(method) === true && event?.type === 'Literal' && typeof event.value === 'string' && handler !== undefined) {
      found.push({ event: event.value, handler, call });
    }
    if (client.chains?.includes(method) !== true) return found;
    object = call;
  }
}

/** Whether a failing transfer has no listener today, where the session's other end events have one. */
export function lacksErrorHandler(session: SessionRecord): boolean {
  const events = new Set(listenersOf(session).map((listener) => listener.event));
  return !events.has('error') && (session.client.endEvents ?? []).some((set) => set.includes('error') && set.some((event) => events.has(event)));
}
