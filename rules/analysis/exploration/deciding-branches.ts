/**
 * Which way a branch goes: because of what the path holds, of what it has decided before, or of what the session says of itself.
 */
import { functionOfParameter } from '../names/callee.ts';
import { conditionOf, isNeverReassigned, literalTruth, nullTest, testBehind } from '../paths/conditions.ts';
import type { Condition } from '../paths/conditions.ts';
import type { FlowNode } from '../paths/flow-graph.ts';
import { isContainer, withFact } from '../paths/path-state.ts';
import type { Fact, PathState } from '../paths/path-state.ts';
import { both, isLocal, step } from '../paths/path-walk.ts';
import type { PathWalk, Step } from '../paths/path-walk.ts';
import type { Node } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import type { ElementVisits } from '../effects/visiting-elements.ts';
import { isWithin } from '../syntax/walk.ts';

const saysClosed = /^(?:closed|destroyed|isClosed|ended|finished|terminated|isDestroyed|closing)$/u;
const saysOpen = /^(?:isOpen|open|connected|isConnected|listening|isRunning|alive|isAlive|opened|isInsideMultiHandle|isReady)$/u;

export function createBranching(walk: PathWalk, { visitByIndex }: Pick<ElementVisits, 'visitByIndex'>): (node: FlowNode, state: PathState) => Step[] {
  const { engine, context, graph, tracked, isRecommended, conditions, indexedVisits, countClosed } = walk;
  return branch;

  /** How a test comes out for sure, because of what the path holds. */
  function certainTruth(test: Node, state: PathState): boolean | undefined {
    const node = withoutCasts(test);
    if (node.type === 'UnaryExpression' && node.operator === '!') {
      const inner = certainTruth(node.argument, state);
      return inner === undefined ? undefined : !inner;
    }
    if (!isMember(node) || tracked.literals.size === 0) {
      if (engine().holdingOf(node, state, tracked) !== undefined) return true;
    }
    // `const isOpen = s !== null; if (isOpen)`, `Boolean(s)`.
    const variable = node.type === 'Identifier' ? context.origins.variableOf(node) : undefined;
    const behind = variable && testBehind(context, variable);
    if (behind) return certainTruth(behind.test, state);
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'Boolean' && node.arguments[0]) return certainTruth(node.arguments[0], state);
    const origin = context.origins.of(node, 'everywhere');
    if (origin?.kind === 'function' || origin?.kind === 'class' || (origin?.kind === 'module' && origin.path.length > 0)) return node.type === 'Identifier' ? true : undefined;
    // `if (opened.ok)`: what the factory's result says where a session is in it.
    if (isMember(node) && tracked.literals.size > 0 && (node.object.type === 'ThisExpression' || engine().holdingOf(node.object, state, tracked) === 'holder')) {
      const said = tracked.literals.get(propertyName(node) ?? '');
      if (said !== undefined) return said;
    }
    if (engine().holdingOf(node, state, tracked) !== undefined) return true;
    if (isMember(node) && ['length', 'size'].includes(propertyName(node) ?? '') && isContainerOfIt(node.object, state)) return true;
    if (node.type === 'BinaryExpression' && node.left.type !== 'PrivateIdentifier') {
      if (node.operator === 'instanceof') return isItsClass(node.right) && engine().holdingOf(node.left, state, tracked) === 'self' ? true : undefined;
      const subject = nullTest(node.left, node.right) ?? nullTest(node.right, node.left);
      if (subject && engine().holdingOf(subject, state, tracked) !== undefined) {
        if (node.operator === '===' || node.operator === '==') return false;
        if (node.operator === '!==' || node.operator === '!=') return true;
      }
      const isSameTest = node.operator === '===' || node.operator === '==';
      const settled = settledTest(node.left, node.right, state) ?? settledTest(node.right, node.left, state);
      if (settled !== undefined && (isSameTest || node.operator === '!==' || node.operator === '!=')) return settled === isSameTest;
      if (isSameTest || node.operator === '!==' || node.operator === '!=') {
        const left = engine().holdingOf(node.left, state, tracked);
        const right = engine().holdingOf(node.right, state, tracked);
        if ((left === 'self' && isOfParameter(node.right)) || (right === 'self' && isOfParameter(node.left))) return !isSameTest;
      }
      if (node.operator === '>' && node.right.type === 'Literal' && node.right.value === 0 && isMember(node.left) && ['length', 'size'].includes(propertyName(node.left) ?? '') && isContainerOfIt(node.left.object, state)) return true;
    }
    return undefined;
  }

  /** `result.status === 'fulfilled'` of a result of `Promise.allSettled` that has the session. */
  function settledTest(side: Node, other: Node, state: PathState): boolean | undefined {
    const status = withoutCasts(side);
    if (!isMember(status, 'status') || other.type !== 'Literal' || engine().holdingOf(status.object, state, tracked) !== 'holder') return undefined;
    return other.value === 'fulfilled' ? true : other.value === 'rejected' ? false : undefined;
  }

  /** `if (s instanceof Client)` of what `new Client()` has made. */
  function isItsClass(node: Node): boolean {
    const made = tracked.acquisition?.type === 'NewExpression' ? context.origins.of(tracked.acquisition.callee) : undefined;
    const named = context.origins.of(node);
    if (made?.kind === 'class' && named?.kind === 'class') return made.node === named.node;
    return made?.kind === 'module' && named?.kind === 'module' && made.module === named.module && made.path.join('.') === named.path.join('.');
  }

  /** `if (s !== given)`: what came in as a parameter is not what was made here. */
  function isOfParameter(node: Node): boolean {
    let root = withoutCasts(node);
    while (isMember(root)) root = withoutCasts(root.object);
    const variable = root.type === 'Identifier' && tracked.acquisition !== undefined ? context.origins.variableOf(root) : undefined;
    return variable !== undefined && functionOfParameter(variable) === graph.root && isNeverReassigned(variable);
  }

  function isContainerOfIt(node: Node, state: PathState): boolean {
    const holding = engine().holdingOf(node, state, tracked);
    return isContainer(holding);
  }

  /** `if (s.closed)`, `if (!s.isOpen())`: the outcome on which the session itself says that it is closed. */
  function outcomeMeaningClosed(test: Node, state: PathState): boolean | undefined {
    if (!isRecommended) return undefined;
    const node = withoutCasts(test);
    if (node.type === 'BinaryExpression' && isMember(node.left, 'readyState') && engine().holdingOf(node.left.object, state, tracked) === 'self') {
      const isOpenTest = /OPEN|\b1\b|open/u.test(context.textOf(node.right));
      const isEquality = node.operator.startsWith('==');
      return isOpenTest ? !isEquality : isEquality;
    }
    const member = node.type === 'CallExpression' ? withoutCasts(node.callee) : node;
    if (!isMember(member)) return undefined;
    const name = propertyName(member) ?? '';
    if (engine().holdingOf(member.object, state, tracked) !== 'self') return undefined;
    if (saysClosed.test(name)) return true;
    return saysOpen.test(name) ? false : undefined;
  }

  function branch(node: FlowNode, state: PathState): Step[] {
    const isNullish = node.kind === 'nullish';
    if (node.ast.type === 'SwitchCase') return asRemembered(node, state);
    const visit = indexedVisits(node.ast, graph);
    const visited = visit && visitByIndex(node, visit, state);
    if (visited) return visited;
    const certain = certainTruth(node.ast, state);
    if (certain !== undefined) {
      // A nullish test takes `next` where the value is nothing.
      const takesNext = isNullish ? !certain : certain;
      return takesNext ? step(node.next, state) : step(node.otherwise, state);
    }
    const closedOutcome = isNullish ? undefined : outcomeMeaningClosed(node.ast, state);
    if (closedOutcome !== undefined) {
      if (state.status === 'closed') return closedOutcome ? step(node.next, state) : step(node.otherwise, state);
      countClosed();
      return closedOutcome ? step(node.otherwise, state) : step(node.next, state);
    }
    return asRemembered(node, state);
  }

  /** The way that the same condition has gone before, or both. */
  function asRemembered(node: FlowNode, state: PathState): Step[] {
    const isNullish = node.kind === 'nullish';
    const condition = conditionOf(context, node.ast);
    if (condition === undefined) return both(node, state, state);
    const known = state.facts.get(condition.key)?.isTrue ?? tracked.decided.get(condition.key) ?? initialFact(condition)?.isTrue ?? (isOtherConstant(condition, state) ? false : undefined);
    if (known !== undefined) {
      const isTrue = known === condition.isPositive;
      const takesNext = isNullish ? !isTrue : isTrue;
      return takesNext ? step(node.next, state) : step(node.otherwise, state);
    }
    if (!conditions.has(condition.key)) return both(node, state, state);
    const decided = (isTrue: boolean): PathState => withFact(state, condition.key, { isTrue: isTrue === condition.isPositive, variables: condition.variables });
    return both(node, decided(!isNullish), decided(isNullish));
  }

  /** Whether the variable that it compares is known to be something else: `kind === 'udp'` where `kind === 'tcp'`. */
  function isOtherConstant({ compared }: Condition, { facts }: PathState): boolean {
    if (compared === undefined) return false;
    return [...facts].some(([key, { isTrue }]) => {
      const known = isTrue ? conditions.get(key)?.compared : undefined;
      return known?.variable === compared.variable && typeof known.value === typeof compared.value && known.value !== compared.value;
    });
  }

  /**
   * A flag that guards a closing function against its second call (`if (done) return; done = true; s.close()`) has its
   * first value on the first call: where only functions that reach the session set it.
   */
  function initialFact(condition: Condition): Fact | undefined {
    const field = /^tthis\.([#\w$]+)$/u.exec(condition.key)?.[1];
    if (field !== undefined) {
      const set = truthSet(field);
      return set === undefined ? undefined : { isTrue: !set, variables: [] };
    }
    const [variable] = condition.variables;
    if (variable === undefined || condition.variables.length !== 1 || !condition.key.startsWith('v') || isLocal(walk, variable) || isNeverReassigned(variable)) return undefined;
    const definition = variable.defs[0]?.node as Node | undefined;
    if (definition?.type !== 'VariableDeclarator') return undefined;
    const first = definition.init ? literalTruth(definition.init) : false;
    if (first === undefined) return undefined;
    const setsElsewhere = variable.references.some((reference) => reference.isWrite() && reference.init !== true && !isWithin(reference.identifier, graph.root));
    return setsElsewhere ? undefined : { isTrue: first, variables: [variable] };
  }

  /** `if (this.closed) return; this.closed = true`, `if (!this.isOpen) return; this.isOpen = false`: what the same guard sets first, in a field. */
  function truthSet(name: string): boolean | undefined {
    for (const { kind, ast } of graph.nodes) {
      if (kind !== 'assign' || ast.type !== 'AssignmentExpression' || !isMember(ast.left, name) || ast.left.object.type !== 'ThisExpression') continue;
      // What is no literal is something: `this.closing = this.#finish()`.
      return literalTruth(ast.right) ?? true;
    }
    return undefined;
  }
}
