/** Whether code does something that others can see. A session may close later than today only past code that does not. */
import type { Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import { blockOf, statementsAfter } from './surroundings.ts';
import type { Block } from './surroundings.ts';

const pureGlobals = new Set(['JSON', 'Math', 'Number', 'String', 'Boolean', 'Object', 'Array', 'Buffer', 'Date', 'BigInt', 'Symbol', 'parseInt', 'parseFloat', 'isNaN']);
const pureConstructors = /^(?:(?:[A-Z]\w*)?Error|Map|Set|Date|URL|URLSearchParams|Array|Object|RegExp|Uint8Array)$/;
const pureMethods = new Set([
  'toString', 'toUpperCase', 'toLowerCase', 'trim', 'trimEnd', 'trimStart', 'slice', 'substring', 'split', 'join', 'concat', 'includes', 'indexOf', 'startsWith', 'endsWith',
  'replace', 'replaceAll', 'padStart', 'padEnd', 'flat', 'at', 'toFixed', 'valueOf', 'toJSON', 'subarray',
]);

/** Methods that read a map or a set, and with other arguments or of other objects ask a server (`axios.get(url)`, `redis.keys('*')`). */
const readers = new Set(['get', 'has']);
const iterators = new Set(['keys', 'values', 'entries']);
const collections = new Set(['searchParams', 'headers']);

/** Those of the globals that change what they are given. */
const changesItsArgument = /^(?:assign|define|set|freeze|seal|prevent)/;

/** Methods of arrays that only call what they are given, and change nothing themselves. */
const callbackMethods = new Set(['map', 'filter', 'find', 'findIndex', 'some', 'every', 'flatMap', 'toSorted']);

const isPureFunction = (node: Node): boolean => (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement' && isEffectFree(node.body)) || (node.type === 'Identifier' && pureGlobals.has(node.name));

function isPureCall(node: TSESTree.CallExpression): boolean {
  const { callee } = node;
  if (callee.type === 'Identifier') return pureGlobals.has(callee.name);
  if (callee.type !== 'MemberExpression') return false;
  const method = propertyName(callee);
  if (method === undefined || !isEffectFree(callee.object)) return false;
  if (callee.object.type === 'Identifier' && pureGlobals.has(callee.object.name)) return !changesItsArgument.test(method);
  if (readers.has(method)) return isCollection(callee.object);
  if (iterators.has(method)) return node.arguments.length === 0;
  return pureMethods.has(method) || (callbackMethods.has(method) && node.arguments.every(isPureFunction));
}

const isCollection = (node: Node): boolean => (node.type === 'NewExpression' && isEffectFree(node)) || (node.type === 'MemberExpression' && collections.has(propertyName(node) ?? ''));

/** Whether evaluating `node` only reads and computes. */
export function isEffectFree(node: Node | null | undefined): boolean {
  if (node === null || node === undefined) return true;
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
    case 'ThisExpression':
    case 'Super':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'MetaProperty':
    case 'PrivateIdentifier':
    case 'EmptyStatement':
    case 'FunctionDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSInterfaceDeclaration':
    case 'BreakStatement':
    case 'ContinueStatement':
      return true;
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ChainExpression':
    case 'ExpressionStatement':
      return isEffectFree(node.expression);
    case 'MemberExpression':
      return isEffectFree(node.object) && isEffectFree(node.property);
    case 'TemplateLiteral':
      return node.expressions.every(isEffectFree);
    case 'ArrayExpression':
      return node.elements.every(isEffectFree);
    case 'ObjectExpression':
      return node.properties.every(isEffectFree);
    case 'Property':
      return isEffectFree(node.key) && isEffectFree(node.value);
    case 'SpreadElement':
      return isEffectFree(node.argument);
    case 'UnaryExpression':
      return node.operator !== 'delete' && isEffectFree(node.argument);
    case 'BinaryExpression':
    case 'LogicalExpression':
      return isEffectFree(node.left) && isEffectFree(node.right);
    case 'ConditionalExpression':
      return isEffectFree(node.test) && isEffectFree(node.consequent) && isEffectFree(node.alternate);
    case 'SequenceExpression':
      return node.expressions.every(isEffectFree);
    case 'NewExpression':
      return node.callee.type === 'Identifier' && pureConstructors.test(node.callee.name) && node.arguments.every(isEffectFree);
    case 'CallExpression':
      return isPureCall(node) && node.arguments.every(isEffectFree);
    case 'VariableDeclaration':
      return (node.kind === 'const' || node.kind === 'let' || node.kind === 'var') && node.declarations.every(({ init }) => isEffectFree(init));
    case 'ReturnStatement':
    case 'ThrowStatement':
      return isEffectFree(node.argument);
    case 'BlockStatement':
      return node.body.every(isEffectFree);
    case 'IfStatement':
      return isEffectFree(node.test) && isEffectFree(node.consequent) && isEffectFree(node.alternate);
    default:
      return false;
  }
}

/** Whether a statement may go as if it had never been there: it does nothing, and decides nothing about what runs next. */
export const isIdle = (statement: TSESTree.Statement): boolean => /^(?:Expression|Empty)Statement$|Declaration$/.test(statement.type) && isEffectFree(statement);

const leaves = (statement: Node): boolean => statement.type === 'ReturnStatement' || statement.type === 'ThrowStatement';

/**
 * Whether something with effects runs after `statement` before control leaves `scope`, on the path that passes `statement`.
 *
 * @param mayIgnore - Statements that do not count, such as closes that go away as well.
 */
export function hasEffectsAfter(statement: Node, scope: Block, mayIgnore: (statement: Node) => boolean): boolean {
  for (let inner: Node = statement; inner !== scope; ) {
    const block = blockOf(inner);
    if (block !== undefined) {
      for (const following of statementsAfter(inner, block)) {
        if (mayIgnore(following)) continue;
        if (!isEffectFree(following)) return true;
        if (leaves(following)) return false;
      }
      if (block === scope) return false;
    }
    const outer: Node | undefined = inner.parent;
    if (outer === undefined || /^(?:For|While|DoWhile|Switch|.*Function)/.test(outer.type)) return true;
    // What a `finally` around it does comes after it, too.
    if (outer.type === 'TryStatement' && outer.finalizer !== null && inner !== outer.finalizer && !outer.finalizer.body.every((other) => mayIgnore(other) || isEffectFree(other))) return true;
    inner = outer;
  }
  return false;
}
