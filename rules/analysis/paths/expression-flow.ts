/**
 * How control runs through expressions: what is evaluated first, and which ways there are where not all is.
 */
import type { Node, TSESTree } from '../syntax/syntax.ts';
import { isField } from '../syntax/walk.ts';
import { withoutCasts } from '../syntax/unwrap.ts';
import { after } from './growing-graph.ts';
import type { GrowingGraph, OpenEnd } from './growing-graph.ts';

export interface ExpressionFlow {
  visitExpression(node: Node): void;
  /** Evaluates `test` and gives the ends on which it is truthy and falsy. */
  visitCondition(test: Node): { readonly whenTrue: readonly OpenEnd[]; readonly whenFalse: readonly OpenEnd[] };
  /** Evaluates a value and consumes it, each way that the value can come about by itself: `return c ? a : b` returns twice. */
  consume(value: Node, kind: 'assign' | 'return', ast: Node, beforeConsuming?: () => void): void;
  /** What a pattern evaluates while it binds: defaults, computed keys, iteration. */
  visitPattern(pattern: Node): void;
}

/** @param visitStatements - A class's static blocks are statements. */
export function createExpressionFlow(graph: GrowingGraph, visitStatements: (statements: readonly Node[], block: Node) => void): ExpressionFlow {
  /** For each optional chain around, the ends that leave it early. */
  const chainSkips: OpenEnd[][] = [];
  return { visitExpression, visitCondition, consume, visitPattern };

  function visitAll(list: readonly (Node | null)[]): void {
    for (const node of list) if (node) visitExpression(node);
  }

  function visitCondition(test: Node): { readonly whenTrue: readonly OpenEnd[]; readonly whenFalse: readonly OpenEnd[] } {
    const node = withoutCasts(test);
    if (node.type === 'UnaryExpression' && node.operator === '!') {
      const { whenTrue, whenFalse } = visitCondition(node.argument);
      return { whenTrue: whenFalse, whenFalse: whenTrue };
    }
    if (node.type === 'LogicalExpression' && node.operator !== '??') {
      const left = visitCondition(node.left);
      graph.open = node.operator === '&&' ? left.whenTrue : left.whenFalse;
      const right = visitCondition(node.right);
      return node.operator === '&&'
        ? { whenTrue: right.whenTrue, whenFalse: [...left.whenFalse, ...right.whenFalse] }
        : { whenTrue: [...left.whenTrue, ...right.whenTrue], whenFalse: right.whenFalse };
    }
    if (node.type === 'Literal') {
      if (graph.open.length > 0) graph.append('join', node);
      return node.value ? { whenTrue: graph.open, whenFalse: [] } : { whenTrue: [], whenFalse: graph.open };
    }
    visitExpression(test);
    const branch = graph.append('branch', test);
    return { whenTrue: [after(branch)], whenFalse: [after(branch, 'otherwise')] };
  }

  function consume(value: Node, kind: 'assign' | 'return', ast: Node, beforeConsuming?: () => void): void {
    const inner = withoutCasts(value);
    if (inner.type === 'ConditionalExpression') {
      const { whenTrue, whenFalse } = visitCondition(inner.test);
      graph.open = whenTrue;
      consume(inner.consequent, kind, ast, beforeConsuming);
      const afterConsequent = graph.open;
      graph.open = whenFalse;
      consume(inner.alternate, kind, ast, beforeConsuming);
      graph.open = [...afterConsequent, ...graph.open];
      return;
    }
    if (inner.type === 'LogicalExpression' && inner.operator === '??') {
      visitExpression(inner.left);
      const branch = graph.append('nullish', inner.left);
      graph.open = [after(branch)];
      consume(inner.right, kind, ast, beforeConsuming);
      const afterRight = graph.open;
      graph.open = [after(branch, 'otherwise')];
      beforeConsuming?.();
      graph.append(kind, ast, inner.left);
      graph.open = [...afterRight, ...graph.open];
      return;
    }
    visitExpression(value);
    beforeConsuming?.();
    graph.append(kind, ast, value);
  }

  function visitCallee(callee: Node): void {
    const inner = callee.type === 'ChainExpression' ? callee : withoutCastsKeepingChain(callee);
    visitExpression(inner);
  }

  function optionalSkip(base: Node, isOptional: boolean): void {
    const skips = chainSkips.at(-1);
    if (!isOptional || skips === undefined) return;
    const node = graph.append('nullish', base);
    skips.push(after(node));
    graph.open = [after(node, 'otherwise')];
  }

  function visitExpression(node: Node): void {
    switch (node.type) {
      case 'ChainExpression': {
        chainSkips.push([]);
        visitExpression(node.expression);
        const skips = chainSkips.pop() ?? [];
        if (skips.length > 0) {
          graph.open = [...graph.open, ...skips];
          graph.append('join', node);
        }
        return;
      }
      case 'CallExpression':
      case 'NewExpression':
        visitCallee(node.callee);
        if (node.type === 'CallExpression') optionalSkip(node.callee, node.optional);
        visitAll(node.arguments);
        graph.appendMarked('call', node);
        return;
      case 'ImportExpression':
        visitExpression(node.source);
        graph.appendMarked('call', node);
        return;
      case 'TaggedTemplateExpression':
        visitCallee(node.tag);
        visitAll(node.quasi.expressions);
        graph.appendMarked('call', node);
        return;
      case 'MemberExpression':
        visitExpression(node.object);
        optionalSkip(node.object, node.optional);
        if (node.computed) visitExpression(node.property);
        return;
      case 'AwaitExpression':
        visitExpression(node.argument);
        graph.appendMarked('await', node);
        return;
      case 'YieldExpression':
        if (node.argument) visitExpression(node.argument);
        if (node.delegate && node.argument) graph.append('spread', node.argument);
        graph.appendMarked('yield', node);
        return;
      case 'AssignmentExpression':
        visitAssignment(node);
        return;
      case 'LogicalExpression': {
        if (node.operator === '??') {
          visitExpression(node.left);
          const branch = graph.append('nullish', node.left);
          const rest = [after(branch, 'otherwise')];
          graph.open = [after(branch)];
          visitExpression(node.right);
          graph.open = [...graph.open, ...rest];
        } else {
          const { whenTrue, whenFalse } = visitCondition(node.left);
          graph.open = node.operator === '&&' ? whenTrue : whenFalse;
          visitExpression(node.right);
          graph.open = [...graph.open, ...(node.operator === '&&' ? whenFalse : whenTrue)];
        }
        graph.append('join', node);
        return;
      }
      case 'ConditionalExpression': {
        const { whenTrue, whenFalse } = visitCondition(node.test);
        graph.open = whenTrue;
        visitExpression(node.consequent);
        const afterConsequent = graph.open;
        graph.open = whenFalse;
        visitExpression(node.alternate);
        graph.open = [...afterConsequent, ...graph.open];
        graph.append('join', node);
        return;
      }
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'FunctionDeclaration':
        graph.appendMarked('closure', node);
        return;
      case 'ClassExpression':
      case 'ClassDeclaration':
        visitClass(node);
        return;
      case 'SpreadElement':
        visitExpression(node.argument);
        if (node.parent.type !== 'ObjectExpression') graph.append('spread', node.argument);
        return;
      case 'ObjectExpression':
        for (const property of node.properties) {
          if (property.type === 'SpreadElement') {
            visitExpression(property.argument);
            continue;
          }
          if (property.computed) visitExpression(property.key);
          visitExpression(property.value);
        }
        return;
      case 'ArrayExpression':
        visitAll(node.elements);
        return;
      case 'SequenceExpression':
        visitAll(node.expressions);
        return;
      case 'TemplateLiteral':
        visitAll(node.expressions);
        return;
      case 'UnaryExpression':
      case 'UpdateExpression':
        visitExpression(node.argument);
        return;
      case 'BinaryExpression':
        if (node.left.type !== 'PrivateIdentifier') visitExpression(node.left);
        visitExpression(node.right);
        return;
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
        visitExpression(node.expression);
        return;
      case 'JSXElement':
        for (const attribute of node.openingElement.attributes) {
          if (attribute.type === 'JSXSpreadAttribute') visitExpression(attribute.argument);
          else if (attribute.value) visitExpression(attribute.value);
        }
        for (const child of node.children) visitExpression(child);
        return;
      case 'JSXFragment':
        for (const child of node.children) visitExpression(child);
        return;
      case 'JSXExpressionContainer':
      case 'JSXSpreadChild':
        if (node.expression.type !== 'JSXEmptyExpression') visitExpression(node.expression);
        return;
      default:
        // Identifiers, literals, `this`, `super`, meta properties, types: nothing happens.
        return;
    }
  }

  function visitAssignment(node: TSESTree.AssignmentExpression): void {
    if (node.left.type === 'MemberExpression') {
      visitExpression(node.left.object);
      if (node.left.computed) visitExpression(node.left.property);
    }
    if (node.operator === '&&=' || node.operator === '||=' || node.operator === '??=') {
      const branch = graph.append(node.operator === '??=' ? 'nullish' : 'branch', node.left);
      const assigns = node.operator === '||=' ? 'otherwise' : 'next';
      graph.open = [after(branch, assigns)];
      visitExpression(node.right);
      graph.appendMarked('assign', node);
      graph.open = [...graph.open, after(branch, assigns === 'next' ? 'otherwise' : 'next')];
      graph.append('join', node);
      return;
    }
    if (node.operator === '=') {
      consume(node.right, 'assign', node, () => visitPattern(node.left));
      graph.append('join', node);
      return;
    }
    visitExpression(node.right);
    graph.append('assign', node);
  }

  function visitPattern(pattern: Node): void {
    switch (pattern.type) {
      case 'AssignmentPattern': {
        const branch = graph.append('nullish', pattern.left);
        graph.open = [after(branch)];
        visitExpression(pattern.right);
        graph.append('assign', pattern, pattern.right);
        graph.open = [...graph.open, after(branch, 'otherwise')];
        graph.append('join', pattern);
        visitPattern(pattern.left);
        return;
      }
      case 'ArrayPattern':
        graph.append('spread', pattern);
        for (const element of pattern.elements) if (element) visitPattern(element);
        return;
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') visitPattern(property.argument);
          else {
            if (property.computed) visitExpression(property.key);
            visitPattern(property.value);
          }
        }
        return;
      case 'RestElement':
        visitPattern(pattern.argument);
        return;
      default:
        return;
    }
  }

  function visitClass(node: TSESTree.ClassDeclaration | TSESTree.ClassExpression): void {
    if (node.superClass) visitExpression(node.superClass);
    for (const member of node.body.body) {
      if ('computed' in member && member.computed) visitExpression(member.key);
      // Static fields and blocks run here; instance fields run in the constructor.
      if (isField(member) && member.static && member.value) {
        visitExpression(member.value);
        graph.appendMarked('assign', member);
      }
      if (member.type === 'StaticBlock') visitStatements(member.body, member);
    }
    graph.appendMarked('closure', node);
  }
}

function withoutCastsKeepingChain(node: Node): Node {
  let inner = node;
  while (inner.type === 'TSAsExpression' || inner.type === 'TSSatisfiesExpression' || inner.type === 'TSNonNullExpression' || inner.type === 'TSTypeAssertion') {
    inner = inner.expression;
  }
  return inner;
}
