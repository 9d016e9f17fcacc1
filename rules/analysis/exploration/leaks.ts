/**
 * Which of the ways on which a session was left open are leaks: what lives as long as the process is none under
 * `recommended`, what was put into an outer variable must be closed by somebody there.
 */
import type { Acquired } from '../sessions/acquired.ts';
import { calleeName, isExecutor, isTestCall, testCallName } from '../names/callee.ts';
import type { Effect, Engine, Exploration } from '../engine.ts';
import { trackedOf } from './follow-acquisition.ts';
import { callGiven, handsOutItsResult, hookOf, isSetUpHook, timingOf } from '../results/ignored-result.ts';
import { knownMethod, tearDownOf } from '../names/known-calls.ts';
import { tagsBefore } from '../sessions/ownership-tags.ts';
import { emptyState } from '../paths/path-state.ts';
import { closesHoweverItEnds } from '../sessions/session-ends.ts';
import type { CloseSite, LeakPath, SessionRecord } from '../sessions/session-record.ts';
import { isClosedFrom, storeOf } from '../effects/stores.ts';
import type { CallExpression, FunctionNode, NewExpression, Node, TSESTree, Variable } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { isFunction, isWithin, loopsAround, nameOfFunction, ownerOf } from '../syntax/walk.ts';
import { closingMethod } from '../sessions/closing-method.ts';

/** What the leaks of a file are judged with. */
export interface LeakFinderParts {
  readonly engine: Engine;
  readonly calls: readonly (CallExpression | NewExpression)[];
  readonly functions: readonly FunctionNode[];
  /** Every close in the file, once they are found. */
  readonly closes: () => readonly CloseSite[];
  /** The outermost expression that still has the value of a node. */
  readonly valueParent: (node: Node) => Node | undefined;
}

export type LeakFinder = (record: SessionRecord, acquired: Acquired, exploration: Exploration) => readonly LeakPath[];

export function createLeakFinder({ engine, calls, functions, closes, valueParent }: LeakFinderParts): LeakFinder {
  const { context, acquisitions } = engine;
  const { input } = context;
  return leaksOf;

  function leaksOf(record: SessionRecord, acquired: Acquired, exploration: Exploration): readonly LeakPath[] {
    const isRecommended = input.settings.mode === 'recommended';
    const notCalled = record.closes.filter((site) => site.form === 'not called');
    if (isSilenced(record)) return [];
    if (exploration.leaks.length === 0) return outerLeaks(record, exploration);
    if (isRecommended && isLongLived(record, acquired)) return [];
    const happening = record.closes.filter((site) => site.form !== 'not called');
    const [meant] = notCalled;
    if (meant) return [{ kind: 'close not called', node: meant.node }, ...exploration.leaks];
    const isDropped = record.binding === undefined && record.field === undefined && record.keptIn === undefined;
    const lonely = lonelyHandler(record, acquired);
    if (hasClosingHandlers(record, acquired) && !mayBeStarted(record) && exploration.leaks.some((leak) => leak.kind === 'exit')) return [{ kind: 'not started', node: record.value }];
    if (lonely && exploration.leaks.some((leak) => leak.kind === 'exit' || leak.kind === 'dropped')) return [{ kind: 'one handler', node: lonely }, ...exploration.leaks.filter((leak) => leak.kind !== 'exit')];
    if (isDropped && exploration.leaks.every((leak) => leak.kind === 'exit' || leak.kind === 'dropped')) return [{ kind: 'dropped', node: exploration.leaks[0]?.node ?? record.value }];
    const isNamedByAClose = happening.length > 0 || (record.keptIn !== undefined && closingFunctions(record, record.keptIn).length > 0);
    if (!isNamedByAClose && exploration.closedPaths === 0 && exploration.handedPaths === 0) return [{ kind: 'never closed', node: exploration.leaks[0]?.node ?? record.value }, ...exploration.leaks.slice(1)];
    return [...exploration.leaks].sort((a, b) => order(a) - order(b));
  }

  /** `@owns` or `@borrows` on the declaration itself. */
  function isSilenced(record: SessionRecord): boolean {
    const tags = tagsBefore(context, record.value);
    return tags.owns.size > 0 || tags.borrows.size > 0;
  }

  /** Leaks are told nearest first, those on the normal way before exceptions. */
  function order(leak: LeakPath): number {
    return (leak.kind === 'throw' ? 1e9 : 0) + leak.node.range[0];
  }

  /** The only handler that closes, where the session's events need more than one. */
  function lonelyHandler(record: SessionRecord, acquired: Acquired): Node | undefined {
    const events = acquired.client.endEvents ?? [];
    const closing = new Map<string, Node>();
    for (const site of record.closes) if (site.onEvent !== undefined) closing.set(site.onEvent, site.node);
    const isPartial = events.some((set) => set.length > 1 && set.some((event) => closing.has(event)) && !set.every((event) => closing.has(event)));
    return isPartial ? [...closing.values()][0] : undefined;
  }

  /** Sessions of the module that live as long as the process, or that somebody of the module closes. */
  function isLongLived(record: SessionRecord, acquired: Acquired): boolean {
    const { binding } = record;
    if (acquired.client.lifetime === 'process') {
      // Also where a callback gets it: `connect(url, (error, connection) => …)`.
      const place = ownerOf(record.acquisition);
      if (place.type === 'Program') return true;
      if (acquired.client.isServer === true && isFunction(place) && isCalledByModule(place)) return true;
    }
    if (!binding || context.homeOf(binding.variable).type !== 'Program') return false;
    if (isExported(binding.variable)) return true;
    if (hasClosingHandlers(record, acquired) && mayBeStarted(record)) return true;
    const closing = record.closes.filter((site) => site.form !== 'not called');
    return closing.some((site) => site.inFunction.type !== 'Program' && site.onEvent === undefined);
  }

  /** Whether handlers close it however its work ends. */
  function hasClosingHandlers(record: SessionRecord, acquired: Acquired): boolean {
    return closesHoweverItEnds(acquired.client, true, (event) => record.closes.some((site) => site.form !== 'not called' && site.onEvent === event));
  }

  /** Handlers of what nobody starts never run: it is started in this file, or by somebody who is given it. */
  function mayBeStarted(record: SessionRecord): boolean {
    return record.requests.length > 0 || record.variables.some((variable) => variable.references.some((reference) => reference.isRead() && isGivenAway(reference.identifier)));
  }

  /** Anything but a method of it, and its own close that is bound to it. */
  function isGivenAway(use: Node): boolean {
    const { parent } = use;
    if (parent === undefined || (isMember(parent) && parent.object === use)) return false;
    const callee = parent.type === 'CallExpression' ? withoutCasts(parent.callee) : undefined;
    return callee === undefined || !isMember(callee, 'bind');
  }

  /**
   * `main()` at the top level of the module, also awaited, with handlers, or called where it stands; what it calls in turn; and
   * what either is called back by: `connect(() => start())`.
   */
  function isCalledByModule(fn: FunctionNode, asked: ReadonlySet<Node> = new Set()): boolean {
    if (asked.has(fn)) return false;
    const isRunAtStart = (node: Node): boolean => {
      const outer = ownerOf(node);
      return isFunction(outer) ? isCalledByModule(outer, new Set([...asked, fn])) : outer.type === 'Program';
    };
    const isCalledAtStart = (use: Node): boolean => {
      if (use.parent?.type === 'CallExpression' && use.parent.callee === use) return isRunAtStart(use.parent);
      const call = callGiven(use);
      return call !== undefined && isCalledBackOnce(call, use) && isRunAtStart(call);
    };
    if (isExecutor(context, fn)) return isRunAtStart(fn);
    const name = nameOfFunction(fn);
    const variable = name ? context.origins.variableOf(name) : undefined;
    return isCalledAtStart(fn) || variable?.references.some((reference) => isCalledAtStart(reference.identifier)) === true;
  }

  /** Not a listener, a route's handler, a test or what runs for each element. */
  function isCalledBackOnce(call: CallExpression | NewExpression, callback: Node): boolean {
    const name = calleeName(call) ?? '';
    const timing = timingOf(context, call, callback) ?? knownMethod(name)?.callbacks[0]?.timing;
    if (timing !== undefined) return timing === 'once now' || timing === 'once later' || timing === 'on fulfilment' || timing === 'on settlement';
    return call.arguments.at(-1) === callback && !/^(?:on|add|each|every|use|all|get|post|put|patch|delete|handle)/u.test(name);
  }

  function isExported(variable: Variable, depth = 0): boolean {
    const isDeclaredExported = variable.defs.some((definition) => {
      const node = definition.node as Node;
      const declaration = node.type === 'VariableDeclarator' ? node.parent : node;
      return declaration.parent?.type === 'ExportNamedDeclaration';
    });
    if (isDeclaredExported) return true;
    return variable.references.some((reference) => {
      const use = reference.identifier as Node;
      let outer: Node | undefined = use.parent;
      if (outer?.type === 'ExportSpecifier' || outer?.type === 'ExportDefaultDeclaration') return true;
      while (outer?.type === 'Property' || outer?.type === 'ObjectExpression' || outer?.type === 'ArrayExpression') outer = outer.parent;
      if (outer?.type === 'ExportDefaultDeclaration') return true;
      if (depth < 4 && outer?.type === 'VariableDeclarator' && outer.init && isWithin(use, outer.init) && outer.id.type === 'Identifier' && use.parent?.type !== 'CallExpression') {
        const holder = context.origins.variableOf(outer.id);
        return holder !== undefined && holder !== variable && isExported(holder, depth + 1);
      }
      return outer?.type === 'AssignmentExpression' && isMember(outer.left) && /^(?:module\.exports|exports)\b/u.test(context.textOf(outer.left)) && isWithin(use, outer.right);
    });
  }

  /** A session put into a variable of an outer scope is that scope's: somebody there must close it. */
  function outerLeaks(record: SessionRecord, exploration: Exploration): readonly LeakPath[] {
    const { binding, owner } = record;
    if (hidesSession(record)) return [{ kind: 'exit', node: record.escapes[0]?.node ?? record.value }];
    if (isForgottenInStore(record, exploration)) return [{ kind: 'never closed', node: record.value }];
    if (isArmedElsewhere(record, exploration)) return [{ kind: 'never closed', node: record.value }];
    if (binding && owner.type === 'Program') {
      const overwriting = overwrittenBySetUp(record, binding.variable);
      return overwriting ? [{ kind: 'overwritten', node: overwriting }] : [];
    }
    const stored = exploration.escapes.find((escape) => escape.manner === 'stored in outer variable');
    const variable = binding?.variable ?? (stored && storeOf(engine, stored)?.variable);
    if (!stored || !variable) return [];
    const isModuleLevel = context.homeOf(variable).type === 'Program';
    if (!isFunction(owner)) return input.settings.mode === 'strict' && isModuleLevel && !isExported(variable) ? [{ kind: 'never closed', node: record.value }] : [];
    const setUp = setUpAround(owner);
    if (setUp) {
      // What the set-up puts into a variable of the block by way of one of its own is closed by the block's.
      const names = record.variables.includes(variable) ? record.variables : [...record.variables, variable];
      if (names.some((name) => handedOnFrom(name))) return [];
      const tearDowns = names.flatMap((name) => tearDownsOf(setUp, record.client, name));
      if (tearDowns.length === 0) return [{ kind: 'no tear-down', node: record.value }];
      const failing = tearDowns.flatMap(({ openThrow }) => openThrow ?? []);
      // `recommended` takes it that a tear-down runs to its end.
      const isAnswered = input.settings.mode === 'recommended' || failing.length < tearDowns.length;
      return isAnswered ? [] : failing.slice(0, 1).map((node) => ({ kind: 'throw', node }));
    }
    if (isOverwrittenWhileOpen(record, owner, variable)) return [{ kind: 'overwritten', node: stored.node }];
    if (input.settings.mode === 'strict' && isModuleLevel && !isExported(variable)) return [{ kind: 'never closed', node: record.value }];
    if (input.settings.mode === 'recommended' && isModuleLevel && record.client.lifetime === 'process') return [];
    const closing = closingFunctions(record, variable);
    if (input.settings.mode === 'strict' && closing.length > 0 && closing.every(runsOnlyAfterSuccess)) return [{ kind: 'exit', node: stored.node }];
    if (closing.length > 0 || disposalsBySummary(variable).length > 0 || isExported(variable) || handedOnFrom(variable)) return [];
    return [{ kind: 'never closed', node: record.value }];
  }

  /** The functions that close a session, or what the variable holds that it was put into. */
  function closingFunctions(record: SessionRecord, variable: Variable): readonly Node[] {
    const isOf = ({ session }: CloseSite): boolean => {
      const inner = session && withoutCasts(session);
      return inner?.type === 'Identifier' && context.origins.variableOf(inner) === variable;
    };
    const own = closes().flatMap((site): Node[] => (site.form !== 'not called' && (isOf(site) || record.closes.includes(site)) ? [site.inFunction] : []));
    const isClose = (member: Node | undefined, use: Node): boolean => member !== undefined && isMember(member) && member.object === use && closingMethod(record.client, propertyName(member)) !== undefined;
    const named = variable.references.flatMap(({ identifier }): Node[] => (isClose(identifier.parent, identifier) ? [ownerOf(identifier)] : []));
    return [...own, ...named];
  }

  /** `p.then(() => s.close())`: nothing closes it where `p` rejects. */
  function runsOnlyAfterSuccess(fn: Node): boolean {
    const call = isFunction(fn) ? callGiven(fn) : undefined;
    return call !== undefined && timingOf(context, call, fn) === 'on fulfilment';
  }

  /** `const client = new Client(); exports.query = async () => { await client.connect(); … }`: what holds nothing where it is made is armed by a function, and nobody closes it. */
  function isArmedElsewhere({ binding, owner, client, variables, closes: own }: SessionRecord, exploration: Exploration): boolean {
    const { armedBy } = client;
    if (armedBy === 'acquisition' || !binding || !exploration.atExit.some(({ status }) => status === 'unarmed')) return false;
    if (own.some(({ form }) => form !== 'not called') || exploration.escapes.length > 0 || client.lifetime === 'process' || isExported(binding.variable)) return false;
    return calls.some((call) => {
      const callee = withoutCasts(call.callee);
      if (!isMember(callee) || !armedBy.includes(propertyName(callee) ?? '') || ownerOf(call) === owner) return false;
      const object = withoutCasts(callee.object);
      const variable = object.type === 'Identifier' ? context.origins.variableOf(object) : undefined;
      return variable !== undefined && variables.includes(variable);
    });
  }

  /** Put into the global object, or into something of the module out of which nothing closes it. `strict` only: the process may end first. */
  function isForgottenInStore(record: SessionRecord, exploration: Exploration): boolean {
    if (input.settings.mode !== 'strict') return false;
    return exploration.escapes.some((escape) => {
      const store = storeOf(engine, escape);
      if (store === undefined) return false;
      const { variable, root } = store;
      if (variable === undefined ? root.name === 'module' || root.name === 'exports' : !isOwnOfModule(variable)) return false;
      return !isClosedFrom({ engine, functions, closes: closes() }, store, record.client);
    });
  }

  /** A variable at the top of the file that only its own code comes to. */
  function isOwnOfModule(variable: Variable): boolean {
    const kind = variable.defs[0]?.type as string | undefined;
    return kind === 'Variable' && context.homeOf(variable).type === 'Program' && !isExported(variable) && !handedOnFrom(variable) && !isFromElsewhere(variable);
  }

  /** `const clients = registry()`: what comes from elsewhere may be closed there. */
  function isFromElsewhere(variable: Variable): boolean {
    const value = context.origins.onlyValueOf(variable);
    const made = value && withoutCasts(value);
    return made?.type !== 'NewExpression' && made?.type !== 'ObjectExpression' && made?.type !== 'ArrayExpression';
  }

  /** A session returned as `unknown` or `any` is one that its new owner cannot know of. `strict` only. */
  function hidesSession(record: SessionRecord): boolean {
    if (input.settings.mode !== 'strict' || !isFunction(record.owner)) return false;
    if (!record.escapes.some((escape) => escape.manner === 'returned' && escape.shape?.is === 'session')) return false;
    const type = record.owner.returnType?.typeAnnotation;
    const inner = type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'Promise' ? type.typeArguments?.params[0] : type;
    return inner?.type === 'TSUnknownKeyword' || inner?.type === 'TSAnyKeyword' || inner?.type === 'TSObjectKeyword';
  }

  interface SetUp {
    readonly call: CallExpression;
    readonly fn: FunctionNode;
    readonly tearDowns: readonly string[];
  }

  /** The set-up hook of a test runner that a function is, or stands in. */
  function setUpAround(fn: FunctionNode): SetUp | undefined {
    for (let outer: Node | undefined = fn; outer; outer = outer.parent) {
      if (!isFunction(outer)) continue;
      const tearDowns = tearDownOf.get(hookOf(context, outer) ?? '');
      const call = callGiven(outer);
      if (tearDowns && call?.type === 'CallExpression') return { call, fn: outer, tearDowns };
    }
    return undefined;
  }

  /** What each matching tear-down hook does, of the same block or one around it, that closes the variable on every way to its end. */
  function tearDownsOf(setUp: SetUp, client: SessionRecord['client'], variable: Variable): readonly Effect[] {
    const hooks = calls.filter((call) => call.type === 'CallExpression' && setUp.tearDowns.includes(testCallName(context, call) ?? '') && isWithin(setUp.call, ownerOf(call)));
    // A set-up hook may return its own tear-down (vitest).
    const returned = context.graphOf(setUp.fn).nodes.flatMap((node) => (node.kind === 'return' ? (node.value ?? []) : []));
    return [...hooks.flatMap((call) => call.arguments), ...returned].flatMap((given) => {
      const fn = context.functionOf(given);
      const effect = fn && engine.effectOf(fn, [{ by: 'places', places: new Map([[variable, 'self']]) }], trackedOf(client));
      return effect?.discharges === 'always' ? [effect] : [];
    });
  }

  /** `let s = new Curl(); beforeEach(() => { s = new Curl(); })`: where a set-up hook puts another in the place of the module's own. */
  function overwrittenBySetUp(record: SessionRecord, variable: Variable): Node | undefined {
    for (const reference of variable.references) {
      const hook = reference.isWrite() ? ownerOf(reference.identifier) : undefined;
      if (!isFunction(hook) || !isSetUpHook(hookOf(context, hook))) continue;
      const graph = context.graphOf(hook);
      const first = engine.explore(graph, [{ node: graph.entry, state: { ...emptyState, held: new Map([[variable, 'self']]) } }], trackedOf(record.client));
      const overwriting = first.leaks.find((leak) => leak.kind === 'overwritten');
      if (overwriting) return overwriting.node;
    }
    return undefined;
  }

  /** Whether a second call of the function meets the session of the first one still open. */
  function isOverwrittenWhileOpen(record: SessionRecord, owner: FunctionNode, variable: Variable): boolean {
    if (!isExported(variable) && !isCalledAgain(owner)) return false;
    const graph = context.graphOf(owner);
    const again = engine.explore(graph, [{ node: graph.entry, state: { ...emptyState, held: new Map([[variable, 'self']]) } }], trackedOf(record.client));
    return again.leaks.some((leak) => leak.kind === 'overwritten');
  }

  /** Whether a local function is visibly called more than once: in several places, or in a loop. */
  function isCalledAgain(fn: FunctionNode): boolean {
    const name = nameOfFunction(fn);
    const variable = name ? context.origins.variableOf(name) : undefined;
    if (!variable || context.homeOf(variable).type === 'Program') return false;
    const uses = variable.references.filter((reference) => {
      const use = reference.identifier as Node;
      return use.parent?.type === 'CallExpression' && use.parent.callee === use;
    });
    return uses.length > 1 || uses.some((reference) => loopsAround(reference.identifier).length > 0);
  }

  /** Calls that close what a variable holds, by looking into the callee. */
  function disposalsBySummary(variable: Variable): Node[] {
    const nodes: Node[] = [];
    for (const reference of variable.references) {
      const use = withoutCasts(reference.identifier);
      const call = use.parent;
      if (call?.type !== 'CallExpression' || call.callee === use) continue;
      const fn = context.functionOf(call.callee);
      const client = acquisitions.clientOf(use);
      if (!fn || !client) continue;
      const index = call.arguments.indexOf(use as TSESTree.Expression);
      const effect = engine.effectOf(fn, [{ by: 'parameter', index, holding: 'self' }], trackedOf(client));
      if (effect.discharges === 'always') nodes.push(call);
    }
    return nodes;
  }

  /** Whether a variable's value goes on to somebody else: returned, exported, stored. */
  function handedOnFrom(variable: Variable): boolean {
    return variable.references.some((reference) => {
      if (reference.isWrite() && !reference.isRead()) return false;
      const top = valueParent(reference.identifier);
      const parent = top?.parent;
      if (parent?.type === 'ReturnStatement') {
        const owner = ownerOf(parent);
        return isFunction(owner) && handsOutItsResult(context, owner);
      }
      if (parent?.type === 'ArrowFunctionExpression' && parent.body === top) return handsOutItsResult(context, parent) && parent.parent.type !== 'CallExpression';
      if (parent?.type === 'AssignmentExpression' && parent.right === top) return isMember(parent.left);
      if (parent?.type === 'CallExpression' && parent.callee !== top) return !isTestCall(context, parent) && isMember(parent.callee) && ['push', 'add', 'set'].includes(propertyName(parent.callee) ?? '');
      return false;
    });
  }
}
