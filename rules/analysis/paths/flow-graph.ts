/**
 * The flow graph of one function: what is evaluated, in which order, and where control may go from there.
 *
 * A `finally` block (and the disposal at the end of a block with `using`) stands in the graph once. An edge that leaves
 * through one is a *route*: the finalizers to run, in order, and where to go after them. Whoever follows the graph keeps
 * a stack of what is left of the routes it is on.
 */
import type { FieldNode, FunctionNode, Node, Program, TSESTree } from '../syntax/syntax.ts';
import { isField, isFunction } from '../syntax/walk.ts';
import { withoutCasts } from '../syntax/unwrap.ts';

export type FlowKind =
  | 'entry'
  /** The function returns, or control reaches its end. */
  | 'exit'
  /** An exception leaves the function. */
  | 'throw exit'
  | 'call'
  | 'await'
  | 'yield'
  /** A value is bound: declarator, assignment, parameter default, `for … of` element. */
  | 'assign'
  /** Two ways, by whether `ast` is truthy. */
  | 'branch'
  /** Two ways: `next` where `ast` is null or undefined, `otherwise` where it is not. */
  | 'nullish'
  /** A `for … of` or `for … in` asks for the next element: `next` with one, `otherwise` when done. */
  | 'iterate'
  /** Something is iterated whole: spread, array pattern, `yield*`. */
  | 'spread'
  | 'return'
  | 'throw'
  /** A function value is made. */
  | 'closure'
  /** An expression statement ends; whatever it gave is dropped. */
  | 'discard'
  /** A block with `using` ends: its sessions are disposed. */
  | 'dispose'
  | 'catch'
  | 'finally'
  | 'finally end'
  | 'join';

/** Finalizers to run, in order, then the target. */
export type Route = readonly number[];

export interface FlowNode {
  readonly id: number;
  readonly kind: FlowKind;
  readonly ast: Node;
  /** What is returned or bound on this way, where `ast` alone leaves it open (`c ? a : b` has two ways). */
  readonly value: Node | undefined;
  /** How many finalizers are running around it. */
  readonly depth: number;
  next: Route | undefined;
  otherwise: Route | undefined;
  /** Where an exception goes that is thrown here. */
  readonly onThrow: Route;
}

export interface FlowGraph {
  readonly root: FunctionNode | Program | TSESTree.StaticBlock | FieldNode;
  readonly nodes: readonly FlowNode[];
  readonly entry: number;
  readonly exit: number;
  readonly throwExit: number;
  /** The graph node at which an expression's own effect happens. */
  readonly at: ReadonlyMap<Node, number>;
}

/** An edge that still lacks its target. */
interface OpenEnd {
  readonly node: FlowNode;
  readonly side: 'next' | 'otherwise';
  /** Finalizers that the edge passes before it arrives. */
  readonly through: Route;
}

type Around =
  | { readonly kind: 'catch'; readonly entry: number }
  | { readonly kind: 'finally'; readonly entry: number };

interface JumpTarget {
  readonly label: string | undefined;
  readonly isLoop: boolean;
  readonly acceptsBreakWithoutLabel: boolean;
  readonly surroundings: number;
  readonly breaks: OpenEnd[];
  readonly continues: OpenEnd[];
}

/**
 * Builds the flow graph of a function, of the program, or of a class member that runs by itself.
 *
 * @param root - Its body is followed; functions inside it are single points, with graphs of their own.
 */
export function buildFlowGraph(root: FlowGraph['root']): FlowGraph {
  const nodes: FlowNode[] = [];
  const at = new Map<Node, number>();
  let surroundings: Around[] = [];
  let jumps: JumpTarget[] = [];
  let depth = 0;
  let open: OpenEnd[] = [];
  /** Labels that stand directly before the statement now visited. */
  let pendingLabels: string[] = [];
  const chainSkips: OpenEnd[][] = [];

  function make(kind: FlowKind, ast: Node, onThrow: Route, value?: Node): FlowNode {
    const node: FlowNode = { id: nodes.length, kind, ast, value, depth, next: undefined, otherwise: undefined, onThrow };
    nodes.push(node);
    return node;
  }

  function connect(ends: readonly OpenEnd[], target: number): void {
    for (const end of ends) end.node[end.side] = [...end.through, target];
  }

  const after = (node: FlowNode, side: OpenEnd['side'] = 'next'): OpenEnd => ({ node, side, through: [] });

  function append(kind: FlowKind, ast: Node, value?: Node): FlowNode {
    const node = make(kind, ast, throwRoute(), value);
    connect(open, node.id);
    open = [after(node)];
    return node;
  }

  function appendMarked(kind: FlowKind, ast: Node): FlowNode {
    const node = append(kind, ast);
    at.set(ast, node.id);
    return node;
  }

  function throwRoute(): Route {
    const route: number[] = [];
    for (let index = surroundings.length - 1; index >= 0; index -= 1) {
      const around = surroundings[index];
      if (around === undefined) break;
      route.push(around.entry);
      if (around.kind === 'catch') return route;
    }
    route.push(throwExit.id);
    return route;
  }

  /** The finalizers between here and a place with only `count` surroundings. */
  function finalizersDownTo(count: number): number[] {
    const route: number[] = [];
    for (let index = surroundings.length - 1; index >= count; index -= 1) {
      const around = surroundings[index];
      if (around?.kind === 'finally') route.push(around.entry);
    }
    return route;
  }

  const entry = make('entry', root, []);
  const exit = make('exit', root, []);
  const throwExit = make('throw exit', root, []);

  function jump(from: OpenEnd[], count: number): OpenEnd[] {
    const through = finalizersDownTo(count);
    return from.map((end) => ({ ...end, through: [...end.through, ...through] }));
  }

  // ---- expressions -------------------------------------------------------------------------------------------------

  function visitAll(list: readonly (Node | null)[]): void {
    for (const node of list) if (node) visitExpression(node);
  }

  /** Evaluates `test` and gives the ends on which it is truthy and falsy. */
  function visitCondition(test: Node): { whenTrue: OpenEnd[]; whenFalse: OpenEnd[] } {
    const node = withoutCasts(test);
    if (node.type === 'UnaryExpression' && node.operator === '!') {
      const { whenTrue, whenFalse } = visitCondition(node.argument);
      return { whenTrue: whenFalse, whenFalse: whenTrue };
    }
    if (node.type === 'LogicalExpression' && node.operator !== '??') {
      const left = visitCondition(node.left);
      open = node.operator === '&&' ? left.whenTrue : left.whenFalse;
      const right = visitCondition(node.right);
      return node.operator === '&&'
        ? { whenTrue: right.whenTrue, whenFalse: [...left.whenFalse, ...right.whenFalse] }
        : { whenTrue: [...left.whenTrue, ...right.whenTrue], whenFalse: right.whenFalse };
    }
    if (node.type === 'Literal') {
      if (open.length > 0) append('join', node);
      return node.value ? { whenTrue: open, whenFalse: [] } : { whenTrue: [], whenFalse: open };
    }
    visitExpression(test);
    const branch = append('branch', test);
    return { whenTrue: [after(branch)], whenFalse: [after(branch, 'otherwise')] };
  }

  /**
   * Evaluates a value and consumes it, each way that the value can come about by itself: `return c ? a : b` returns twice.
   */
  function consume(value: Node, kind: 'assign' | 'return', ast: Node, beforeConsuming?: () => void): void {
    const inner = withoutCasts(value);
    if (inner.type === 'ConditionalExpression') {
      const { whenTrue, whenFalse } = visitCondition(inner.test);
      open = whenTrue;
      consume(inner.consequent, kind, ast, beforeConsuming);
      const afterConsequent = open;
      open = whenFalse;
      consume(inner.alternate, kind, ast, beforeConsuming);
      open = [...afterConsequent, ...open];
      return;
    }
    if (inner.type === 'LogicalExpression' && inner.operator === '??') {
      visitExpression(inner.left);
      const branch = append('nullish', inner.left);
      open = [after(branch)];
      consume(inner.right, kind, ast, beforeConsuming);
      const afterRight = open;
      open = [after(branch, 'otherwise')];
      beforeConsuming?.();
      append(kind, ast, inner.left);
      open = [...afterRight, ...open];
      return;
    }
    visitExpression(value);
    beforeConsuming?.();
    append(kind, ast, value);
  }

  function visitCallee(callee: Node): void {
    const inner = callee.type === 'ChainExpression' ? callee : withoutCastsKeepingChain(callee);
    visitExpression(inner);
  }

  function optionalSkip(base: Node, isOptional: boolean): void {
    const skips = chainSkips.at(-1);
    if (!isOptional || skips === undefined) return;
    const node = append('nullish', base);
    skips.push(after(node));
    open = [after(node, 'otherwise')];
  }

  function visitExpression(node: Node): void {
    switch (node.type) {
      case 'ChainExpression': {
        chainSkips.push([]);
        visitExpression(node.expression);
        const skips = chainSkips.pop() ?? [];
        if (skips.length > 0) {
          open = [...open, ...skips];
          append('join', node);
        }
        return;
      }
      case 'CallExpression':
      case 'NewExpression':
        visitCallee(node.callee);
        if (node.type === 'CallExpression') optionalSkip(node.callee, node.optional);
        visitAll(node.arguments);
        appendMarked('call', node);
        return;
      case 'ImportExpression':
        visitExpression(node.source);
        appendMarked('call', node);
        return;
      case 'TaggedTemplateExpression':
        visitCallee(node.tag);
        visitAll(node.quasi.expressions);
        appendMarked('call', node);
        return;
      case 'MemberExpression':
        visitExpression(node.object);
        optionalSkip(node.object, node.optional);
        if (node.computed) visitExpression(node.property);
        return;
      case 'AwaitExpression':
        visitExpression(node.argument);
        appendMarked('await', node);
        return;
      case 'YieldExpression':
        if (node.argument) visitExpression(node.argument);
        if (node.delegate && node.argument) append('spread', node.argument);
        appendMarked('yield', node);
        return;
      case 'AssignmentExpression':
        visitAssignment(node);
        return;
      case 'LogicalExpression': {
        if (node.operator === '??') {
          visitExpression(node.left);
          const branch = append('nullish', node.left);
          const rest = [after(branch, 'otherwise')];
          open = [after(branch)];
          visitExpression(node.right);
          open = [...open, ...rest];
        } else {
          const { whenTrue, whenFalse } = visitCondition(node.left);
          open = node.operator === '&&' ? whenTrue : whenFalse;
          visitExpression(node.right);
          open = [...open, ...(node.operator === '&&' ? whenFalse : whenTrue)];
        }
        append('join', node);
        return;
      }
      case 'ConditionalExpression': {
        const { whenTrue, whenFalse } = visitCondition(node.test);
        open = whenTrue;
        visitExpression(node.consequent);
        const afterConsequent = open;
        open = whenFalse;
        visitExpression(node.alternate);
        open = [...afterConsequent, ...open];
        append('join', node);
        return;
      }
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'FunctionDeclaration':
        appendMarked('closure', node);
        return;
      case 'ClassExpression':
      case 'ClassDeclaration':
        visitClass(node);
        return;
      case 'SpreadElement':
        visitExpression(node.argument);
        if (node.parent.type !== 'ObjectExpression') append('spread', node.argument);
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
      const branch = append(node.operator === '??=' ? 'nullish' : 'branch', node.left);
      const assigns = node.operator === '||=' ? 'otherwise' : 'next';
      open = [after(branch, assigns)];
      visitExpression(node.right);
      appendMarked('assign', node);
      open = [...open, after(branch, assigns === 'next' ? 'otherwise' : 'next')];
      append('join', node);
      return;
    }
    if (node.operator === '=') {
      consume(node.right, 'assign', node, () => visitPattern(node.left));
      append('join', node);
      return;
    }
    visitExpression(node.right);
    append('assign', node);
  }

  /** What a pattern evaluates while it binds: defaults, computed keys, iteration. */
  function visitPattern(pattern: Node): void {
    switch (pattern.type) {
      case 'AssignmentPattern': {
        const branch = append('nullish', pattern.left);
        open = [after(branch)];
        visitExpression(pattern.right);
        append('assign', pattern, pattern.right);
        open = [...open, after(branch, 'otherwise')];
        append('join', pattern);
        visitPattern(pattern.left);
        return;
      }
      case 'ArrayPattern':
        append('spread', pattern);
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
        appendMarked('assign', member);
      }
      if (member.type === 'StaticBlock') visitStatements(member.body, member);
    }
    appendMarked('closure', node);
  }

  // ---- statements --------------------------------------------------------------------------------------------------

  const declaresUsing = (statement: Node): boolean =>
    statement.type === 'VariableDeclaration' && (statement.kind === 'using' || statement.kind === 'await using');

  /** The statements of a block; where one declares with `using`, the block ends in a disposal, however it is left. */
  function visitStatements(statements: readonly Node[], block: Node): void {
    for (const statement of statements) if (statement.type === 'FunctionDeclaration') visitExpression(statement);
    withDisposal(statements.some(declaresUsing), block, () => {
      for (const statement of statements) if (statement.type !== 'FunctionDeclaration') visitStatement(statement);
    });
  }

  function withDisposal(hasUsing: boolean, block: Node, visitBody: () => void): void {
    if (!hasUsing) {
      visitBody();
      return;
    }
    const finalizer = beginFinalizer(block);
    surroundings.push({ kind: 'finally', entry: finalizer.entry.id });
    visitBody();
    surroundings.pop();
    endFinalizer(finalizer, open, () => {
      appendMarked('dispose', block);
    });
  }

  interface Finalizer {
    readonly entry: FlowNode;
  }

  function beginFinalizer(ast: Node): Finalizer {
    depth += 1;
    const entry = make('finally', ast, throwRoute());
    depth -= 1;
    return { entry };
  }

  /** Lets the open ends run into the finalizer, visits its body, and goes on after it. */
  function endFinalizer(finalizer: Finalizer, normalEnds: readonly OpenEnd[], visitBody: () => void): void {
    depth += 1;
    open = [after(finalizer.entry)];
    visitBody();
    const end = append('finally end', finalizer.entry.ast);
    end.next = undefined;
    depth -= 1;
    open = normalEnds.map((normal) => ({ ...normal, through: [...normal.through, finalizer.entry.id] }));
    if (open.length > 0) append('join', finalizer.entry.ast);
  }

  function visitStatement(node: Node): void {
    const labels = pendingLabels;
    pendingLabels = [];
    switch (node.type) {
      case 'ExpressionStatement':
        visitExpression(node.expression);
        appendMarked('discard', node);
        return;
      case 'VariableDeclaration':
        for (const declarator of node.declarations) {
          if (!declarator.init) continue;
          consume(declarator.init, 'assign', declarator, () => visitPattern(declarator.id));
        }
        return;
      case 'BlockStatement':
        if (labels.length > 0) withLabels(labels, () => visitStatements(node.body, node));
        else visitStatements(node.body, node);
        return;
      case 'IfStatement': {
        const { whenTrue, whenFalse } = visitCondition(node.test);
        open = whenTrue;
        visitStatement(node.consequent);
        const afterConsequent = open;
        open = whenFalse;
        if (node.alternate) visitStatement(node.alternate);
        open = [...afterConsequent, ...open];
        if (open.length > 0) append('join', node);
        return;
      }
      case 'ReturnStatement': {
        if (node.argument) consume(node.argument, 'return', node);
        else append('return', node);
        connect(jump(open, 0), exit.id);
        open = [];
        return;
      }
      case 'ThrowStatement': {
        visitExpression(node.argument);
        appendMarked('throw', node);
        open = [];
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
        visitExpression(node);
        return;
      case 'ExportNamedDeclaration':
        if (node.declaration) visitStatement(node.declaration);
        return;
      case 'ExportDefaultDeclaration':
        visitExpression(node.declaration);
        append('return', node);
        return;
      case 'TSExportAssignment':
        visitExpression(node.expression);
        appendMarked('return', node);
        return;
      case 'WithStatement':
        visitExpression(node.object);
        visitStatement(node.body);
        return;
      default:
        return;
    }
  }

  function withLabels(labels: readonly string[], visitBody: () => void): void {
    const targets = labels.map((label): JumpTarget => ({ label, isLoop: false, acceptsBreakWithoutLabel: false, surroundings: surroundings.length, breaks: [], continues: [] }));
    jumps.push(...targets);
    visitBody();
    jumps = jumps.slice(0, jumps.length - targets.length);
    const ends = targets.flatMap((target) => target.breaks);
    open = [...open, ...ends];
  }

  function visitJump(node: TSESTree.BreakStatement | TSESTree.ContinueStatement): void {
    const join = append('join', node);
    const isContinue = node.type === 'ContinueStatement';
    for (let index = jumps.length - 1; index >= 0; index -= 1) {
      const target = jumps[index];
      if (target === undefined) break;
      const fits = node.label ? target.label === node.label.name : isContinue ? target.isLoop : target.acceptsBreakWithoutLabel;
      if (!fits) continue;
      const ends = jump([after(join)], target.surroundings);
      (isContinue ? target.continues : target.breaks).push(...ends);
      break;
    }
    open = [];
  }

  function visitLoop(node: TSESTree.WhileStatement | TSESTree.DoWhileStatement | TSESTree.ForStatement | TSESTree.ForInStatement | TSESTree.ForOfStatement, labels: readonly string[]): void {
    const hasUsingInit = node.type === 'ForStatement' && node.init !== null && declaresUsing(node.init);
    withDisposal(hasUsingInit, node, () => visitLoopBody(node, labels));
  }

  function visitLoopBody(node: TSESTree.WhileStatement | TSESTree.DoWhileStatement | TSESTree.ForStatement | TSESTree.ForInStatement | TSESTree.ForOfStatement, labels: readonly string[]): void {
    if (node.type === 'ForStatement' && node.init) {
      if (node.init.type === 'VariableDeclaration') visitStatement(node.init);
      else visitExpression(node.init);
    }
    if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') visitExpression(node.right);

    const targets = [undefined, ...labels].map((label): JumpTarget => ({
      label,
      isLoop: true,
      acceptsBreakWithoutLabel: label === undefined,
      surroundings: surroundings.length,
      breaks: [],
      continues: [],
    }));
    const head = append('join', node);
    let leaving: OpenEnd[] = [];
    jumps.push(...targets);

    if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') {
      const iterate = append('iterate', node);
      leaving = [after(iterate, 'otherwise')];
      open = [after(iterate)];
      const hasUsing = declaresUsing(node.left);
      withDisposal(hasUsing, node, () => {
        const target = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : node.left;
        if (target) visitPattern(target);
        appendMarked('assign', node);
        visitStatement(node.body);
      });
    } else if (node.type === 'DoWhileStatement') {
      visitStatement(node.body);
      joinContinues(targets, node);
      const { whenTrue, whenFalse } = visitCondition(node.test);
      leaving = whenFalse;
      open = whenTrue;
    } else {
      if (node.test) {
        const { whenTrue, whenFalse } = visitCondition(node.test);
        leaving = whenFalse;
        open = whenTrue;
      }
      visitStatement(node.body);
      joinContinues(targets, node);
      if (node.type === 'ForStatement' && node.update) visitExpression(node.update);
    }
    joinContinues(targets, node);
    connect(open, head.id);
    jumps = jumps.slice(0, jumps.length - targets.length);
    open = [...leaving, ...targets.flatMap((target) => target.breaks)];
    if (open.length > 0) append('join', node);
  }

  function joinContinues(targets: readonly JumpTarget[], node: Node): void {
    const ends = targets.flatMap((target) => target.continues.splice(0));
    if (ends.length === 0) return;
    open = [...open, ...ends];
    append('join', node);
  }

  function visitSwitch(node: TSESTree.SwitchStatement, labels: readonly string[]): void {
    visitExpression(node.discriminant);
    const targets = [undefined, ...labels].map((label): JumpTarget => ({
      label,
      isLoop: false,
      acceptsBreakWithoutLabel: label === undefined,
      surroundings: surroundings.length,
      breaks: [],
      continues: [],
    }));
    jumps.push(...targets);
    const hasUsing = node.cases.some((switchCase) => switchCase.consequent.some(declaresUsing));
    withDisposal(hasUsing, node, () => {
      const starts = new Map<TSESTree.SwitchCase, OpenEnd[]>();
      for (const switchCase of node.cases) {
        if (!switchCase.test) continue;
        visitExpression(switchCase.test);
        const branch = append('branch', switchCase);
        starts.set(switchCase, [after(branch)]);
        open = [after(branch, 'otherwise')];
      }
      let falling: OpenEnd[] = [];
      const unmatched = open;
      const hasDefault = node.cases.some((switchCase) => !switchCase.test);
      for (const switchCase of node.cases) {
        open = [...falling, ...(switchCase.test ? (starts.get(switchCase) ?? []) : unmatched)];
        if (open.length > 0) append('join', switchCase);
        for (const statement of switchCase.consequent) visitStatement(statement);
        falling = open;
      }
      open = hasDefault ? falling : [...falling, ...unmatched];
    });
    jumps = jumps.slice(0, jumps.length - targets.length);
    open = [...open, ...targets.flatMap((target) => target.breaks)];
    if (open.length > 0) append('join', node);
  }

  function visitTry(node: TSESTree.TryStatement): void {
    const visitCaught = (): void => {
      if (!node.handler) {
        visitStatements(node.block.body, node.block);
        return;
      }
      const catchEntry = make('catch', node.handler, throwRoute());
      surroundings.push({ kind: 'catch', entry: catchEntry.id });
      visitStatements(node.block.body, node.block);
      surroundings.pop();
      const afterBlock = open;
      open = [after(catchEntry)];
      visitStatements(node.handler.body.body, node.handler.body);
      open = [...afterBlock, ...open];
      if (open.length > 0) append('join', node.handler);
    };
    if (!node.finalizer) {
      visitCaught();
      return;
    }
    const { finalizer: block } = node;
    const finalizer = beginFinalizer(block);
    surroundings.push({ kind: 'finally', entry: finalizer.entry.id });
    visitCaught();
    surroundings.pop();
    endFinalizer(finalizer, open, () => visitStatements(block.body, block));
  }

  open = [after(entry)];
  if (isFunction(root)) {
    for (const parameter of root.params) visitPattern(parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter);
    if (root.body.type === 'BlockStatement') visitStatements(root.body.body, root.body);
    else {
      consume(root.body, 'return', root.body);
    }
  } else if (isField(root)) {
    if (root.value) visitExpression(root.value);
    appendMarked('assign', root);
  } else {
    visitStatements(root.body, root);
  }
  connect(open, exit.id);
  surroundings = [];
  return { root, nodes, entry: entry.id, exit: exit.id, throwExit: throwExit.id, at };
}

function withoutCastsKeepingChain(node: Node): Node {
  let inner = node;
  while (inner.type === 'TSAsExpression' || inner.type === 'TSSatisfiesExpression' || inner.type === 'TSNonNullExpression' || inner.type === 'TSTypeAssertion') {
    inner = inner.expression;
  }
  return inner;
}
