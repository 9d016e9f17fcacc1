/** Closing what the catalog knows and nobody wrote a closer for: its methods say who it is, and how it is closed. */
import type { EventEmitter } from 'node:events';
import type { ClosingWork, Room, Step } from '../escalation/work.ts';
import { byMethods } from './by-methods.ts';
import type { ClosingMethod } from './by-methods.ts';
import type { ClientFacts } from './client-facts.ts';
import { emitterConfigures } from './event-emitter.ts';
import { catalog } from './index.ts';
import { noteOnlyLending, wasGivenBack } from './lent.ts';
import { guardAgainstUnheardErrors } from './unheard-errors.ts';

/** So many methods of its own must a client have to be told by them. */
const fewestMethods = 3;
/** Versions differ: so large a part of the methods must be there. */
const neededPart = 0.75;

interface Signature {
  readonly library: string;
  readonly facts: ClientFacts;
  /** Its methods, without those that every emitter has. */
  readonly methods: readonly string[];
}

const common = new Set<string>(emitterConfigures);

const signatures: readonly Signature[] = catalog.flatMap(({ library, clients }) =>
  clients.flatMap((facts): Signature[] => {
    const makes = clients.flatMap((made) => made.acquiredBy.flatMap((way) => (way.by === 'method' && way.of === facts.name ? [way.method] : [])));
    const methods = [...facts.closes, ...facts.requests].map(({ name }) => name).concat(facts.configures, facts.chains ?? [], makes);
    const own = [...new Set(methods)].filter((name) => !common.has(name));
    return facts.closes.length === 0 || own.length < fewestMethods ? [] : [{ library, facts, methods: own }];
  }),
);

/** The catalog's client whose methods an object has; of several, the one with the most of them. */
function signatureOf(value: object): Signature | undefined {
  let best: Signature | undefined;
  let bestCount = 0;
  for (const signature of signatures) {
    const { methods, facts } = signature;
    if (!facts.closes.some(({ name }) => hasMethod(value, name))) continue;
    const count = methods.filter((name) => hasMethod(value, name)).length;
    if (count < fewestMethods || count < methods.length * neededPart || count <= bestCount) continue;
    [best, bestCount] = [signature, count];
  }
  return best;
}

function hasMethod(value: object, name: string): boolean {
  return typeof Reflect.get(value, name) === 'function';
}

/** The rooms of the catalog's clients, made when the first such client comes. */
const rooms = new Map<Signature, Room>();

/** The room of a client that the catalog knows by its methods. */
export function catalogRoomOf(client: object): Room | undefined {
  const signature = signatureOf(client);
  if (signature === undefined) return undefined;
  const known = rooms.get(signature);
  if (known !== undefined) return known;
  const room: Room = {
    library: signature.library,
    name: signature.facts.name,
    recognise: (value): value is object => signatureOf(value) === signature,
    begin: (value) => closingByFacts(value, signature.facts),
    ...(isLent(signature.facts) ? { noteLending: (value: object, whenOver: () => void) => noteOnlyLending(value, signature.facts.closes.map(({ name }) => name), whenOver) } : {}),
  };
  rooms.set(signature, room);
  return room;
}

/** Whether it is given back rather than closed, to what has made it. */
function isLent({ closes }: ClientFacts): boolean {
  return closes.length > 0 && closes.every(({ manner }) => manner === 'release');
}

/** Closes a client by the methods that its facts name. */
export function closingByFacts(client: object, facts: ClientFacts): ClosingWork {
  const methods = facts.closes.filter(({ name }) => hasMethod(client, name));
  const endEvents = facts.endEvents?.flat() ?? [];
  const method = (found: ClientFacts['closes'][number] | undefined): ClosingMethod | undefined =>
    found === undefined ? undefined : { name: found.name, settles: found.settles, endEvents };
  const polite = methods.find(({ manner }) => manner === 'polite' || manner === 'release');
  const force = methods.find(({ manner }) => manner === 'force');
  const byBoth = byMethods(client, { polite: method(polite), force: method(force), isClosed: () => wasGivenBack(client) });
  const work = force !== undefined && force.missesWhatConnects !== true && polite?.manner === 'polite' ? politeWithPatience(byBoth) : byBoth;
  return facts.listens === undefined ? work : unheardErrorsGuarded(client as EventEmitter, work);
}

/** Whoever leaves no time for the polite way wants the other one, and not both: a peer sees which it was (a WebSocket's code). */
function politeWithPatience({ polite, ...work }: ClosingWork): ClosingWork {
  return polite === undefined ? work : { ...work, polite: (attempt) => (attempt.patienceMs > 0 ? polite(attempt) : undefined) };
}

/** Closing what still connects makes some clients complain to nobody, at once or a moment later. */
function unheardErrorsGuarded(client: EventEmitter, { polite, force, ...work }: ClosingWork): ClosingWork {
  const guarded = (step: Step): Step => (attempt) => {
    guardAgainstUnheardErrors(client);
    return step(attempt);
  };
  return { ...work, ...(polite === undefined ? {} : { polite: guarded(polite) }), ...(force === undefined ? {} : { force: guarded(force) }) };
}
