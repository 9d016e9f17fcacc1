/** Whether the work that a request starts is over when its scope ends. */
import type { SessionRecord } from '../../analysis/sessions/session-record.ts';
import type { Node, TSESTree, Variable } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import { isFunction } from '../../analysis/syntax/walk.ts';
import { promiseFate } from './promise-fate.ts';
import type { PromiseFate } from './promise-fate.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { functionAround } from './surroundings.ts';
import type { Work } from './work-of.ts';

/** Functions that, awaited, wait for the end of a stream they are given. */
const waitsForEnd = new Set(['finished', 'pipeline', 'text', 'json', 'buffer', 'arrayBuffer', 'blob']);
/** Libraries whose answers carry a body that is still to be read from the session. */
const streamsItsBodies = new Set(['undici', 'aws-sdk']);
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

const readsOf = (variable: Variable | undefined): Node[] => variable?.references.filter((reference) => reference.isRead() && reference.init !== true).map((reference) => reference.identifier) ?? [];

/**
 * What becomes of the bodies that an awaited answer carries: streams that still belong to the session (`(await client.request(…)).body`).
 */
export function fatesOfBodies(call: Node, { library }: SessionRecord, file: RewriteFile): PromiseFate[] {
  const awaiting = call.parent;
  if (!streamsItsBodies.has(library) || awaiting?.type !== 'AwaitExpression') return [];
  return bodiesIn(awaiting, file).map((body) => fateOfBody(body, file));
}

/**
 * The same for an answer that nobody awaits by name: one that is returned as a promise, or that a `then` looks at. A session that was
 * closed at the end of its scope has waited for such a body, or has cut it off; one that nothing closed has not.
 *
 * @param host - The function whose scope will close the session.
 */
export function fatesOfBodiesInChain(call: Node, { library }: SessionRecord, host: Node | undefined, file: RewriteFile): PromiseFate[] {
  if (!streamsItsBodies.has(library)) return [];
  let answer = call;
  for (let outer = answer.parent; outer; outer = answer.parent) {
    if (outer.type === 'ReturnStatement' || (outer.type === 'ArrowFunctionExpression' && outer.body === answer)) return functionAround(answer) === host ? [{ kind: 'floating' }] : [];
    if (outer.type !== 'MemberExpression' || outer.parent.type !== 'CallExpression' || outer.parent.callee !== outer) return [];
    const name = propertyName(outer);
    if (name === 'then') return bodiesGivenTo(outer.parent.arguments[0], file).map((body) => fateInChain(fateOfBody(body, file)));
    if (name !== 'catch' && name !== 'finally') return [];
    answer = outer.parent;
  }
  return [];
}

/** What a callback of a chain returns, the chain waits for. */
const fateInChain = (fate: PromiseFate): PromiseFate => (fate.kind === 'returned' ? { kind: 'awaited' } : fate);

function bodiesGivenTo(callback: Node | undefined, file: RewriteFile): Node[] {
  const parameter = isFunction(callback) ? callback.params[0] : undefined;
  return parameter === undefined ? [] : bodiesOf(parameter, file);
}

/** Every expression that is the body of the answer `answer` is. */
function bodiesIn(answer: Node, file: RewriteFile): Node[] {
  const { parent } = answer;
  if (parent?.type === 'MemberExpression' && parent.object === answer) return propertyName(parent) === 'body' ? [parent] : [];
  // An answer that is handed on whole takes its body along.
  if (parent?.type === 'ReturnStatement' || (parent?.type === 'ArrowFunctionExpression' && parent.body === answer)) return [answer];
  if (parent?.type !== 'VariableDeclarator') return [];
  return bodiesOf(parent.id, file);
}

/** The same for an answer that is given a name, or taken apart. */
function bodiesOf(target: Node, file: RewriteFile): Node[] {
  if (target.type === 'Identifier') return readsOf(file.origins.variableOf(target)).flatMap((read) => bodiesIn(read, file));
  if (target.type !== 'ObjectPattern') return [];
  const body = target.properties.find((property): property is TSESTree.Property => property.type === 'Property' && propertyName(property) === 'body');
  const name = body?.value.type === 'Identifier' ? body.value : undefined;
  return name === undefined ? [] : readsOf(file.origins.variableOf(name));
}

function fateOfBody(body: Node, file: RewriteFile): PromiseFate {
  const { parent } = body;
  if (parent?.type === 'ForOfStatement' || parent?.type === 'AwaitExpression') return { kind: 'awaited' };
  const method = parent?.type === 'MemberExpression' && parent.object === body ? parent : undefined;
  if (method !== undefined) {
    // A property of the body, such as `bodyUsed`, starts nothing.
    if (method.parent.type !== 'CallExpression' || method.parent.callee !== method) return { kind: 'awaited' };
    return promiseFate(method.parent, file);
  }
  if (parent?.type === 'CallExpression' && parent.callee !== body) return promiseFate(parent, file);
  return { kind: 'floating' };
}
