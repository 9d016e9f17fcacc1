/** Whether the work that a request starts is over when its scope ends. */
import type { SessionRecord } from '../../analysis/sessions/session-record.ts';
import type { Node } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import { promiseFate } from './promise-fate.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { functionAround, readsOf } from './surroundings.ts';
import type { Work } from './work-of.ts';

/** Functions that, awaited, wait for the end of a stream they are given. */
const waitsForEnd = new Set(['finished', 'pipeline', 'text', 'json', 'buffer', 'arrayBuffer', 'blob']);
const endEvents = new Set(['end', 'close', 'finish']);
/** After these nothing comes of a request any more. */
const lastEvents = new Set([...endEvents, 'error', 'aborted', 'timeout']);

/**
 * Work that gives nothing back is over when the call returns, unless the session tells of its end by events: nobody could
 * know it otherwise (`Easy.perform`).
 */
export function isOverOnReturn(request: Work, { client }: SessionRecord): boolean {
  return request.gives === 'nothing' && client.listens === undefined && client.endEvents === undefined;
}

/** Whether a stream that a request gives is read to its end, or its end awaited: `for await`, `finished(stream)`, `once(stream, 'end')`. */
export function isReadToItsEnd(emitter: Node, file: RewriteFile): boolean {
  return usesOf(emitter, file).some((use) => {
    const { parent } = use;
    if (parent?.type === 'ForOfStatement') return parent.await && parent.right === use;
    if (parent?.type !== 'CallExpression' || !parent.arguments.some((argument) => argument === use)) return false;
    const name = parent.callee.type === 'Identifier' ? parent.callee.name : parent.callee.type === 'MemberExpression' ? propertyName(parent.callee) : undefined;
    const event = parent.arguments[1];
    const waits = (name !== undefined && waitsForEnd.has(name)) || (name === 'once' && event?.type === 'Literal' && endEvents.has(String(event.value)));
    return waits && promiseFate(parent, file).kind === 'awaited';
  });
}

/**
 * Whether what a request gives may still be in work in a function that closes its session: in the one that has started it, and in
 * the handler of an event that is not its last (`stream.on('response', …)`).
 */
export function isInWorkIn(holder: Node | undefined, request: Node, file: RewriteFile): boolean {
  if (isReadToItsEnd(request, file)) return false;
  return functionAround(request) === holder || usesOf(request, file).some((use) => eventsHeardBy(holder, use, file).some((event) => !lastEvents.has(event)));
}

/** The events of an emitter that a function is put on, each by itself or in a chain. */
function eventsHeardBy(holder: Node | undefined, emitter: Node, file: RewriteFile): string[] {
  const { parent: member } = emitter;
  const call = member?.parent;
  if (member?.type !== 'MemberExpression' || member.object !== emitter || call?.type !== 'CallExpression' || call.callee !== member) return [];
  const [event, handler] = call.arguments;
  const heard = event?.type === 'Literal' && typeof event.value === 'string' && handler !== undefined && file.context.functionOf(handler) === holder ? [event.value] : [];
  return [...heard, ...eventsHeardBy(holder, call, file)];
}

/** The places that use what an expression gives: itself, or the variable that it is kept in. */
function usesOf(expression: Node, file: RewriteFile): Node[] {
  const { parent } = expression;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return [expression];
  return readsOf(file.origins.variableOf(parent.id));
}

