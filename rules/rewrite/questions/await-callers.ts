/**
 * Whether every caller of a function would wait for it if it became `async`: those that await it do, and those of its own file that can
 * await are made to, a few callers deep. A function that is used as a value is not followed; one that is exported only where every file
 * that imports it is in view, and awaits it already.
 */
import { exportsOf } from '../../analysis/names/module-exports.ts';
import type { FunctionNode, Node, TSESTree, Variable } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import { isFunction, isWithin, nameOfFunction } from '../../analysis/syntax/walk.ts';
import { insert, shared } from '../text/changes.ts';
import type { Change } from '../text/changes.ts';
import { promiseFate } from './promise-fate.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { functionAround, statementOf } from './surroundings.ts';
import { isContinuation } from '../../analysis/names/known-calls.ts';

export type AwaitedByCallers =
  | { readonly all: true; readonly changes: readonly Change[] }
  /** What stands in the way: a whole sentence. */
  | { readonly all: false; readonly because: string };

/** How many functions may become `async` one because of the other. */
const deepest = 3;

export interface AsyncFunctions {
  /** What makes a function `async`; `undefined` where its own shape forbids it. */
  readonly makeAsync: (fn: FunctionNode) => readonly Change[] | undefined;
  /** Whether a function gives a promise already: then its callers need no `await` more, and none may be put there. */
  readonly isPromising: (fn: FunctionNode) => boolean;
  /** Whether whoever calls the function waits for what it gives, anyway. */
  readonly isAwaitedAnyway: (fn: FunctionNode) => boolean;
}

export function awaitCallers(owner: FunctionNode, file: RewriteFile, { makeAsync, isPromising, isAwaitedAnyway }: AsyncFunctions): AwaitedByCallers {
  const givesPromise = isPromising(owner);
  return follow(owner, new Set(), 0);

  function follow(fn: FunctionNode, seen: Set<FunctionNode>, depth: number): AwaitedByCallers {
    if (seen.has(fn)) return { all: true, changes: [] };
    seen.add(fn);
    if (depth > 0 && isAwaitedAnyway(fn)) return { all: true, changes: [] };
    const name = nameOfFunction(fn);
    const variable = name && file.origins.variableOf(name);
    if (name === undefined || variable === undefined) return no('The function has no name by which its callers could be found.');
    if (depth > deepest) return no(`Its callers are more than ${String(deepest)} functions away.`);
    if (variable.references.filter((reference) => reference.isWrite()).length > (fn.type === 'FunctionDeclaration' ? 0 : 1)) return no(`"${variable.name}" gets more than one value.`);
    // Overloads and a type of its own name the result as well.
    if (variable.defs.length !== 1) return no(`"${variable.name}" is declared more than once.`);
    if (name.typeAnnotation !== undefined && fn.type !== 'FunctionDeclaration') return no(`The type of "${variable.name}" is written down, and says what it gives.`);
    const exported = exportsOfFunction(fn, variable);
    const elsewhere = awaitedElsewhere(exported.map(({ name: as }) => as), variable.name);
    if (elsewhere !== undefined) return no(elsewhere);
    const uses = variable.references.filter((reference) => reference.init !== true).map((reference): Node => reference.identifier);
    if (uses.length === 0 && exported.length === 0) return no(`Nothing in the file calls "${variable.name}".`);
    const changes: Change[] = [];
    for (const use of uses) {
      const call = use.parent;
      // Where the function lies deeper in what the file exports, nobody can tell who calls it.
      if (exported.some(({ node }) => node === use)) continue;
      if (call?.type !== 'CallExpression' || call.callee !== use) return no(`Line ${String(use.loc.start.line)} uses "${variable.name}" without calling it.`);
      const result = waitAt(call, seen, depth);
      if (!result.all) return result;
      changes.push(...result.changes);
    }
    return { all: true, changes };
  }

  /** Why a caller in another file would notice; an edit of one file does not reach into another. */
  function awaitedElsewhere(names: readonly string[], own: string): string | undefined {
    for (const name of names) {
      const found = file.usesElsewhere?.(name) ?? { all: false, because: 'Other files may call it.' };
      if (!found.all) return `"${own}" is exported. ${found.because}`;
      for (const { node, importer } of found.uses) {
        const call = node.parent;
        const isCall = call?.type === 'CallExpression' && call.callee === node;
        if (isCall && isAwaited(call, { origins: importer.file.context.origins, visitorKeys: importer.file.context.input.visitorKeys })) continue;
        return `"${own}" is exported, and ${importer.name} ${isCall ? 'does not await it' : 'uses it without calling it'} on line ${String(node.loc.start.line)}.`;
      }
    }
    return undefined;
  }

  function isAwaited(call: Node, of: Pick<RewriteFile, 'origins' | 'visitorKeys'>): boolean {
    if (!givesPromise) return isAwaitedAsItIs(call);
    const fate = promiseFate(call, of);
    return fate.kind === 'awaited' || (fate.kind === 'returned' && functionAround(call)?.async === true);
  }

  /** The names by which other files may import the function, and what is exported by them. */
  function exportsOfFunction(fn: FunctionNode, variable: Variable): { readonly name: string; readonly node: Node }[] {
    const { named } = exportsOf(file.ast);
    return [...named].flatMap(([name, exported]) => {
      if (exported.kind !== 'node') return [];
      const { node } = exported;
      return node === fn || (node.type === 'Identifier' && file.origins.variableOf(node) === variable) ? [{ name, node }] : [];
    });
  }

  function waitAt(call: TSESTree.CallExpression, seen: Set<FunctionNode>, depth: number): AwaitedByCallers {
    const caller = functionAround(call);
    if (isAwaited(call, file)) return { all: true, changes: [] };
    if (givesPromise) return no(`Line ${String(call.loc.start.line)} does not await it.`);
    if (!canPrecede(call, file)) return no(`On line ${String(call.loc.start.line)} it is called where no "await" can be put before it.`);
    const here = `Line ${String(call.loc.start.line)} does not await it, and cannot be made to`;
    const change = shared(insert(call.range[0], isOperand(call) ? '(await ' : 'await '));
    const awaiting = isOperand(call) ? [change, shared(insert(call.range[1], ')'))] : [change];
    if (caller === undefined) return file.canAwaitAtTopLevel && !isInClass(call) ? { all: true, changes: awaiting } : no(`${here}: it stands at the top level of a script.`);
    if (caller.body === null || caller.body === undefined || !isWithin(call, caller.body) || isInClassWithin(call, caller)) return no(`${here}.`);
    if (caller.async) return caller.generator ? no(`${here}.`) : { all: true, changes: awaiting };
    if (nameOfFunction(caller) === undefined && !isAwaitedAnyway(caller)) return no(`${here}: the function around it has no name, so nobody can see who waits for that one.`);
    if (isPromising(caller)) return no(`${here}: the function around it gives a promise of its own.`);
    const made = makeAsync(caller);
    if (made === undefined) return no(`${here}.`);
    const further = follow(caller, seen, depth + 1);
    return further.all ? { all: true, changes: [...awaiting, ...made, ...further.changes] } : further;
  }
}

const no = (because: string): AwaitedByCallers => ({ all: false, because });

/**
 * Whether a value that becomes a promise is awaited before anything looks at it: a promise is always truthy, is no element of an array,
 * and its rejection passes a `catch` that a throw would have come to.
 */
function isAwaitedAsItIs(value: Node): boolean {
  let inner = value;
  for (let outer = inner.parent; outer; inner = outer, outer = inner.parent) {
    switch (outer.type) {
      case 'AwaitExpression':
        return true;
      case 'ReturnStatement':
        return isAsync(functionAround(outer)) && !isInTry(outer);
      case 'ArrowFunctionExpression':
        return outer.body === inner && outer.async;
      case 'ConditionalExpression':
        if (outer.test === inner) return false;
        break;
      case 'LogicalExpression':
        if (outer.left === inner) return false;
        break;
      case 'ArrayExpression': {
        const all = outer.parent;
        const isCombined = all.type === 'CallExpression' && all.callee.type === 'MemberExpression' && all.callee.object.type === 'Identifier' && all.callee.object.name === 'Promise';
        return isCombined && all.parent.type === 'AwaitExpression';
      }
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'ChainExpression':
        break;
      default:
        return false;
    }
  }
  return false;
}

const isAsync = (fn: FunctionNode | undefined): boolean => fn?.async === true && !fn.generator;

function isInTry(node: Node): boolean {
  for (let outer = node.parent; outer && !isFunction(outer); outer = outer.parent) if (outer.type === 'TryStatement') return true;
  return false;
}

/** Not in `x += f()`, which has read `x` before it waits, and not where a parenthesis would begin a line that nothing ends before. */
function canPrecede(call: TSESTree.CallExpression, file: RewriteFile): boolean {
  for (let outer = call.parent as Node | undefined; outer && !/Statement$|Function/.test(outer.type); outer = outer.parent) {
    if (outer.type === 'AssignmentExpression' && outer.operator !== '=') return false;
  }
  // What has a "then" is taken for a promise already, sometimes.
  if (call.parent.type === 'MemberExpression' && isContinuation(propertyName(call.parent))) return false;
  if (!isOperand(call) || file.style.semicolon !== '') return true;
  return statementOf(call)?.range[0] !== call.range[0];
}

/** Whether `await f()` would be read as something else there: `f().length`, `f()()`, `f() ** 2`. */
function isOperand(call: TSESTree.CallExpression): boolean {
  const { parent } = call;
  switch (parent.type) {
    case 'MemberExpression':
      return parent.object === call;
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee === call;
    case 'TaggedTemplateExpression':
    case 'TSNonNullExpression':
      return true;
    case 'BinaryExpression':
      return parent.operator === '**' && parent.left === call;
    default:
      return false;
  }
}

function isInClass(node: Node): boolean {
  for (let outer = node.parent; outer; outer = outer.parent) if (outer.type === 'ClassBody') return true;
  return false;
}

/** In a field's initial value, where a function's own `await` does not reach. */
function isInClassWithin(node: Node, fn: FunctionNode): boolean {
  for (let outer = node.parent; outer && outer !== fn; outer = outer.parent) if (outer.type === 'ClassBody') return true;
  return false;
}
