/** From a function's syntax to its flow graph. */
import { isField, isFunction } from '../syntax/walk.ts';
import { createExpressionFlow } from './expression-flow.ts';
import type { FlowGraph } from './flow-graph.ts';
import { createGrowingGraph } from './growing-graph.ts';
import { createStatementFlow } from './statement-flow.ts';

/**
 * Builds the flow graph of a function, of the program, or of a class member that runs by itself.
 *
 * @param root - Its body is followed; functions inside it are single points, with graphs of their own.
 */
export function buildFlowGraph(root: FlowGraph['root']): FlowGraph {
  const graph = createGrowingGraph(root);
  const expressions = createExpressionFlow(graph, (statements, block) => visitStatements(statements, block));
  const visitStatements = createStatementFlow(graph, expressions);
  if (isFunction(root)) {
    for (const parameter of root.params) expressions.visitPattern(parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter);
    if (root.body.type === 'BlockStatement') visitStatements(root.body.body, root.body);
    else expressions.consume(root.body, 'return', root.body);
  } else if (isField(root)) {
    if (root.value) expressions.visitExpression(root.value);
    graph.appendMarked('assign', root);
  } else {
    visitStatements(root.body, root);
  }
  graph.connect(graph.open, graph.exit.id);
  return { root, nodes: graph.nodes, entry: graph.entry.id, exit: graph.exit.id, throwExit: graph.throwExit.id, at: graph.at };
}
