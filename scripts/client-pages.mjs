/**
 * What the catalog says of one library, as the part of its page in `docs/clients/` that nobody writes by hand: how its clients are made, from when on they hold
 * something, how they are closed, what they start.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { catalog } from 'safely-close/clients';
import { code, holdsFrom, madeBy, sinceWhen } from './catalog-words.mjs';
import { triedAgainst, verifiedBy } from './how-verified.mjs';

/** Libraries with clients that hold something, each with the name of its page. */
export const libraries = catalog.filter(({ clients }) => clients.some(({ armedBy }) => armedBy.length > 0)).sort((one, other) => one.library.localeCompare(other.library, 'en'));

/** `@grpc/grpc-js` → `grpc-grpc-js`. */
export const pageOf = (library) => library.replace(/^@/, '').replaceAll('/', '-').replaceAll('.', '-').toLowerCase();

const list = (texts) => texts.map(code).join(', ');
const ofManner = (closes, manner) => closes.filter((each) => each.manner === manner).map(({ name, settles }) => `${settles === 'promise' ? 'await ' : ''}${name}()`);

const secondClose = { ignored: 'is ignored', throws: 'throws', rejects: 'rejects', hangs: 'never settles' };
const gives = { promise: 'a promise', emitter: 'an emitter or a stream', nothing: 'nothing; events tell' };

function ownDisposer({ nativeDispose }) {
  if (nativeDispose === undefined) return 'none: `closing(…)` gives it one';
  return `since ${sinceWhen(nativeDispose)}${nativeDispose.symbol === 'dispose' ? ', for `using` only' : ''}; ${nativeDispose.bounded ? 'it settles by itself' : 'it may wait for ever, or decides something for you, so that `closing(…)` stands around it'}`;
}

function startsWork({ requests, otherMethodsGive, callGives, listens, endEvents }) {
  const isToldByEvents = listens !== undefined || endEvents !== undefined;
  const given = { ...gives, nothing: isToldByEvents ? gives.nothing : 'nothing to wait for' };
  const kinds = ['promise', 'emitter', 'nothing'].flatMap((kind) => {
    const names = requests.filter((request) => request.gives === kind).map(({ name }) => `${name}()`);
    return names.length === 0 ? [] : [`${list(names)} (${given[kind]})`];
  });
  if (otherMethodsGive !== undefined) kinds.push(`every other method (${gives[otherMethodsGive]})`);
  if (callGives !== undefined) kinds.push(`a call of it (${gives[callGives]})`);
  return kinds.join('; ');
}

/** One client's facts, without its name; a row each. */
function rowsOf(client, library) {
  const { closes, lifetime, endsByItself, iterationCloses, takenOverBy = [] } = client;
  return [
    ['holds something from', holdsFrom(client)],
    ['usually lives as long as', lifetime === 'process' ? 'the process' : 'its scope'],
    ['closed politely by', list(ofManner(closes, 'polite'))],
    ['closed by force by', list(ofManner(closes, 'force'))],
    ['given back by', list(ofManner(closes, 'release'))],
    ['a second close', secondClose[client.secondClose]],
    ['its own disposer', ownDisposer(client)],
    ['taken for closed when', verifiedBy(library, client)],
    ['the library was tried against', triedAgainst(library)],
    ['starts work by', startsWork(client)],
    ['ends by itself', endsByItself === true ? 'when its work is over' : ''],
    ['also closed by', [...(iterationCloses === true ? ['`for await` over it'] : []), ...takenOverBy.map((name) => `what ${code(`${name}()`)} gives`)].join(', ')],
  ].filter(([, text]) => text !== '');
}

/** Clients of which the same is said stand together. */
function groupsOf({ clients, ...library }) {
  const groups = new Map();
  for (const client of clients.filter(({ armedBy }) => armedBy.length > 0)) {
    const rows = rowsOf(client, { ...library, clients });
    const key = JSON.stringify(rows);
    const group = groups.get(key) ?? { names: [], ways: [], rows };
    group.names.push(client.name);
    group.ways.push(...client.acquiredBy.map((acquisition) => madeBy(acquisition, library)));
    groups.set(key, group);
  }
  return [...groups.values()];
}

const cell = (text) => text.replaceAll('|', '\\|');
const shown = 6;

function sectionOf({ names, ways, rows }) {
  const head = `### ${list(names.slice(0, shown))}${names.length > shown ? ` and ${String(names.length - shown)} more` : ''}`;
  const all = names.length > shown ? [['all of them', list(names)]] : [];
  const made = ['made by', list([...new Set(ways)])];
  return [head, '', '| | |', '| --- | --- |', ...[...all, made, ...rows].map(([what, text]) => `| ${what} | ${cell(text)} |`)].join('\n');
}

/** Folders of `runtime/clients/` that have closers, by the libraries whose facts stand in them. */
function closersOf(root) {
  const rooms = join(root, 'runtime', 'clients');
  return readdirSync(rooms, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(rooms, entry.name, 'close.ts')) && existsSync(join(rooms, entry.name, 'facts.ts')))
    .flatMap(({ name }) => [...readFileSync(join(rooms, name, 'facts.ts'), 'utf8').matchAll(/\blibrary: '([^']+)'/g)].map(([, library]) => library));
}

/** @param root - The repository's folder. */
export function factsOf(library, root) {
  const from = `Imported from ${list(library.modules.filter((module) => module !== 'globalThis'))}.`;
  const known = library.modules[0] === 'globalThis' ? 'Globals, imported from nowhere.' : library.modules.length > 8 ? `Imported from ${list(library.modules.slice(0, 8))} and ${String(library.modules.length - 8)} more.` : from;
  const closer = library.clients.every(({ closes }) => closes.every(({ isSafe }) => isSafe === true))
    ? 'Its own close does all that `safelyCloseClient` does, and is the same.'
    : closersOf(root).includes(library.library)
    ? 'The runtime has a closer of its own for it.'
    : 'The runtime closes it by the methods below: politely, then by force, within one deadline.';
  return [`${known} ${closer}`, ...groupsOf(library).map(sectionOf)].join('\n\n');
}

/** A page for a library that has none yet; the part between its marks is written next. */
export const newPage = (library, { begin, end }) => `# ${library}\n\n${begin}\n\n${end}\n`;
