/** Whether code that goes on after a close that nobody awaits would notice that it is awaited now. */
import type { CloseSite } from '../analysis/session-record.ts';
import type { Node } from '../analysis/syntax.ts';
import { propertyName } from '../analysis/unwrap.ts';
import { isFunction, isWithin, walk } from '../analysis/walk.ts';
import type { ReasonId } from './reasons.ts';
import type { RewriteFile } from './rewrite-file.ts';
import { functionAround } from './surroundings.ts';

/** Events by which clients say that they are closed. */
const closingEvents = new Set(['close', 'closed', 'end', 'finish', 'exit', 'disconnect', 'disconnected']);
const listens = new Set(['on', 'once', 'addListener', 'prependListener', 'prependOnceListener', 'addEventListener']);

/** @returns Why the close may not become one that is awaited where it stands. */
export function whyNotAwaitHere(close: CloseSite, file: RewriteFile): ReasonId | undefined {
  const call = close.node;
  const held = call.type === 'CallExpression' && call.callee.type === 'MemberExpression' ? call.callee.object : undefined;
  const variable = held?.type === 'Identifier' ? file.origins.variableOf(held) : undefined;
  // What stands in another function further down, as a test does below its hook, does not run after this close.
  const holder: Node = functionAround(call) ?? file.ast;
  const waits = variable?.references.some(({ identifier }) => identifier.range[0] > call.range[1] && isWithin(identifier, holder) && waitsForEnd(identifier)) === true;
  if (waits) return 'close-event-awaited';
  const isServer = close.client !== undefined && close.client.armedBy !== 'acquisition' && close.client.armedBy.includes('listen');
  return isServer && awaitsAfter(call, file) ? 'work-after-close' : undefined;
}

/** `once(s, 'close')`, `s.on('close', …)`, `s.onclose = …`. */
function waitsForEnd(use: Node): boolean {
  const { parent } = use;
  if (parent?.type === 'CallExpression') return parent.arguments[0] === use && isClosingEvent(parent.arguments[1]);
  if (parent?.type !== 'MemberExpression' || parent.object !== use) return false;
  const name = propertyName(parent) ?? '';
  if (parent.parent.type === 'AssignmentExpression') return /^on(?:close|end|disconnect)$/.test(name);
  return parent.parent.type === 'CallExpression' && listens.has(name) && isClosingEvent(parent.parent.arguments[0]);
}

const isClosingEvent = (node: Node | undefined): boolean => node?.type === 'Literal' && closingEvents.has(String(node.value));

/** A server that stops listening lets its open connections go on; waiting for it cuts them off in the end. */
function awaitsAfter(call: Node, file: RewriteFile): boolean {
  const holder = functionAround(call);
  const root = holder?.body ?? file.ast;
  let awaits = false;
  walk(root, file.visitorKeys, (node) => {
    if (awaits || (isFunction(node) && node !== holder)) return false;
    if (node.type === 'AwaitExpression' && node.range[0] > call.range[1]) awaits = !isClose(node.argument);
    return !awaits;
  });
  return awaits;
}

/** `s.close()`, `safelyCloseClient(s)`: what tears down beside it does not work on. */
function isClose(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const name = node.callee.type === 'MemberExpression' ? propertyName(node.callee) : node.callee.type === 'Identifier' ? node.callee.name : undefined;
  return name !== undefined && /^(?:close|end|quit|destroy|disconnect|stop|terminate|safelyClose|closeAll)/.test(name);
}
