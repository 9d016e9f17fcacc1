/** Where a node stands: its statement, the list of statements that holds it, the function around it. */
import { firstFrom } from '../../analysis/syntax/first-from.ts';
import type { FunctionNode, Node, TSESTree, Variable } from '../../analysis/syntax/syntax.ts';
import { isFunction } from '../../analysis/syntax/walk.ts';

/** What holds a list of statements in which names can be declared. */
export type Block = TSESTree.BlockStatement | TSESTree.Program;

/** The statement that holds `node` and stands in a block (or is a body of its own), nearest first. */
export function statementOf(node: Node): TSESTree.Statement | undefined {
  let inner: Node = node;
  for (let outer = node.parent; outer; inner = outer, outer = outer.parent) {
    if (isFunction(outer) && inner === outer.body && inner.type !== 'BlockStatement') return undefined;
    if (isStatementPlace(outer, inner)) return inner as TSESTree.Statement;
  }
  return undefined;
}

function isStatementPlace(outer: Node, inner: Node): boolean {
  switch (outer.type) {
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock':
      return true;
    case 'SwitchCase':
      return inner !== outer.test;
    case 'IfStatement':
      return inner === outer.consequent || inner === outer.alternate;
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LabeledStatement':
      return inner === outer.body;
    default:
      return false;
  }
}

/** The block of which `statement` is an element; `undefined` for a body without braces and for `case`. */
export function blockOf(statement: Node): Block | undefined {
  const { parent } = statement;
  return parent?.type === 'BlockStatement' || parent?.type === 'Program' ? parent : undefined;
}

/** The statements after `statement` in its block. */
export function statementsAfter(statement: Node, block: Block): readonly TSESTree.ProgramStatement[] {
  return block.body.slice(firstFrom<TSESTree.ProgramStatement>(block.body, (other) => other.range[0] >= statement.range[1]));
}

/** The function that `node` stands in, itself left out; `undefined` at the top level. */
export function functionAround(node: Node): FunctionNode | undefined {
  for (let outer = node.parent; outer; outer = outer.parent) {
    if (isFunction(outer)) return outer;
    if (outer.type === 'StaticBlock') return undefined;
  }
  return undefined;
}

/** Whether a node stands in the code of a class's static block, where nothing can be awaited. */
export function isInStaticBlock(node: Node): boolean {
  for (let outer = node.parent; outer && !isFunction(outer); outer = outer.parent) if (outer.type === 'StaticBlock') return true;
  return false;
}

/** Where a variable is read, its declaration left out. */
export const readsOf = (variable: Variable | undefined): Node[] => variable?.references.filter((reference) => reference.isRead() && reference.init !== true).map((reference) => reference.identifier) ?? [];
