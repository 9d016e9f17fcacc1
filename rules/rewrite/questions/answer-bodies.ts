/**
 * What becomes of the bodies that answers carry: streams that still belong to the session (`(await client.request(…)).body`). An answer
 * is followed through promises, lists, objects, variables and the functions of the file that hand it on.
 */
import type { SessionRecord } from '../../analysis/sessions/session-record.ts';
import type { FunctionNode, Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import { isFunction, isWithin, nameOfFunction } from '../../analysis/syntax/walk.ts';
import { combinatorOf, promiseFate } from './promise-fate.ts';
import type { PromiseFate } from './promise-fate.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { functionAround, readsOf } from './surroundings.ts';

/** Libraries whose answers carry a body that is still to be read from the session. */
const streamsItsBodies = new Set(['undici', 'aws-sdk']);

/** The answer leaves the scope. */
const handedOut: readonly PromiseFate[] = [{ kind: 'floating' }];

/** Methods whose callback's result is a part of what they give, and whose callback is given a part of what they are called on. */
const handsBack = new Set(['then', 'catch', 'map', 'flatMap', 'reduce', 'reduceRight']);
/** Methods that give some of what they are called on. */
const selects = new Set(['at', 'concat', 'filter', 'find', 'findLast', 'finally', 'flat', 'pop', 'reverse', 'shift', 'slice', 'sort', 'toSorted']);
/** Those whose callback is only given it. */
const visits = new Set(['every', 'forEach', 'some']);
/** What makes one list or object of others. */
const regroups = new Set(['Array', 'Object']);

export interface BodiesQuestion {
  readonly session: Pick<SessionRecord, 'library'>;
  /** The function whose scope will close the session. */
  readonly host: Node | undefined;
}

/** The fates of all bodies that come of a request, as far as anybody but the session has to do with them. */
export function fatesOfBodies(call: Node, { session, host }: BodiesQuestion, file: RewriteFile): readonly PromiseFate[] {
  if (!streamsItsBodies.has(session.library)) return [];
  const seen = new Set<Node>();
  return follow(call);

  function follow(answer: Node): readonly PromiseFate[] {
    if (seen.has(answer)) return [];
    seen.add(answer);
    const { parent } = answer;
    switch (parent?.type) {
      case 'AwaitExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'ChainExpression':
      case 'SpreadElement':
      case 'ArrayExpression':
      case 'ObjectExpression':
      case 'LogicalExpression':
      case 'NewExpression':
        return follow(parent);
      case 'Property':
        return follow(parent.parent);
      case 'ConditionalExpression':
        return parent.test === answer ? [] : follow(parent);
      case 'MemberExpression':
        return parent.object === answer ? ofMember(parent) : [];
      case 'VariableDeclarator':
        return ofTarget(parent.id);
      case 'AssignmentExpression':
        return parent.right === answer ? ofKept(parent.left) : [];
      case 'ForOfStatement':
        return parent.right === answer && parent.left.type === 'VariableDeclaration' ? parent.left.declarations.flatMap(({ id }) => ofTarget(id)) : [];
      case 'CallExpression':
        return parent.callee === answer ? [] : ofArgument(answer, parent);
      case 'ReturnStatement':
        return ofReturned(functionAround(answer));
      case 'ArrowFunctionExpression':
        return ofReturned(parent);
      case 'YieldExpression':
        return handedOut;
      default:
        return [];
    }
  }

  function ofMember(member: TSESTree.MemberExpression): readonly PromiseFate[] {
    const name = propertyName(member);
    if (isBody(name)) return ofRead(member, fateOfBody(member, file));
    // An element of a list, and what `allSettled` tells of one.
    if (member.computed || name === 'value') return follow(member);
    const call = member.parent;
    if (name === undefined || call.type !== 'CallExpression' || call.callee !== member) return [];
    const [argument] = call.arguments;
    const callback = argument && (isFunction(argument) ? argument : file.context.functionOf(argument));
    const given = handsBack.has(name) || selects.has(name) || visits.has(name) ? (callback?.params.flatMap(ofTarget) ?? []) : [];
    if (selects.has(name) || name === 'catch') return [...given, ...follow(call)];
    return callback === undefined && handsBack.has(name) ? ofRead(call, promiseFate(call, file)) : given;
  }

  function ofTarget(target: Node): readonly PromiseFate[] {
    switch (target.type) {
      case 'Identifier':
        return readsOf(file.origins.variableOf(target)).flatMap(follow);
      case 'AssignmentPattern':
        return ofTarget(target.left);
      case 'RestElement':
        return ofTarget(target.argument);
      case 'ArrayPattern':
        return target.elements.flatMap((element) => (element === null ? [] : ofTarget(element)));
      case 'ObjectPattern':
        return target.properties.flatMap((property) => (property.type === 'RestElement' ? ofTarget(property.argument) : ofProperty(property)));
      default:
        return handedOut;
    }
  }

  function ofProperty(property: TSESTree.Property): readonly PromiseFate[] {
    if (propertyName(property) === 'value') return ofTarget(property.value);
    if (!isBody(propertyName(property)) || property.value.type !== 'Identifier') return [];
    return readsOf(file.origins.variableOf(property.value)).flatMap((read) => ofRead(read, fateOfBody(read, file)));
  }

  function ofArgument(answer: Node, call: TSESTree.CallExpression): readonly PromiseFate[] {
    if (combinatorOf(call) !== undefined) return follow(call);
    const { callee } = call;
    const owner = callee.type === 'MemberExpression' && callee.object.type === 'Identifier' ? callee.object : undefined;
    if (owner !== undefined && regroups.has(owner.name)) return follow(call);
    if (owner?.name === 'console') return [];
    const name = callee.type === 'MemberExpression' ? propertyName(callee) : undefined;
    if (owner !== undefined && (name === 'push' || name === 'unshift')) return ofKept(owner);
    const own = file.context.functionOf(callee);
    const parameter = own?.params[call.arguments.findIndex((argument) => argument === answer)];
    if (parameter !== undefined) return ofTarget(parameter);
    return ofRead(call, promiseFate(call, file));
  }

  /** What is put where it was not declared by then: into a variable or a list of the scope itself, or of somebody else. */
  function ofKept(place: Node): readonly PromiseFate[] {
    if (place.type !== 'Identifier') return place.type === 'MemberExpression' ? handedOut : ofTarget(place);
    const isOwn = file.origins.variableOf(place)?.defs.every((definition) => definition.type === 'Variable' && (host === undefined || isWithin(definition.name, host)));
    return isOwn === true ? ofTarget(place) : handedOut;
  }

  /** Who gets what a function returns: the callers of the scope itself, the list or chain that a callback is for, or those who call it by its name. */
  function ofReturned(fn: FunctionNode | undefined): readonly PromiseFate[] {
    if (fn === undefined || fn === host) return handedOut;
    return receiversOf(fn, host, file).flatMap((receiver): readonly PromiseFate[] => (receiver === 'nobody' ? [] : receiver === 'somebody' ? handedOut : follow(receiver)));
  }

  /** Where a body is read in another function than the scope's, somebody in the scope has to wait for that function, too. */
  function ofRead(node: Node, fate: PromiseFate): readonly PromiseFate[] {
    const fn = fate.kind === 'returned' ? fate.at.map(functionAround).find((around) => around !== host) : functionAround(node);
    // What is awaited, but not in the function that starts it, was put into a list further out.
    if (fn === undefined || fn === host || fate.kind === 'floating' || (fate.kind === 'awaited' && !fn.async) || seen.has(fn)) return [fate];
    seen.add(fn);
    return receiversOf(fn, host, file).flatMap((receiver) => (typeof receiver === 'string' ? handedOut : ofRead(receiver, promiseFate(receiver, file))));
  }
}

/**
 * The calls in a scope that give what a function returns, as it is or among others; `nobody` where it is dropped, `somebody` where that is
 * not known.
 */
function receiversOf(fn: FunctionNode, host: Node | undefined, file: RewriteFile): readonly (TSESTree.CallExpression | 'nobody' | 'somebody')[] {
  const name = nameOfFunction(fn);
  const uses = name === undefined ? [fn] : readsOf(file.origins.variableOf(name));
  const own = uses.filter((use) => host === undefined || isWithin(use, host));
  return own.length === 0 ? ['somebody'] : own.map((use) => {
    const { parent } = use;
    if (parent?.type !== 'CallExpression') return 'somebody';
    const method = parent.callee.type === 'MemberExpression' ? propertyName(parent.callee) : undefined;
    return parent.callee === use || (method !== undefined && (handsBack.has(method) || method === 'from')) ? parent : 'nobody';
  });
}

const isBody = (name: string | undefined): boolean => name === 'body' || name === 'Body';

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
