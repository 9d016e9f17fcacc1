/** How it is known that a client of a library is closed, and what that was tried against: read off the closers and the tests. */
import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path) => readFileSync(join(root, path), 'utf8');

const folders = globSync('runtime/clients/*/facts.ts', { cwd: root }).map((path) => {
  const folder = dirname(path);
  // A closer may be in several files; each names the clients that it recognises.
  const closers = globSync(`${folder}/*.ts`, { cwd: root }).filter((file) => file !== path).map(read);
  return { text: read(path), rooms: closers.flatMap((closer) => [...closer.matchAll(/^ {2}name: '([^']*)',$/gm)].map(([, name]) => name)) };
});

const peers = ['tests/runtime/support/clients-with-peers.ts', 'tests/services/support/clients-with-peers.ts'].flatMap((path) => read(path).split(/\n {2}[{.]/));
const inProcess = globSync('tests/runtime/clients/*.test.ts', { cwd: root }).map((path) => ({ name: basename(path, '.test.ts'), text: read(path) }));
const services = globSync('tests/services/*.test.ts', { cwd: root }).map(read);

/** Libraries of which a client is another library's: Express makes a server of Node's. */
const closedAs = { express: 'http' };

/** Libraries whose service cannot be had, those that work on files, and those whose tests start a browser. */
const serviceless = new Set(['@aws-sdk', 'testcontainers']);
const peerlessLibraries = new Set(['better-sqlite3', 'sqlite3']);
const browserLibraries = new Set(['puppeteer', 'playwright', 'selenium-webdriver', 'webdriverio']);

/** Whether the runtime has a closer that looks at what such a client holds. One room may be for all of a library's clients, under a name of its own. */
function hasCloser(library, client) {
  const rooms = folders.find(({ text }) => text.includes(`library: '${closedAs[library.library] ?? library.library}'`))?.rooms ?? [];
  const ownName = (name) => name.replace(/^Promise|^https?\.|^net\.|^tls\./, '');
  const names = library.clients.map(({ name }) => ownName(name));
  const isForAll = rooms.some((room) => !names.includes(ownName(room)));
  return rooms.some((room) => ownName(room) === ownName(client.name)) || (isForAll && client.closes.some(({ name }) => name === 'close' || name === 'disconnect' || name === 'destroy') && client.closes.every(({ manner }) => manner !== 'release'));
}

/** "what it holds is gone", or "its method says so". */
export const verifiedBy = (library, client) => (hasCloser(library, client) || client.closes.every(({ isSafe }) => isSafe === true) ? 'what it holds is gone' : 'its method says so');

/** What tests close the clients of a library against; nothing where no test does. */
export function triedAgainst({ library, modules }) {
  const isMeant = (text) => modules.some((module) => text.includes(`library: '${module}'`));
  const isPackage = !builtinModules.includes(library);
  const peer = peers.find(isMeant);
  const tried = [];
  if (peer !== undefined) tried.push(/standIn\b/i.test(peer) ? 'a stand-in that misbehaves' : 'a server that misbehaves');
  else if (inProcess.some(({ name, text }) => name === library || isMeant(text) || (name === 'node-modules' && text.includes(`from 'node:${library}'`)))) tried.push('itself, in the middle of work');
  const used = (text) => modules.some((module) => text.includes(`from '${module}'`) || text.includes(`serviceLibrary('${module}')`));
  if (services.some((text) => used(text) && text.includes('VisitorsMisbehave') && isMeant(text))) tried.push('visitors that misbehave');
  else if (services.some((text) => used(text) && text.includes('PeersMisbehave') && isMeant(text))) tried.push('a server that misbehaves');
  else if (isPackage && serviceless.has(library)) tried.push(...(tried.length > 0 ? [] : ['a stand-in']));
  else if (isPackage && services.some(used)) tried.push(peerlessLibraries.has(library) ? 'itself, in the middle of work' : browserLibraries.has(library) ? 'a real browser' : 'a real server');
  return tried.join(', ');
}
