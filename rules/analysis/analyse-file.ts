/**
 * The analysis of one file: every session in it, where it is closed, and the paths on which it is not.
 */
import { createAcquisitions, isClosing } from './acquisitions.ts';
import type { Acquired, Acquisitions, HandedOut } from './acquisitions.ts';
import { isExecutor, isTestCall, testCallName } from './callee.ts';
import { namesAClient } from './candidates.ts';
import { createCloseSiteFinder, functionOfThis } from './close-sites.ts';
import { createEffects } from './effects.ts';
import { noEffect } from './engine.ts';
import type { Effect, Engine, Exploration, Tracked, Watch } from './engine.ts';
import { createExplore } from './explore.ts';
import { createFileContext } from './file-context.ts';
import type { AnalysisInput, FileContext } from './file-context.ts';
import type { ForeignFile } from './origins.ts';
import type { FlowGraph } from './flow-graph.ts';
import { createHolding } from './holding.ts';
import { callGiven, handsOutItsResult, hookOf } from './ignored-result.ts';
import { tearDownOf } from './known-calls.ts';
import { tagsBefore } from './ownership-tags.ts';
import { emptyState } from './path-state.ts';
import type { Holding, PathState, Place } from './path-state.ts';
import { fateOf } from './promise-fate.ts';
import type { CloseSite, LeakPath, Owner, RequestSite, SessionBinding, SessionRecord } from './session-record.ts';
import { conditionOf, relevantConditions } from './conditions.ts';
import type { CallExpression, ClassNode, FunctionNode, NewExpression, Node, TSESTree, Variable } from './syntax.ts';
import { createThrowing, followRoute } from './throwing.ts';
import { isMember, propertyName, withoutCasts } from './unwrap.ts';
import { classOfThis, isFunction, isWithin, ownerOf, walk } from './walk.ts';

/** What the analysis says of a file. */
export interface FileAnalysis {
  /** `undefined` where the file's text alone shows that it holds no session. */
  readonly context: FileContext | undefined;
  readonly acquisitions: Acquisitions | undefined;
  readonly sessions: readonly SessionRecord[];
  /** Every close in the file, also of sessions made elsewhere, in source order. */
  readonly closes: readonly CloseSite[];
  /** Every declaration with `using` or `await using`. */
  readonly usingDeclarations: readonly TSESTree.VariableDeclaration[];
  /** Every class, and every call and `new`, in source order. */
  readonly classes: readonly ClassNode[];
  readonly functions: readonly FunctionNode[];
  readonly calls: readonly (CallExpression | NewExpression)[];
  /** Follows a session once more, with a rule's own eyes. */
  watch(session: SessionRecord, watch: Watch): Exploration | undefined;
  /** What a function does to a session of a client that it comes to as `places` say. */
  effectOn(fn: FunctionNode, client: SessionRecord['client'], places: ReadonlyMap<Place, Holding>): Effect;
  /** The same, path by path. */
  exploreFrom(fn: FunctionNode, client: SessionRecord['client'], places: ReadonlyMap<Place, Holding>, watch?: Watch): Exploration;
}

const noExploration: Exploration = { leaks: [], escapes: [], atExit: [], atThrow: [], closedPaths: 0, handedPaths: 0, isIncomplete: false };

const nothing: FileAnalysis = {
  context: undefined,
  acquisitions: undefined,
  sessions: [],
  closes: [],
  usingDeclarations: [],
  classes: [],
  functions: [],
  calls: [],
  watch: () => undefined,
  effectOn: () => noEffect,
  exploreFrom: () => noExploration,
};

/**
 * Analyses a file.
 *
 * @param input - Its syntax tree (every node with its `parent`, or none has), scopes, text and settings.
 * @returns Its sessions, in source order. Never throws on any syntax tree.
 * @example
 * const { sessions } = analyseFile({ program, text, scopeManager, visitorKeys, settings: readSettings({}) });
 * for (const session of sessions) if (session.leaks.length > 0) console.log(session.name);
 */
export function analyseFile(input: AnalysisInput): FileAnalysis {
  if (input.isCandidate !== true && !namesAClient(input.text, input.settings)) return nothing;
  return openFile(input).analyse();
}

/** A file of which functions and classes can be asked about before, or without, looking at all its sessions. */
export interface OpenFile extends ForeignFile {
  analyse(): FileAnalysis;
}

/**
 * Opens a file: nothing is followed until it is asked for.
 *
 * @param input - As for `analyseFile`.
 */
export function openFile(input: AnalysisInput): OpenFile {
  const calls: (CallExpression | NewExpression)[] = [];
  const members: TSESTree.MemberExpression[] = [];
  const usingDeclarations: TSESTree.VariableDeclaration[] = [];
  const classes: ClassNode[] = [];
  const functions: FunctionNode[] = [];
  walk(input.program, input.visitorKeys, (node) => {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') calls.push(node);
    else if (node.type === 'MemberExpression') members.push(node);
    else if (isFunction(node)) functions.push(node);
    else if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') classes.push(node);
    else if (node.type === 'VariableDeclaration' && (node.kind === 'using' || node.kind === 'await using')) usingDeclarations.push(node);
  });

  const context = createFileContext(input);
  const callsOf = new Map<Node, (CallExpression | NewExpression)[]>();
  for (const call of calls) {
    const owner = ownerOf(call);
    const list = callsOf.get(owner);
    if (list) list.push(call);
    else callsOf.set(owner, [call]);
  }

  const handedOut = new Map<FunctionNode, HandedOut | undefined>();
  const acquisitions = createAcquisitions(context, handedOutBy);
  const engine: Engine = { context, acquisitions, ...assemble() };

  function assemble(): Omit<Engine, 'context' | 'acquisitions'> {
    const self = (): Engine => engine;
    const throwing = createThrowing(self);
    const effects = createEffects(self);
    return { ...throwing, ...effects, holdingOf: createHolding(self), explore: createExplore(self) };
  }

  /** Looks into a function for a session that it makes and gives to its caller. */
  function handedOutBy(fn: FunctionNode): HandedOut | undefined {
    if (handedOut.has(fn)) return handedOut.get(fn);
    handedOut.set(fn, undefined);
    const result = findHandedOut(fn);
    handedOut.set(fn, result);
    return result;
  }

  function findHandedOut(fn: FunctionNode): HandedOut | undefined {
    const parts: HandedOut[] = [];
    const handing = new Set<Node>();
    for (const call of callsOf.get(fn) ?? []) {
      for (const acquired of everyAcquired(acquisitions.of(call))) {
        for (const escape of exploreAcquisition(engine, call, acquired).escapes) {
          if (escape.manner !== 'returned' || !escape.shape || escape.shape.is === 'closer') continue;
          handing.add(escape.node);
          const base = { client: acquired.client, library: acquired.library, others: [], isPromised: fn.async || (acquired.isPromised && !isAwaited(call)) };
          if (escape.shape.is === 'session') parts.push({ ...base, property: acquired.property, closers: acquired.closers, literals: acquired.literals });
          else if (escape.shape.property !== undefined) parts.push({ ...base, property: escape.shape.property, closers: escape.shape.closers, literals: escape.shape.literals });
        }
      }
    }
    const [first] = parts;
    if (!first) return findResolved(fn);
    if (input.settings.mode === 'recommended' && first.property === undefined && givesOthersToo(fn, handing)) return undefined;
    const others = parts.filter((part, index) => index > 0 && part.property !== undefined && parts.findIndex((other) => other.property === part.property) === index && part.property !== first.property);
    return { ...first, others };
  }

  /** Whether a function gives a fresh session on some ways and something that is there already on others: then nobody can tell who owns it. */
  function givesOthersToo(fn: FunctionNode, handing: ReadonlySet<Node>): boolean {
    return context.graphOf(fn).nodes.some((node) => {
      if (node.kind !== 'return' || handing.has(node.ast)) return false;
      const value = node.value && withoutCasts(node.value);
      if (value?.type === 'Identifier') return value.name !== 'undefined';
      return value?.type === 'MemberExpression' || (value?.type === 'CallExpression' && isMember(value.callee, 'get'));
    });
  }

  /** `return new Promise((resolve) => { const s = open(); …; resolve(s) })`. */
  function findResolved(fn: FunctionNode): HandedOut | undefined {
    for (const call of callsOf.get(fn) ?? []) {
      if (call.type !== 'NewExpression' || call.callee.type !== 'Identifier' || call.callee.name !== 'Promise') continue;
      const isResult = call.parent.type === 'ReturnStatement' || (call.parent.type === 'ArrowFunctionExpression' && call.parent.body === call) || (call.parent.type === 'AwaitExpression' && call.parent.parent.type === 'ReturnStatement');
      const executor = call.arguments[0] && context.functionOf(call.arguments[0]);
      if (!isResult || !executor) continue;
      for (const inner of callsOf.get(executor) ?? []) {
        const acquired = acquisitions.of(inner);
        if (!acquired || acquired.wraps || acquired.property !== undefined) continue;
        const isResolved = exploreAcquisition(engine, inner, acquired).escapes.some((escape) => escape.manner === 'resolved') || resolvesLater(acquired, inner);
        if (isResolved) return { client: acquired.client, library: acquired.library, property: undefined, closers: [], literals: new Map(), others: [], isPromised: true };
      }
    }
    return undefined;
  }

  /** `s.once('ready', () => resolve(s))`: handed over by a handler. */
  function resolvesLater(acquired: Acquired, call: CallExpression | NewExpression): boolean {
    const binding = bindingOf(context, outerValue(context, call, acquired));
    if (!binding) return false;
    return binding.variable.references.some((reference) => {
      const use = reference.identifier as Node;
      return use.parent?.type === 'CallExpression' && use.parent.callee !== use && use.parent.callee.type === 'Identifier' && use.parent.callee.name === 'resolve';
    });
  }

  const finder = createCloseSiteFinder(context, acquisitions);
  let closes: readonly CloseSite[] = [];

  function findCloses(): CloseSite[] {
    const sites: CloseSite[] = [];
    for (const member of members) sites.push(...finder.ofMember(member));
    for (const call of calls) {
      if (call.type !== 'CallExpression') continue;
      const site = finder.ofCall(call);
      if (site) sites.push(site);
    }
    return sites.sort((a, b) => a.node.range[0] - b.node.range[0]);
  }

  const acquiredOf = new Map<SessionRecord, Acquired>();
  return { context, engine, handedOutBy, analyse };

  function analyse(): FileAnalysis {
  closes = findCloses();
  const sessions: SessionRecord[] = [];
  for (const call of calls) for (const acquired of everyAcquired(acquisitions.of(call))) sessions.push(recordOf(call, acquired));
  sessions.sort((a, b) => a.acquisition.range[0] - b.acquisition.range[0]);
  return {
    context,
    acquisitions,
    sessions,
    closes,
    usingDeclarations,
    classes,
    functions,
    calls,
    watch(session, watch) {
      const acquired = acquiredOf.get(session);
      return acquired && followAcquisition(engine, session.acquisition, acquired, watch);
    },
    effectOn: (fn, client, places) => engine.effectOf(fn, [{ by: 'places', places }], trackedOf(client)),
    exploreFrom(fn, client, places, watch = {}) {
      const graph = context.graphOf(fn);
      return engine.explore(graph, [{ node: graph.entry, state: { ...emptyState, held: places } }], trackedOf(client), watch);
    },
  };
  }

  // ---- one session -------------------------------------------------------------------------------------------------

  function recordOf(call: CallExpression | NewExpression, acquired: Acquired): SessionRecord {
    const value = outerValue(context, call, acquired);
    const binding = bindingOf(context, value);
    const field = fieldOf(value);
    const variables = binding ? aliasesOf(binding.variable) : [];
    const own = closes.filter((site) => site.session !== undefined && isOneOf(site.session, variables, field, call));
    const exploration = exploreAcquisition(engine, call, acquired);
    const owner = ownerOf(call) as Owner;
    const declaration = binding?.declarator?.parent;
    const disposal = declaration?.kind === 'using' || declaration?.kind === 'await using' ? declaration.kind : undefined;
    const record: SessionRecord = {
      acquisition: call,
      value,
      client: acquired.client,
      library: acquired.library,
      name: binding?.variable.name ?? (field ? `this.${field.name}` : shortText(context, call)),
      binding,
      property: acquired.property,
      owner,
      isWrappedInClosing: isInsideClosing(call, value),
      field,
      disposal,
      variables,
      closes: own,
      requests: requestsOf(acquired, variables, field, call),
      escapes: exploration.escapes,
      leaks: [],
    };
    const complete = { ...record, leaks: leaksOf(record, acquired, exploration) };
    acquiredOf.set(complete, acquired);
    return complete;
  }

  function isInsideClosing(call: Node, value: Node): boolean {
    for (let node: Node | undefined = call.parent; node !== undefined && isWithin(node, value); node = node.parent) {
      if (node.type === 'CallExpression' && isClosing(context, node)) return true;
    }
    return false;
  }

  function fieldOf(value: Node): SessionRecord['field'] {
    const top = valueParent(value);
    const parent = top?.parent;
    if (parent?.type === 'PropertyDefinition' && parent.value === top && !parent.static) {
      const name = propertyName(parent);
      const classNode = parent.parent.parent;
      return name === undefined ? undefined : { classNode, name };
    }
    if (parent?.type === 'AssignmentExpression' && parent.right === top && isMember(parent.left) && parent.left.object.type === 'ThisExpression') {
      const name = propertyName(parent.left);
      const classNode = classOfThis(parent.left);
      return name === undefined || !classNode ? undefined : { classNode, name };
    }
    return undefined;
  }

  function isOneOf(session: Node, variables: readonly Variable[], field: SessionRecord['field'], call: Node): boolean {
    let inner = withoutCasts(session);
    // `s.on('end', …).on('error', …)`: the chain is on the same session.
    while (inner.type === 'CallExpression' && inner !== call && isMember(inner.callee)) inner = withoutCasts(inner.callee.object);
    if (inner.type === 'Identifier') {
      const variable = context.origins.variableOf(inner);
      return variable !== undefined && variables.includes(variable);
    }
    if (inner.type === 'ThisExpression') {
      const fn = functionOfThis(session);
      const registration = fn?.parent?.type === 'CallExpression' && isMember(fn.parent.callee) ? fn.parent.callee.object : undefined;
      return registration !== undefined && isOneOf(registration, variables, field, call);
    }
    if (field && isMember(inner, field.name) && inner.object.type === 'ThisExpression') return classOfThis(inner) === field.classNode;
    return isWithin(call, inner);
  }

  /** Every variable that gets the session's value directly, however many hops away. */
  function aliasesOf(first: Variable): Variable[] {
    const aliases = [first];
    for (let index = 0; index < aliases.length && index < 16; index += 1) {
      for (const reference of aliases[index]?.references ?? []) {
        if (reference.isWrite() && !reference.isRead()) continue;
        const use = reference.identifier as Node;
        const top = valueParent(use);
        const parent = top?.parent;
        const target = parent?.type === 'VariableDeclarator' && parent.init === top ? parent.id : parent?.type === 'AssignmentExpression' && parent.right === top && parent.operator === '=' ? parent.left : undefined;
        const variable = target?.type === 'Identifier' ? context.origins.variableOf(target) : undefined;
        if (variable && !aliases.includes(variable)) aliases.push(variable);
      }
    }
    return aliases;
  }

  /** The outermost expression that still has the value of `node`: through casts, `await`, `closing(…)`, `??`, `? :`. */
  function valueParent(node: Node): Node | undefined {
    let inner = node;
    for (let outer = node.parent; outer; outer = outer.parent) {
      const keeps =
        (outer !== withoutCasts(outer) && outer.type !== 'Identifier') ||
        outer.type === 'AwaitExpression' ||
        (outer.type === 'LogicalExpression') ||
        (outer.type === 'ConditionalExpression' && outer.test !== inner) ||
        (outer.type === 'CallExpression' && outer.callee !== inner && (isClosing(context, outer) || (acquisitions.of(outer)?.wraps !== undefined))) ||
        (outer.type === 'NewExpression' && outer.callee !== inner && acquisitions.of(outer)?.wraps !== undefined);
      if (!keeps) return inner;
      inner = outer;
    }
    return inner;
  }

  function requestsOf(acquired: Acquired, variables: readonly Variable[], field: SessionRecord['field'], call: Node): RequestSite[] {
    const sites: RequestSite[] = [];
    for (const member of members) {
      const name = propertyName(member);
      const request = acquired.client.requests.find((candidate) => candidate.name === name);
      if (request === undefined || member.parent.type !== 'CallExpression' || member.parent.callee !== member || !isOneOf(member.object, variables, field, call)) continue;
      const fate = fateOf(context, member.parent, false);
      const isAwaited = fate === 'awaited' || isAwaitedInside(member.parent);
      sites.push({ node: member.parent, method: request.name, gives: request.gives, isAwaited });
    }
    return sites;
  }

  /** `await Promise.all([s.get(a), s.get(b)])`, `return await s.get(a)`. */
  function isAwaitedInside(node: Node): boolean {
    let inner = node;
    for (let outer = node.parent; outer; inner = outer, outer = outer.parent) {
      if (outer.type === 'AwaitExpression') return true;
      const isGathering = outer.type === 'ArrayExpression' || (outer.type === 'CallExpression' && outer.callee !== inner && isMember(outer.callee) && outer.callee.object.type === 'Identifier' && outer.callee.object.name === 'Promise');
      const isChain = (outer.type === 'MemberExpression' && outer.object === inner && ['then', 'catch', 'finally'].includes(propertyName(outer) ?? '')) || (outer.type === 'CallExpression' && outer.callee === inner && isMember(inner) && ['then', 'catch', 'finally'].includes(propertyName(inner) ?? ''));
      if (!isGathering && !isChain) return false;
    }
    return false;
  }

  // ---- leaks -------------------------------------------------------------------------------------------------------

  function leaksOf(record: SessionRecord, acquired: Acquired, exploration: Exploration): readonly LeakPath[] {
    const isRecommended = input.settings.mode === 'recommended';
    const notCalled = record.closes.filter((site) => site.form === 'not called');
    if (isSilenced(record)) return [];
    if (exploration.leaks.length === 0) return outerLeaks(record, exploration);
    if (isRecommended && isLongLived(record, acquired)) return [];
    const happening = record.closes.filter((site) => site.form !== 'not called');
    const [meant] = notCalled;
    if (meant) return [{ kind: 'close not called', node: meant.node }, ...exploration.leaks];
    const isDropped = record.binding === undefined && record.field === undefined;
    const lonely = lonelyHandler(record, acquired);
    if (lonely && exploration.leaks.some((leak) => leak.kind === 'exit' || leak.kind === 'dropped')) return [{ kind: 'one handler', node: lonely }, ...exploration.leaks.filter((leak) => leak.kind !== 'exit')];
    if (isDropped && exploration.leaks.every((leak) => leak.kind === 'exit' || leak.kind === 'dropped')) return [{ kind: 'dropped', node: exploration.leaks[0]?.node ?? record.value }];
    if (happening.length === 0 && exploration.closedPaths === 0 && exploration.handedPaths === 0) return [{ kind: 'never closed', node: exploration.leaks[0]?.node ?? record.value }, ...exploration.leaks.slice(1)];
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
    const { binding, owner } = record;
    if (acquired.client.lifetime === 'process') {
      if (owner.type === 'Program') return true;
      const isServer = (acquired.client.armedBy !== 'acquisition' && acquired.client.armedBy.includes('listen')) || (isMember(record.acquisition.callee) && propertyName(record.acquisition.callee) === 'listen');
      if (isServer && isFunction(owner) && isCalledByModule(owner)) return true;
    }
    if (!binding || context.homeOf(binding.variable).type !== 'Program') return false;
    if (isExported(binding.variable)) return true;
    const closing = record.closes.filter((site) => site.form !== 'not called');
    const isCovered = acquired.client.endEvents?.some((events) => events.every((event) => closing.some((site) => site.onEvent === event))) === true;
    return isCovered || closing.some((site) => site.inFunction.type !== 'Program' && site.onEvent === undefined);
  }

  /** `main()` at the top level of the module, also awaited, with handlers, or called where it stands. */
  function isCalledByModule(fn: FunctionNode): boolean {
    if (isExecutor(context, fn)) {
      const outer = ownerOf(fn);
      return isFunction(outer) ? isCalledByModule(outer) : outer.type === 'Program';
    }
    if (fn.parent.type === 'CallExpression' && fn.parent.callee === fn) return ownerOf(fn.parent).type === 'Program';
    const name = fn.type === 'FunctionDeclaration' ? fn.id : fn.parent.type === 'VariableDeclarator' && fn.parent.id.type === 'Identifier' ? fn.parent.id : undefined;
    const variable = name ? context.origins.variableOf(name) : undefined;
    return (
      variable?.references.some((reference) => {
        const use = reference.identifier as Node;
        return use.parent?.type === 'CallExpression' && use.parent.callee === use && ownerOf(use.parent).type === 'Program';
      }) === true
    );
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
    const stored = exploration.escapes.find((escape) => escape.manner === 'stored in outer variable');
    if (!stored || !binding || !isFunction(owner)) return [];
    const { variable } = binding;
    const setUp = setUpAround(owner);
    if (setUp) {
      const isAnswered = tearsDown(setUp, record.client, variable) || handedOnFrom(variable);
      return isAnswered ? [] : [{ kind: 'no tear-down', node: record.value }];
    }
    if (isOverwrittenWhileOpen(record, owner, variable)) return [{ kind: 'overwritten', node: stored.node }];
    const isModuleLevel = context.homeOf(variable).type === 'Program';
    if (input.settings.mode === 'strict' && isModuleLevel && !isExported(variable)) return [{ kind: 'never closed', node: record.value }];
    const isClosedSomewhere = record.closes.some((site) => site.form !== 'not called') || disposalsBySummary(variable).length > 0;
    if (isClosedSomewhere || isExported(variable) || handedOnFrom(variable)) return [];
    return [{ kind: 'never closed', node: record.value }];
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

  /** Whether the matching tear-down hook, of the same block or one around it, closes the variable on every way. */
  function tearsDown(setUp: SetUp, client: SessionRecord['client'], variable: Variable): boolean {
    const closesIt = (fn: FunctionNode): boolean => engine.effectOf(fn, [{ by: 'places', places: new Map([[variable, 'self']]) }], trackedOf(client)).discharges === 'always';
    for (const call of calls) {
      if (call.type !== 'CallExpression' || !setUp.tearDowns.includes(testCallName(context, call) ?? '')) continue;
      if (!isWithin(setUp.call, ownerOf(call))) continue;
      for (const argument of call.arguments) {
        const fn = context.functionOf(argument);
        if (fn && closesIt(fn)) return true;
      }
    }
    // A set-up hook may return its own tear-down (vitest).
    return context.graphOf(setUp.fn).nodes.some((node) => {
      const value = node.kind === 'return' ? node.value : undefined;
      const fn = value && context.functionOf(value);
      return fn !== undefined && closesIt(fn);
    });
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
    const name = fn.type === 'FunctionDeclaration' ? fn.id : fn.parent.type === 'VariableDeclarator' && fn.parent.id.type === 'Identifier' ? fn.parent.id : undefined;
    const variable = name ? context.origins.variableOf(name) : undefined;
    if (!variable || context.homeOf(variable).type === 'Program') return false;
    const uses = variable.references.filter((reference) => {
      const use = reference.identifier as Node;
      return use.parent?.type === 'CallExpression' && use.parent.callee === use;
    });
    return uses.length > 1 || uses.some((reference) => isInLoop(reference.identifier as Node));
  }

  function isInLoop(node: Node): boolean {
    for (let outer = node.parent; outer && !isFunction(outer); outer = outer.parent) {
      if (['ForStatement', 'ForOfStatement', 'ForInStatement', 'WhileStatement', 'DoWhileStatement'].includes(outer.type)) return true;
    }
    return false;
  }

  /** Calls that close what a variable holds, by looking into the callee. */
  function disposalsBySummary(variable: Variable): Node[] {
    const nodes: Node[] = [];
    for (const reference of variable.references) {
      const use = withoutCasts(reference.identifier as Node);
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
      const top = valueParent(reference.identifier as Node);
      const parent = top?.parent;
      if (parent?.type === 'ReturnStatement') {
        const owner = ownerOf(parent);
        return isFunction(owner) && handsOutItsResult(context, owner);
      }
      if (parent?.type === 'ArrowFunctionExpression' && parent.body === top) return handsOutItsResult(context, parent) && parent.parent.type !== 'CallExpression';
      if (parent?.type === 'AssignmentExpression' && parent.right === top) return isMember(parent.left);
      if (parent?.type === 'CallExpression' && parent.callee !== top) return isTestCall(context, parent) === false && isMember(parent.callee) && ['push', 'add', 'set'].includes(propertyName(parent.callee) ?? '');
      return false;
    });
  }
}

function trackedOf(client: Tracked['client']): Tracked {
  return { client, acquisition: undefined, property: undefined, closers: [], literals: new Map(), ...armingOf(client, false), isArmedFromStart: true };
}

/** When a session of a client holds something. */
function armingOf(client: Tracked['client'], isLazy: boolean): Pick<Tracked, 'isArmedFromStart' | 'armedBy' | 'isLazyByOption'> {
  const own = client.armedBy === 'acquisition' ? [] : client.armedBy;
  return { isArmedFromStart: client.armedBy === 'acquisition' && !isLazy, armedBy: isLazy ? [...own, ...(client.lazyWhen?.armedBy ?? [])] : own, isLazyByOption: isLazy };
}

/** Every session that a call makes; none where it only wraps one that is there. */
function everyAcquired(acquired: Acquired | undefined): readonly Acquired[] {
  return acquired === undefined || acquired.wraps !== undefined ? [] : [acquired, ...acquired.others];
}

const isAwaited = (node: Node): boolean => node.parent?.type === 'AwaitExpression';

const explorations = new WeakMap<Engine, Map<Node, Map<string | undefined, Exploration>>>();

/** Follows one acquisition through the function that makes it. */
function exploreAcquisition(engine: Engine, call: CallExpression | NewExpression, acquired: Acquired): Exploration {
  let known = explorations.get(engine);
  if (known === undefined) {
    known = new Map();
    explorations.set(engine, known);
  }
  const parts = known.get(call) ?? new Map<string | undefined, Exploration>();
  known.set(call, parts);
  const before = parts.get(acquired.property);
  if (before) return before;
  parts.set(acquired.property, noExploration);
  const exploration = followAcquisition(engine, call, acquired, {});
  parts.set(acquired.property, exploration);
  return exploration;
}

function followAcquisition(engine: Engine, call: CallExpression | NewExpression, acquired: Acquired, watch: Watch): Exploration {
  const tracked: Tracked = { client: acquired.client, acquisition: call, property: acquired.property, closers: acquired.closers, literals: acquired.literals, ...armingOf(acquired.client, acquired.isLazy) };
  const graph = engine.context.graphOf(ownerOf(call));
  const at = graph.at.get(call);
  if (at === undefined) return noExploration;
  const node = graph.nodes[at];
  const first: PathState = { ...emptyState, isFresh: true, status: tracked.isArmedFromStart ? 'open' : 'unarmed' };
  const starts = arrivals(engine, graph, at).flatMap((arriving) => {
    if (node?.next === undefined) return [];
    const target = followRoute(graph.nodes, node.next, arriving.frames);
    return [{ node: target.node, state: { ...first, facts: arriving.facts, frames: target.frames } }];
  });
  return engine.explore(graph, starts, tracked, watch);
}

/** What the paths that lead to a point have decided: the conditions, and the finalizers they are in. */
function arrivals(engine: Engine, graph: FlowGraph, point: number): readonly Pick<PathState, 'facts' | 'frames'>[] {
  const { context } = engine;
  const keys = relevantConditions(context, graph);
  const node = graph.nodes[point];
  if (keys.size === 0 && node?.depth === 0) return isReachable(graph, point) ? [{ facts: new Map(), frames: [] }] : [];
  // Nothing is followed on the way here but conditions: a session of no kind, which never ends a path.
  const found = arrivalStates(engine, graph);
  return found.get(point) ?? [];
}

const arrivalCache = new WeakMap<FlowGraph, Map<number, Pick<PathState, 'facts' | 'frames'>[]>>();
const mostArrivals = 12;

function arrivalStates(engine: Engine, graph: FlowGraph): Map<number, Pick<PathState, 'facts' | 'frames'>[]> {
  const before = arrivalCache.get(graph);
  if (before) return before;
  const { context } = engine;
  const keys = relevantConditions(context, graph);
  const result = new Map<number, Pick<PathState, 'facts' | 'frames'>[]>();
  arrivalCache.set(graph, result);
  const seen = new Map<number, Set<string>>();
  const open: { node: number; facts: PathState['facts']; frames: PathState['frames'] }[] = [{ node: graph.entry, facts: new Map(), frames: [] }];
  for (let index = 0; index < open.length; index += 1) {
    const here = open[index];
    const node = here && graph.nodes[here.node];
    if (!here || !node) continue;
    let states = seen.get(here.node);
    if (!states) {
      states = new Set();
      seen.set(here.node, states);
    }
    let { facts } = here;
    if (states.size >= mostArrivals && facts.size > 0) facts = new Map();
    const key = `${[...facts].map(([name, fact]) => `${fact.isTrue ? '+' : '-'}${name}`).sort().join('&')};${here.frames.map((route) => route.join('>')).join('|')}`;
    if (states.has(key)) continue;
    states.add(key);
    if (node.kind === 'call') {
      const list = result.get(here.node) ?? [];
      list.push({ facts, frames: here.frames });
      result.set(here.node, list);
    }
    const go = (route: readonly number[] | undefined, next: PathState['facts']): void => {
      if (!route) return;
      const target = followRoute(graph.nodes, route, here.frames);
      open.push({ node: target.node, facts: next, frames: target.frames });
    };
    if (node.kind === 'finally end') {
      const rest = here.frames.at(-1);
      if (rest) {
        const target = followRoute(graph.nodes, rest, here.frames.slice(0, -1));
        open.push({ node: target.node, facts, frames: target.frames });
      }
      continue;
    }
    if ((node.kind === 'branch' || node.kind === 'nullish') && node.ast.type !== 'SwitchCase') {
      const condition = conditionOf(context, node.ast);
      const isNullish = node.kind === 'nullish';
      const known = condition && facts.get(condition.key);
      if (condition && known) {
        const isTrue = known.isTrue === condition.isPositive;
        go((isNullish ? !isTrue : isTrue) ? node.next : node.otherwise, facts);
        continue;
      }
      if (condition && keys.has(condition.key)) {
        const decided = (isTrue: boolean): PathState['facts'] => new Map([...facts, [condition.key, { isTrue: isTrue === condition.isPositive, variables: condition.variables }]]);
        go(node.next, decided(!isNullish));
        go(node.otherwise, decided(isNullish));
        continue;
      }
    }
    const next = node.kind === 'assign' ? afterAssignment(context, node.ast, facts, keys) : facts;
    go(node.next, next);
    go(node.otherwise, next);
    if (['call', 'await', 'throw', 'yield', 'iterate', 'spread', 'dispose'].includes(node.kind) && (node.kind === 'throw' || engine.mayThrow(node.ast))) go(node.onThrow, facts);
  }
  return result;
}

/** The conditions that still hold after an assignment, and what a literal decides anew. */
function afterAssignment(context: FileContext, ast: Node, facts: PathState['facts'], keys: ReadonlySet<string>): PathState['facts'] {
  const target = ast.type === 'VariableDeclarator' ? ast.id : ast.type === 'AssignmentExpression' ? ast.left : undefined;
  const value = ast.type === 'VariableDeclarator' ? ast.init : ast.type === 'AssignmentExpression' ? ast.right : undefined;
  const variable = target?.type === 'Identifier' ? context.origins.variableOf(target) : undefined;
  if (!variable) return facts;
  const next = new Map([...facts].filter(([, fact]) => !fact.variables.includes(variable)));
  const key = `v${String(context.idOf(variable))}`;
  const inner = value && withoutCasts(value);
  if (keys.has(key) && inner?.type === 'Literal') next.set(key, { isTrue: Boolean(inner.value), variables: [variable] });
  return next;
}

const reachable = new WeakMap<FlowGraph, Set<number>>();
function isReachable(graph: FlowGraph, point: number): boolean {
  let nodes = reachable.get(graph);
  if (!nodes) {
    nodes = new Set();
    reachable.set(graph, nodes);
    const open = [graph.entry];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (nodes.has(id)) continue;
      nodes.add(id);
      const node = graph.nodes[id];
      if (!node) continue;
      for (const route of [node.next, node.otherwise, node.onThrow]) if (route) open.push(...route);
    }
  }
  return nodes.has(point);
}

/** The acquisition with `await`, `closing(…)`, casts and chained calls around it. */
function outerValue(context: FileContext, call: CallExpression | NewExpression, acquired: Acquired): Node {
  let inner: Node = call;
  for (let outer = call.parent as Node | undefined; outer; outer = outer.parent) {
    const isCast = withoutCasts(outer) !== outer;
    const isClosingCall = outer.type === 'CallExpression' && outer.callee !== inner && isClosing(context, outer);
    const isChain =
      (outer.type === 'MemberExpression' && outer.object === inner && acquired.client.chains?.includes(propertyName(outer) ?? '') === true && outer.parent.type === 'CallExpression' && outer.parent.callee === outer) ||
      (outer.type === 'CallExpression' && outer.callee === inner && inner.type === 'MemberExpression');
    if (!isCast && outer.type !== 'AwaitExpression' && !isClosingCall && !isChain) break;
    inner = outer;
  }
  return inner;
}

function bindingOf(context: FileContext, value: Node): SessionBinding | undefined {
  let inner = value;
  for (let outer = value.parent as Node | undefined; outer; inner = outer, outer = outer.parent) {
    if (outer.type === 'LogicalExpression' || (outer.type === 'ConditionalExpression' && outer.test !== inner) || withoutCasts(outer) !== outer) continue;
    if (outer.type === 'VariableDeclarator' && outer.init === inner) {
      const target = targetOf(outer.id);
      const variable = target && context.origins.variableOf(target);
      return variable ? { variable, kind: outer.parent.kind as SessionBinding['kind'], declarator: outer, assignment: undefined } : undefined;
    }
    if (outer.type === 'AssignmentExpression' && outer.right === inner) {
      const target = targetOf(outer.left);
      const variable = target && context.origins.variableOf(target);
      if (!variable) return undefined;
      return { variable, kind: kindOf(variable), declarator: undefined, assignment: outer };
    }
    return undefined;
  }
  return undefined;
}

/** The identifier that a pattern binds to the session: the only one, for `const { curl } = make()`. */
function targetOf(pattern: Node): TSESTree.Identifier | undefined {
  if (pattern.type === 'Identifier') return pattern;
  if (pattern.type === 'ObjectPattern') {
    const [only] = pattern.properties;
    return only?.type === 'Property' && only.value.type === 'Identifier' ? only.value : undefined;
  }
  return undefined;
}

function kindOf(variable: Variable): SessionBinding['kind'] {
  const node = variable.defs[0]?.node as Node | undefined;
  return node?.type === 'VariableDeclarator' ? (node.parent.kind as SessionBinding['kind']) : 'parameter';
}

function shortText(context: FileContext, node: Node): string {
  const text = context.textOf(node).replace(/\s+/gu, ' ');
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
