/**
 * `for (const socket of sockets) socket.destroy();`: all of them go in one turn. One safe close after another would let each wait
 * for those before it, so `closeAll(sockets)` stands for the whole walk.
 */
import type { CloseSite } from '../../analysis/sessions/session-record.ts';
import type { TSESTree } from '../../analysis/syntax/syntax.ts';
import type { RewriteFile } from '../rewrite-file.ts';

export interface Walk {
  readonly loop: TSESTree.ForOfStatement;
  /** What is walked over. */
  readonly list: TSESTree.Expression;
  /** How its statement ends, as this file writes it. */
  readonly semicolon: ';' | '';
}

/** The loop that does nothing but close what it walks over, and waits for none of them; `undefined` where a close stands in no such loop. */
export function walkThatCloses({ form, node }: CloseSite, { comments }: Pick<RewriteFile['ast'], 'comments'>): Walk | undefined {
  if (form !== 'bare call' || node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.object.type !== 'Identifier') return undefined;
  const statement = node.parent.type === 'ChainExpression' ? node.parent.parent : node.parent;
  if (statement.type !== 'ExpressionStatement') return undefined;
  const body = statement.parent.type === 'BlockStatement' && statement.parent.body.length === 1 ? statement.parent : statement;
  const loop = body.parent;
  if (loop.type !== 'ForOfStatement' || loop.body !== body || loop.await || loop.left.type !== 'VariableDeclaration') return undefined;
  const element = loop.left.declarations[0]?.id;
  if (element?.type !== 'Identifier' || element.name !== node.callee.object.name) return undefined;
  // What is said of a single one need not be true of all.
  if (comments?.some(({ range }) => range[0] > loop.range[0] && range[1] < loop.range[1]) === true) return undefined;
  return { loop, list: loop.right, semicolon: statement.range[1] > statement.expression.range[1] ? ';' : '' };
}
