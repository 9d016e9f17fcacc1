/** The shortest way to mend a leak, in the words of the code at hand: what the rewrite would write, where there is one. */
import { everyElement } from '../analysis/index.ts';
import type { LeakPath, SessionRecord } from '../analysis/sessions/session-record.ts';
import { hookOf } from '../analysis/results/ignored-result.ts';
import { ownClass } from '../analysis/effects/owner-classes.ts';
import { isMember, propertyName } from '../analysis/syntax/unwrap.ts';
import { isFunction, isWithin, ownerOf } from '../analysis/syntax/walk.ts';
import { listenersOf, needsClosing } from '../rewrite/index.ts';
import { asyncPlaceOf, placeOfFunction } from './async-place.ts';
import type { RuleInput } from './create-rule.ts';
import { planOf } from './offered-rewrite.ts';

export function cureOf(session: SessionRecord, leak: LeakPath, input: RuleInput): string {
  const variable = session.binding?.variable ?? session.keptIn;
  const name = variable?.name ?? 'session';
  const closeIt = variable === undefined ? 'Keep it in a variable, and close that' : 'Close it';
  const safely = `safelyCloseClient(${name})`;
  if (session.library === ownClass) return ofOwnClass(session, name);
  switch (leak.kind) {
    case 'no tear-down':
      return `Add "afterEach(() => ${safely})" or the matching hook.`;
    case 'not started':
      return `Start it with "${name}.${session.client.requests[0]?.name ?? 'perform'}()", or close it.`;
    case 'one handler': {
      const events = eventsLeftOpen(session).map((event) => `"${event}"`).join(' and ');
      return events === '' ? `Close it in every handler, with "void ${safely}".` : `Close it in the handler of ${events} as well, with "void ${safely}".`;
    }
    case 'close not called': {
      const place = asyncPlaceOf(leak.node, input);
      return place === 'sync' ? 'Call it.' : `Write "${place === 'ignored callback' ? 'void' : 'await'} ${safely}" there.`;
    }
    default:
  }
  if (session.gives === 'iterator') return 'Close each of its sessions in the loop that reads it, with "safelyCloseClient(…)".';
  if (session.property === everyElement) return `Close them all on every path, with "closeAll(${session.binding?.variable.name ?? '…'})".`;
  // Of an object that has it among other things.
  if (session.property !== undefined && session.binding?.declarator?.id.type !== 'ObjectPattern') return `Close its "${session.property}" on every path, with "safelyCloseClient(…)" in a "finally".`;
  if (leaksInItsMaking(session)) {
    // What is assigned is somebody else's to close, and so is there before it goes on.
    const manner = session.binding?.assignment === undefined && session.field === undefined ? `, with "await using ${name} = closing(…)",` : '';
    return `Make it in a statement of its own${manner} and go on with it in the next.`;
  }
  if (isFunction(session.owner) && ['describe', 'suite', 'context'].includes(hookOf(input.analysis.context, session.owner) ?? '')) return `Add "afterAll(() => ${safely})" or the matching hook.`;
  const hook = ownerOf(leak.node);
  // A tear-down hook that fails on its way to the close.
  if (leak.kind === 'throw' && isFunction(hook) && hook !== session.owner && hookOf(input.analysis.context, hook) !== undefined) return 'Close it before that, or in a "finally" around it.';
  if (livesWithItsModule(session, input)) return `Close it when the process stops, with "closeOnSignals([${name}])".`;
  const plan = planOf(input.context, input.analysis, session);
  const isScoped = plan?.outcome === 'rewrite' ? plan.runtimeNames.includes('closing') || !needsClosing(session) : !outlivesItsScope(session, input);
  if (!isScoped) {
    if (leak.kind === 'throw') {
      const isUsedThere = session.variables.some((variable) => variable.references.some((reference) => isWithin(reference.identifier, leak.node)));
      return isUsedThere ? `Close it in a "catch" around that.` : `Make "${name}" after that, or close it in a "catch".`;
    }
    return `${closeIt} in every handler that ends its work, with "void ${safely}".`;
  }
  if (isFunction(session.owner) && placeOfFunction(session.owner, input) === 'sync') return leak.kind === 'throw' || leak.kind === 'exit' ? `${closeIt} in a "finally".` : `${closeIt} after its last use, with "${safely}".`;
  const canAwait = isFunction(session.owner) || input.context.languageOptions['sourceType'] === 'module';
  const isDeclarable = session.keptIn === undefined && session.binding?.assignment === undefined && session.binding?.declarator?.id.type !== 'ObjectPattern';
  if (canAwait && input.closeStyle() !== 'try-finally' && isDeclarable) {
    return needsClosing(session) ? `Declare it with "await using ${name} = closing(…)".` : `Declare it with "await using ${name} = …".`;
  }
  return canAwait ? `${closeIt} on every path, with "await ${safely}" in a "finally".` : `${closeIt} on every path, with "${safely}".`;
}

/** Whether a variable of the module holds it for functions or for other modules: no scope ends with its work. */
function livesWithItsModule({ binding }: SessionRecord, { analysis }: RuleInput): boolean {
  if (binding === undefined || analysis.context.homeOf(binding.variable).type !== 'Program') return false;
  const { defs, references } = binding.variable;
  const isExported = defs.some((definition) => definition.parent?.parent?.type === 'ExportNamedDeclaration');
  return isExported || references.some(({ identifier }) => identifier.parent.type === 'ExportSpecifier' || isFunction(ownerOf(identifier)));
}

/** For an object of a class of the project: its own close, which the reader knows. */
function ofOwnClass(session: SessionRecord, name: string): string {
  const [close] = session.client.closes;
  if (session.gives === 'closer') return `Call "${name}()" on every path, in a "finally".`;
  if (close === undefined || close.name === '@@asyncDispose') return `Declare it with "await using ${name} = …".`;
  if (/^\d+$/u.test(close.name)) return `Call the function that "${name}[${close.name}]" is on every path, in a "finally".`;
  return close.name === '@@dispose' ? `Declare it with "using ${name} = …".` : `Call its "${close.name}()" on every path, in a "finally".`;
}

/** `const client = await new Client().connect()`: where that fails nothing holds the client, and no scope has begun. */
export function leaksInItsMaking(session: SessionRecord): boolean {
  return session.leaks.some((leak) => leak.kind === 'throw' && session.value !== session.acquisition && isWithin(leak.node, session.value) && isWithin(session.acquisition, leak.node));
}

/** The events that end its work and whose handlers, if any, do not close it. */
function eventsLeftOpen(session: SessionRecord): string[] {
  const closing = new Set(session.closes.flatMap((site) => (site.form === 'not called' || site.onEvent === undefined ? [] : [site.onEvent])));
  const [nearest] = [...(session.client.endEvents ?? [])].filter((events) => events.some((event) => closing.has(event)));
  return nearest?.filter((event) => !closing.has(event)) ?? [];
}

/** Whether the end of the function that makes it is not the end of its work: handlers wait for that, or somebody else goes on with it. */
function outlivesItsScope(session: SessionRecord, input: RuleInput): boolean {
  const isClosedLater = session.closes.some((site) => site.form !== 'not called' && site.inFunction !== session.owner);
  const isWaitedFor = session.client.endEvents !== undefined && (listenersOf(session).length > 0 || session.requests.some((request) => !request.isAwaited));
  return isClosedLater || isWaitedFor || session.escapes.length > 0 || worksForAnother(session, input);
}

/** Whether it is given to a client that hands it back when its work is done, as a `Multi` of node-libcurl does. */
function worksForAnother(session: SessionRecord, { settings }: RuleInput): boolean {
  const takers = settings.libraries.flatMap(({ library, clients }) => (library === session.library ? clients.flatMap((client) => client.handsBack?.takenBy ?? []) : []));
  return takers.length > 0 && session.variables.some((variable) => variable.references.some(({ identifier }) => {
    const call = identifier.parent;
    return call.type === 'CallExpression' && isMember(call.callee) && takers.includes(propertyName(call.callee) ?? '');
  }));
}
