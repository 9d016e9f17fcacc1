/** Whether code that goes on after a close that nobody awaits would notice that it is awaited now. */
import type { CloseSite } from '../../analysis/sessions/session-record.ts';
import type { Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import { isFunction, isWithin, walk } from '../../analysis/syntax/walk.ts';
import type { ReasonId } from '../reasons.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { functionAround } from './surroundings.ts';
import { closingMethod } from '../../analysis/sessions/closing-method.ts';

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
  return closingMethod(close.client, close.method)?.waitsForVisitors === true && needsConnectionsAfter(call, file) ? 'work-after-close' : undefined;
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

/**
 * A server that stops listening lets its open connections go on; waiting for it cuts them off in the end. So what is awaited behind it
 * may miss them, and where a client that holds one is closed behind it, the wait is for nothing else.
 */
function needsConnectionsAfter(call: Node, file: RewriteFile): boolean {
  const holder = functionAround(call);
  const root = holder?.body ?? file.ast;
  let needs = false;
  walk(root, file.visitorKeys, (node) => {
    if (needs || (isFunction(node) && node !== holder)) return false;
    if (node.range[0] < call.range[1]) return true;
    if (node.type === 'AwaitExpression') needs = !isClose(node.argument);
    else if (node.type === 'CallExpression' && node.parent.type !== 'AwaitExpression') needs = closesConnection(node);
    return !needs;
  });
  return needs;
}

/** `socket.disconnect()`, `client.end()`, which nobody awaits: words of those that have connected. */
function closesConnection({ callee }: TSESTree.CallExpression): boolean {
  return callee.type === 'MemberExpression' && /^(?:end|destroy|destroySoon|disconnect|terminate)$/.test(propertyName(callee) ?? '');
}

/** `s.close()`: what tears down beside it does not work on. A safe close there may be that of a client. */
function isClose(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const name = node.callee.type === 'MemberExpression' ? propertyName(node.callee) : node.callee.type === 'Identifier' ? node.callee.name : undefined;
  return name !== undefined && /^(?:close|end|quit|destroy|disconnect|stop|terminate)/.test(name);
}
