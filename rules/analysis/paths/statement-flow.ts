/**
 * How control runs through statements: branches, loops, jumps, what is caught and what runs on every way out.
 */
import type { Node, TSESTree } from '../syntax/syntax.ts';
import { isUsing } from '../syntax/using.ts';
import type { ExpressionFlow } from './expression-flow.ts';
import { after } from './growing-graph.ts';
import type { GrowingGraph, OpenEnd } from './growing-graph.ts';

type Loop = TSESTree.WhileStatement | TSESTree.DoWhileStatement | TSESTree.ForStatement | TSESTree.ForInStatement | TSESTree.ForOfStatement;

/** Where `break` and `continue` may lead. */
interface JumpTarget {
  readonly label: string | undefined;
  readonly isLoop: boolean;
  readonly acceptsBreakWithoutLabel: boolean;
  readonly surroundings: number;
  readonly breaks: OpenEnd[];
  readonly continues: OpenEnd[];
}

/** @returns What visits the statements of a block; where one declares with `using`, the block ends in a disposal, however it is left. */
export function createStatementFlow(graph: GrowingGraph, expressions: ExpressionFlow): (statements: readonly Node[], block: Node) => void {
  let jumps: JumpTarget[] = [];
  /** Labels that stand directly before the statement now visited. */
  let pendingLabels: string[] = [];
  return visitStatements;

  function visitStatements(statements: readonly Node[], block: Node): void {
    for (const statement of statements) if (statement.type === 'FunctionDeclaration') expressions.visitExpression(statement);
    graph.withDisposal(statements.some(isUsing), block, () => {
      for (const statement of statements) if (statement.type !== 'FunctionDeclaration') visitStatement(statement);
    });
  }

  function visitStatement(node: Node): void {
    const labels = pendingLabels;
    pendingLabels = [];
    switch (node.type) {
      case 'ExpressionStatement':
        expressions.visitExpression(node.expression);
        graph.appendMarked('discard', node);
        return;
      case 'VariableDeclaration':
        for (const declarator of node.declarations) {
          if (!declarator.init) continue;
          expressions.consume(declarator.init, 'assign', declarator, () => expressions.visitPattern(declarator.id));
        }
        return;
      case 'BlockStatement':
        if (labels.length > 0) withLabels(labels, () => visitStatements(node.body, node));
        else visitStatements(node.body, node);
        return;
      case 'IfStatement': {
        const { whenTrue, whenFalse } = expressions.visitCondition(node.test);
        graph.open = whenTrue;
        visitStatement(node.consequent);
        const afterConsequent = graph.open;
        graph.open = whenFalse;
        if (node.alternate) visitStatement(node.alternate);
        graph.open = [...afterConsequent, ...graph.open];
        if (graph.open.length > 0) graph.append('join', node);
        return;
      }
      case 'ReturnStatement': {
        if (node.argument) expressions.consume(node.argument, 'return', node);
        else graph.append('return', node);
        graph.connect(graph.jump(graph.open, 0), graph.exit.id);
        graph.open = [];
        return;
      }
      case 'ThrowStatement': {
        expressions.visitExpression(node.argument);
        graph.appendMarked('throw', node);
        graph.open = [];
        return;
      }
      case 'TryStatement':
        visitTry(node);
        return;
      case 'LabeledStatement':
        pendingLabels = [...labels, node.label.name];
        if (['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement', 'BlockStatement', 'LabeledStatement', 'SwitchStatement'].includes(node.body.type)) {
          visitStatement(node.body);
        } else {
          const own = pendingLabels;
          pendingLabels = [];
          withLabels(own, () => visitStatement(node.body));
        }
        return;
      case 'BreakStatement':
      case 'ContinueStatement':
        visitJump(node);
        return;
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        visitLoop(node, labels);
        return;
      case 'SwitchStatement':
        visitSwitch(node, labels);
        return;
      case 'ClassDeclaration':
      case 'FunctionDeclaration':
        expressions.visitExpression(node);
        return;
      case 'ExportNamedDeclaration':
        if (node.declaration) visitStatement(node.declaration);
        return;
      case 'ExportDefaultDeclaration':
        expressions.visitExpression(node.declaration);
        graph.append('return', node);
        return;
      case 'TSExportAssignment':
        expressions.visitExpression(node.expression);
        graph.appendMarked('return', node);
        return;
      case 'WithStatement':
        expressions.visitExpression(node.object);
        visitStatement(node.body);
        return;
      default:
        return;
    }
  }

  function withLabels(labels: readonly string[], visitBody: () => void): void {
    const targets = labels.map((label): JumpTarget => ({ label, isLoop: false, acceptsBreakWithoutLabel: false, surroundings: graph.surroundings.length, breaks: [], continues: [] }));
    jumps.push(...targets);
    visitBody();
    jumps = jumps.slice(0, jumps.length - targets.length);
    const ends = targets.flatMap((target) => target.breaks);
    graph.open = [...graph.open, ...ends];
  }

  function visitJump(node: TSESTree.BreakStatement | TSESTree.ContinueStatement): void {
    const join = graph.append('join', node);
    const isContinue = node.type === 'ContinueStatement';
    for (let index = jumps.length - 1; index >= 0; index -= 1) {
      const target = jumps[index];
      if (target === undefined) break;
      const fits = node.label ? target.label === node.label.name : isContinue ? target.isLoop : target.acceptsBreakWithoutLabel;
      if (!fits) continue;
      const ends = graph.jump([after(join)], target.surroundings);
      (isContinue ? target.continues : target.breaks).push(...ends);
      break;
    }
    graph.open = [];
  }

  function visitLoop(node: Loop, labels: readonly string[]): void {
    const hasUsingInit = node.type === 'ForStatement' && node.init !== null && isUsing(node.init);
    graph.withDisposal(hasUsingInit, node, () => visitLoopBody(node, labels));
  }

  function visitLoopBody(node: Loop, labels: readonly string[]): void {
    if (node.type === 'ForStatement' && node.init) {
      if (node.init.type === 'VariableDeclaration') visitStatement(node.init);
      else expressions.visitExpression(node.init);
    }
    if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') expressions.visitExpression(node.right);

    const targets = [undefined, ...labels].map((label): JumpTarget => ({
      label,
      isLoop: true,
      acceptsBreakWithoutLabel: label === undefined,
      surroundings: graph.surroundings.length,
      breaks: [],
      continues: [],
    }));
    const head = graph.append('join', node);
    let leaving: readonly OpenEnd[] = [];
    jumps.push(...targets);

    if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') {
      const iterate = graph.append('iterate', node);
      leaving = [after(iterate, 'otherwise')];
      graph.open = [after(iterate)];
      const hasUsing = isUsing(node.left);
      graph.withDisposal(hasUsing, node, () => {
        const target = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : node.left;
        if (target) expressions.visitPattern(target);
        graph.appendMarked('assign', node);
        visitStatement(node.body);
      });
    } else if (node.type === 'DoWhileStatement') {
      visitStatement(node.body);
      joinContinues(targets, node);
      const { whenTrue, whenFalse } = expressions.visitCondition(node.test);
      leaving = whenFalse;
      graph.open = whenTrue;
    } else {
      if (node.test) {
        const { whenTrue, whenFalse } = expressions.visitCondition(node.test);
        leaving = whenFalse;
        graph.open = whenTrue;
      }
      visitStatement(node.body);
      joinContinues(targets, node);
      if (node.type === 'ForStatement' && node.update) expressions.visitExpression(node.update);
    }
    joinContinues(targets, node);
    graph.connect(graph.open, head.id);
    jumps = jumps.slice(0, jumps.length - targets.length);
    graph.open = [...leaving, ...targets.flatMap((target) => target.breaks)];
    if (graph.open.length > 0) graph.append('join', node);
  }

  function joinContinues(targets: readonly JumpTarget[], node: Node): void {
    const ends = targets.flatMap((target) => target.continues.splice(0));
    if (ends.length === 0) return;
    graph.open = [...graph.open, ...ends];
    graph.append('join', node);
  }

  function visitSwitch(node: TSESTree.SwitchStatement, labels: readonly string[]): void {
    expressions.visitExpression(node.discriminant);
    const targets = [undefined, ...labels].map((label): JumpTarget => ({
      label,
      isLoop: false,
      acceptsBreakWithoutLabel: label === undefined,
      surroundings: graph.surroundings.length,
      breaks: [],
      continues: [],
    }));
    jumps.push(...targets);
    const hasUsing = node.cases.some((switchCase) => switchCase.consequent.some(isUsing));
    graph.withDisposal(hasUsing, node, () => {
      const starts = new Map<TSESTree.SwitchCase, OpenEnd[]>();
      for (const switchCase of node.cases) {
        if (!switchCase.test) continue;
        expressions.visitExpression(switchCase.test);
        const branch = graph.append('branch', switchCase);
        starts.set(switchCase, [after(branch)]);
        graph.open = [after(branch, 'otherwise')];
      }
      let falling: readonly OpenEnd[] = [];
      const unmatched = graph.open;
      const hasDefault = node.cases.some((switchCase) => !switchCase.test);
      for (const switchCase of node.cases) {
        graph.open = [...falling, ...(switchCase.test ? (starts.get(switchCase) ?? []) : unmatched)];
        if (graph.open.length > 0) graph.append('join', switchCase);
        for (const statement of switchCase.consequent) visitStatement(statement);
        falling = graph.open;
      }
      graph.open = hasDefault ? falling : [...falling, ...unmatched];
    });
    jumps = jumps.slice(0, jumps.length - targets.length);
    graph.open = [...graph.open, ...targets.flatMap((target) => target.breaks)];
    if (graph.open.length > 0) graph.append('join', node);
  }

  function visitTry(node: TSESTree.TryStatement): void {
    const { block, handler, finalizer } = node;
    const visitBlock = (): void => visitStatements(block.body, block);
    const visitCaught = (): void => {
      if (handler) graph.withCatch(handler, visitBlock, () => visitStatements(handler.body.body, handler.body));
      else visitBlock();
    };
    if (finalizer) graph.withFinalizer(finalizer, visitCaught, () => visitStatements(finalizer.body, finalizer));
    else visitCaught();
  }
}
