/**
 * The analysis of one file: every session in it, where it is closed, and the paths on which it is not.
 */
import { createAcquisitions } from './sessions/acquisitions.ts';
import { everyElement } from './sessions/acquired.ts';
import { isClosing } from './names/runtime-calls.ts';
import type { Acquired, Acquisitions, HandedOut } from './sessions/acquired.ts';
import { bindingOf, bindingReceived, outerValue } from './sessions/bindings.ts';
import { byVariable } from './syntax/by-variable.ts';
import { namesAClient } from './sessions/candidates.ts';
import { createCloseSiteFinder, functionOfThis } from './sessions/close-sites.ts';
import { createEffects } from './effects/effects.ts';
import { noEffect } from './engine.ts';
import type { Engine, Exploration, Tracked, Watch } from './engine.ts';
import { createExplore } from './exploration/explore.ts';
import { createFileContext } from './file-context.ts';
import type { AnalysisInput, FileContext } from './file-context.ts';
import { everyAcquired, exploreAcquisition, followAcquisition, noExploration, trackedOf } from './exploration/follow-acquisition.ts';
import { createHolding } from './effects/holding.ts';
import { createLeakFinder } from './exploration/leaks.ts';
import type { ForeignFile } from './names/origins.ts';
import { answer, noteNothing, takeForGranted } from './sessions/open-questions.ts';
import { clientOfClosers, closingFunction, createOwnerClasses, ownClass } from './effects/owner-classes.ts';
import { emptyState } from './paths/path-state.ts';
import type { Holding, Place } from './paths/path-state.ts';
import { fateOf } from './results/promise-fate.ts';
import type { CloseSite, RequestSite, SessionRecord } from './sessions/session-record.ts';
import { storeOf } from './effects/stores.ts';
import type { CallExpression, ClassNode, FunctionNode, NewExpression, Node, TSESTree, Variable } from './syntax/syntax.ts';
import { createThrowing } from './paths/throwing.ts';
import { isMember, propertyName, withoutCasts } from './syntax/unwrap.ts';
import { classOfThis, isField, isFunction, isWithin, ownerOf, sideOfThis, walk } from './syntax/walk.ts';
import { thisBehind } from './names/this-behind.ts';
import { isContinuation } from './names/known-calls.ts';
import { isUsing } from './syntax/using.ts';

/** What the analysis says of a file. */
export interface FileAnalysis {
  /** `undefined` where the file's text alone shows that it holds no session. */
  readonly context: FileContext | undefined;
  readonly acquisitions: Acquisitions | undefined;
  readonly sessions: readonly SessionRecord[];
  /** Objects of the project's own classes that keep sessions and have a method that closes them. `strict` only. */
  readonly owners: readonly SessionRecord[];
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
  readonly effectOn: ForeignFile['effectOn'];
  /** The same, path by path. */
  exploreFrom(fn: FunctionNode, client: SessionRecord['client'], places: ReadonlyMap<Place, Holding>, watch?: Watch, literals?: Tracked['literals']): Exploration;
}

/** What there is to say of a file that can have nothing to do with a session. */
export const withoutSessions: FileAnalysis = {
  context: undefined,
  acquisitions: undefined,
  sessions: [],
  owners: [],
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
  if (!(input.isCandidate ?? namesAClient(input.text, input.settings))) return withoutSessions;
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
    else if (isUsing(node)) usingDeclarations.push(node);
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
  const acquisitions = createAcquisitions(context, { handedOutBy, ...createOwnerClasses(() => engine) });
  const engine: Engine = { context, acquisitions, ...assemble() };

  function assemble(): Omit<Engine, 'context' | 'acquisitions'> {
    const self = (): Engine => engine;
    const throwing = createThrowing(self);
    const effects = createEffects(self);
    return { ...throwing, ...effects, holdingOf: createHolding(self), explore: createExplore(self) };
  }

  /** Looks into a function for a session that it makes and gives to its caller. */
  function handedOutBy(fn: FunctionNode): HandedOut | undefined {
    if (handedOut.has(fn)) {
      const known = handedOut.get(fn);
      if (known === undefined) takeForGranted(fn);
      return known;
    }
    handedOut.set(fn, undefined);
    const result = answer(fn, () => findHandedOut(fn));
    handedOut.set(fn, result);
    if (result === undefined) noteNothing(handedOut, fn);
    return result;
  }

  function findHandedOut(fn: FunctionNode): HandedOut | undefined {
    if (fn.generator) return findYielded(fn);
    const parts: HandedOut[] = [];
    const handing = new Set<Node>();
    for (const call of callsOf.get(fn) ?? []) {
      for (const acquired of everyAcquired(acquisitions.of(call))) {
        if (acquired.handedTo) continue;
        for (const escape of exploreAcquisition(engine, call, acquired).escapes) {
          if (escape.manner !== 'returned' || !escape.shape) continue;
          if (escape.shape.is === 'closer') {
            if (input.settings.mode !== 'strict') continue;
            const client = clientOfClosers(escape.shape.closers);
            parts.push({ gives: client ? 'session' : 'closer', client: client ?? closingFunction, library: ownClass, property: undefined, closers: [], literals: new Map(), others: [], isPromised: fn.async, isArmed: true });
            continue;
          }
          handing.add(escape.node);
          const base = { gives: 'session', client: acquired.client, library: acquired.library, others: [], isPromised: fn.async || (acquired.isPromised && call.parent.type !== 'AwaitExpression'), isArmed: escape.isArmed === true } as const;
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

  /** What a generator yields, and leaves open, its reader has to close. */
  function findYielded(fn: FunctionNode): HandedOut | undefined {
    for (const call of callsOf.get(fn) ?? []) {
      for (const acquired of everyAcquired(acquisitions.of(call))) {
        if (acquired.handedTo || acquired.gives === 'closer') continue;
        const isYielded = exploreAcquisition(engine, call, acquired).escapes.some(({ manner, shape }) => manner === 'yielded' && (shape?.is === 'session' || (shape?.is === 'holder' && acquired.gives === 'iterator')));
        if (isYielded) return { gives: 'iterator', client: acquired.client, library: acquired.library, property: everyElement, closers: [], literals: new Map(), others: [], isPromised: false, isArmed: true };
      }
    }
    return undefined;
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
        const resolved = exploreAcquisition(engine, inner, acquired).escapes.find((escape) => escape.manner === 'resolved');
        if (!resolved && !resolvesLater(acquired, inner)) continue;
        // What a handler of its own hands over has been at work by then.
        return { gives: 'session', client: acquired.client, library: acquired.library, property: undefined, closers: [], literals: new Map(), others: [], isPromised: true, isArmed: resolved?.isArmed ?? true };
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
  const leaksOf = createLeakFinder({ engine, calls, functions, closes: () => closes, valueParent });
  let closes: readonly CloseSite[] = [];
  /** The closes that may be of a session held by one of the variables. */
  let closesAbout: (variables: readonly Variable[]) => CloseSite[] = () => [];
  /** The calls of a method on one of the variables, or on what is not held by a variable. */
  let methodsOn: ((variables: readonly Variable[]) => TSESTree.MemberExpression[]) | undefined;

  function variableNamedBy(node: Node | undefined): Variable | undefined {
    const inner = node && withoutCasts(node);
    return inner?.type === 'Identifier' ? context.origins.variableOf(inner) : undefined;
  }

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
  const effectOn: ForeignFile['effectOn'] = (fn, client, places, literals) => engine.effectOf(fn, [{ by: 'places', places }], trackedOf(client, literals));
  return { context, engine, handedOutBy, effectOn, analyse };

  function analyse(): FileAnalysis {
    closes = findCloses();
    closesAbout = byVariable(closes, (site) => variableNamedBy(site.session));
    const records: SessionRecord[] = [];
    for (const call of calls) for (const acquired of everyAcquired(acquisitions.of(call))) records.push(recordOf(call, acquired));
    records.sort((a, b) => a.acquisition.range[0] - b.acquisition.range[0]);
    const owners = records.filter((record) => record.library === ownClass);
    const sessions = owners.length === 0 ? records : records.filter((record) => record.library !== ownClass);
    return {
      context,
      acquisitions,
      sessions,
      owners,
      closes,
      usingDeclarations,
      classes,
      functions,
      calls,
      watch(session, watch) {
        const acquired = acquiredOf.get(session);
        return acquired && followAcquisition(engine, session.acquisition, acquired, watch);
      },
      effectOn,
      exploreFrom(fn, client, places, watch = {}, literals?) {
        const graph = context.graphOf(fn);
        return engine.explore(graph, [{ node: graph.entry, state: { ...emptyState, held: places } }], trackedOf(client, literals), watch);
      },
    };
  }

  // ---- one session -------------------------------------------------------------------------------------------------

  function recordOf(call: CallExpression | NewExpression, acquired: Acquired): SessionRecord {
    const value = outerValue(context, call, acquired);
    const binding = acquired.handedTo ? bindingReceived(context, acquired.handedTo) : bindingOf(context, value);
    const variables = binding ? aliasesOf(binding.variable) : [];
    const exploration = exploreAcquisition(engine, call, acquired);
    const field = (acquired.handedTo ? undefined : fieldOf(value)) ?? fieldFilledBy(variables, exploration.escapes);
    const own = closesAbout(variables).filter((site) => site.session !== undefined && isOneOf(site.session, variables, field, call));
    const keptIn = binding === undefined && field === undefined ? variableFilledBy(exploration) : undefined;
    const owner = acquired.handedTo?.fn ?? ownerOf(call);
    const declaration = binding?.declarator?.parent;
    const disposal = isUsing(declaration) ? declaration.kind : undefined;
    const record: SessionRecord = {
      gives: acquired.gives,
      acquisition: call,
      value,
      client: acquired.client,
      library: acquired.library,
      name: (binding?.variable ?? keptIn)?.name ?? (field ? `this.${field.name}` : shortText(context, call)),
      keptIn,
      binding,
      property: acquired.property,
      owner,
      isArmed: acquired.isArmed,
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

  /** The variable that a callback puts it into, here or further out. */
  function variableFilledBy({ atExit, escapes }: Exploration): Variable | undefined {
    const here = atExit.flatMap(({ held }) => [...held.keys()]).find((place) => typeof place !== 'string');
    const stored = escapes.find(({ manner }) => manner === 'stored in outer variable');
    return here ?? (stored && storeOf(engine, stored)?.variable);
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
    if (isField(parent) && parent.value === top && !parent.static) {
      const name = propertyName(parent);
      const classNode = parent.parent.parent;
      return name === undefined ? undefined : { classNode, name, filledBy: parent };
    }
    // `constructor(private client = new Client(url))`.
    const property = parent?.type === 'AssignmentPattern' && parent.right === top ? parent.parent : undefined;
    if (property?.type === 'TSParameterProperty' && parent?.type === 'AssignmentPattern' && parent.left.type === 'Identifier') {
      const classNode = classOfThis(property);
      return classNode && { classNode, name: parent.left.name, filledBy: property };
    }
    return parent?.type === 'AssignmentExpression' && parent.right === top ? fieldAssigned(parent) : undefined;
  }

  /** `const client = connect(…); this.client = client;` */
  function fieldFilledBy(variables: readonly Variable[], escapes: SessionRecord['escapes']): SessionRecord['field'] {
    for (const { manner, node } of escapes) {
      if (manner !== 'stored in field' || node.type !== 'AssignmentExpression') continue;
      const value = withoutCasts(node.right);
      const variable = value.type === 'Identifier' ? context.origins.variableOf(value) : undefined;
      if (variable !== undefined && variables.includes(variable)) return fieldAssigned(node);
    }
    return undefined;
  }

  function fieldAssigned(assignment: TSESTree.AssignmentExpression): SessionRecord['field'] {
    const instance = isMember(assignment.left) ? thisBehind(context, assignment.left.object) : undefined;
    const side = instance && sideOfThis(instance);
    const name = isMember(assignment.left) ? propertyName(assignment.left) : undefined;
    return name === undefined || side === undefined || side.isStatic ? undefined : { classNode: side.classNode, name, filledBy: assignment };
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
    const instance = field && isMember(inner, field.name) ? thisBehind(context, inner.object) : undefined;
    if (instance !== undefined) return classOfThis(instance) === field?.classNode;
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
    methodsOn ??= byVariable(members.filter((member) => member.parent.type === 'CallExpression' && member.parent.callee === member), (member) => variableNamedBy(member.object));
    for (const member of methodsOn(variables)) {
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
      const isChain = (outer.type === 'MemberExpression' && outer.object === inner && isContinuation(propertyName(outer))) || (outer.type === 'CallExpression' && outer.callee === inner && isMember(inner) && isContinuation(propertyName(inner)));
      if (!isGathering && !isChain) return false;
    }
    return false;
  }
}

function shortText(context: FileContext, node: Node): string {
  const text = context.textOf(node).replace(/\s+/gu, ' ');
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
