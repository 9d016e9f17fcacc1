/**
 * Methods that put a new session into a field only when there is none that is open: from the constructor, and when the old one has
 * said that it is closed.
 */
import type { FileAnalysis } from '../analysis/analyse-file.ts';
import { isListenerMethod } from '../analysis/names/known-calls.ts';
import type { SessionRecord } from '../analysis/sessions/session-record.ts';
import type { ClassNode, Node } from '../analysis/syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../analysis/syntax/unwrap.ts';
import { constructorOf, isField, isFunction, loopsAround, walk } from '../analysis/syntax/walk.ts';

/**
 * Whether a private method runs only where no session of the client is open.
 *
 * @param name - The method's, `#` included.
 */
export function runsOnlyWithoutSession(name: string, classNode: ClassNode, client: SessionRecord['client'], { acquisitions, context }: FileAnalysis): boolean {
  if (acquisitions === undefined || context === undefined) return false;
  const asked = new Set<string>();
  let callsOfConstructor = 0;
  return runsOnlyThen(name) && callsOfConstructor <= 1;

  function runsOnlyThen(method: string): boolean {
    if (asked.has(method)) return true;
    asked.add(method);
    return usesOf(method).every(isThen);
  }

  function usesOf(method: string): Node[] {
    const uses: Node[] = [];
    walk(classNode, context?.input.visitorKeys ?? {}, (node) => {
      if (isMember(node, method) && node.object.type === 'ThisExpression') uses.push(node);
    });
    return uses;
  }

  function isThen(use: Node): boolean {
    /** Functions around the use: what stands in one inside a method runs at another time. */
    let functions = 0;
    for (let outer: Node | undefined = use; outer && outer !== classNode; outer = outer.parent) {
      if (isToldOfEnd(outer)) return true;
      if (outer === constructorOf(classNode)) {
        callsOfConstructor += 1;
        return functions === 0 && loopsAround(use).length === 0;
      }
      if (isFunction(outer)) functions += 1;
      if (outer.type === 'MethodDefinition' || isField(outer)) {
        const method = propertyName(outer);
        const isPrivate = outer.key.type === 'PrivateIdentifier' || outer.accessibility === 'private';
        return isPrivate && functions === 1 && method !== undefined && runsOnlyThen(method);
      }
    }
    return false;
  }

  /** The handler of an event by which the session says that it is closed. */
  function isToldOfEnd(handler: Node): boolean {
    const call = handler.parent;
    if (call?.type !== 'CallExpression' || call.arguments[1] !== handler) return false;
    const callee = withoutCasts(call.callee);
    const [event] = call.arguments;
    if (!isMember(callee) || !isListenerMethod(propertyName(callee) ?? '') || event?.type !== 'Literal') return false;
    return acquisitions?.clientOf(callee.object) === client && client.endEvents?.some((events) => events.length === 1 && events[0] === event.value) === true;
  }
}
