// Factories, wrappers and what they hand out: after Error Prone's MustBeClosed, the Resource Leak Checker's owning returns and parameters, IDISP004/IDISP015, Pulse's interprocedural cases and bodyclose's helpers.
import { leaky, suite, tidy } from '../support/suite.ts';

suite('factories', [
  leaky('three hops, dropped', `
const one = () => new Curl();
const two = () => one();
const three = () => two();

export function run() {
  three(); // ! require-safe-close
}
`),
  tidy('three hops, closed', `
const one = () => new Curl();
const two = () => one();
const three = () => two();

export async function run() {
  await safelyCloseClient(three());
}
`),
  leaky('an optional return, used and not closed', `
function open(on: boolean): Curl | undefined {
  if (!on) return undefined;
  return new Curl();
}

export function run(on: boolean) {
  const curl = open(on); // ! require-safe-close
  console.log(curl);
}
`),
  tidy('an optional return, closed if there is one', `
function open(on: boolean): Curl | undefined {
  if (!on) return undefined;
  return new Curl();
}

export async function run(on: boolean) {
  const curl = open(on);
  if (curl) await safelyCloseClient(curl);
}
`),
  leaky('an optional return, closed under the wrong condition', `
function open(on: boolean): Curl | undefined {
  if (!on) return undefined;
  return new Curl();
}

export async function run(on: boolean, polite: boolean) {
  const curl = open(on); // ! require-safe-close
  if (polite) await safelyCloseClient(curl);
}
`),
  tidy('a class given as an argument and made there, closed', `
function make<T>(Made: new () => T): T {
  return new Made();
}

export async function run() {
  const curl = make(Curl);
  await safelyCloseClient(curl);
}
`),
  leaky("a tuple's second session is forgotten", `
function pair(): [Curl, Curl] {
  const first = new Curl(); // !strict require-safe-close
  const second = new Curl();
  return [first, second];
}

export async function run() {
  const [first, second] = pair(); // !strict require-safe-close !recommended require-safe-close
  console.log(second);
  await safelyCloseClient(first);
}
`),
  leaky("an object's session is forgotten", `
const open = (name: string) => ({ curl: new Curl(), name });

export function run() {
  const { name } = open('probe'); // ! require-safe-close
  return name;
}
`),
  tidy("an object's session is closed", `
const open = (name: string) => ({ curl: new Curl(), name });

export async function run() {
  const { curl, name } = open('probe');
  await safelyCloseClient(curl);
  return name;
}
`),
  leaky('a method of the made object closes, and nobody calls it', `
function open() {
  const curl = new Curl();
  return { name: 'probe', close: () => safelyCloseClient(curl) };
}

export function run() {
  const probe = open(); // !strict require-safe-close
  return probe.name;
}
`),
  tidy('a method of the made object closes', `
function open() {
  const curl = new Curl();
  return { name: 'probe', close: () => safelyCloseClient(curl) };
}

export async function run() {
  const probe = open();
  await probe.close();
  return probe.name;
}
`),
  leaky('a helper that only uses what it is given', `
function look(curl: Curl) {
  console.log(curl);
}

export function run() {
  const curl = new Curl(); // ! require-safe-close
  look(curl);
}
`),
  tidy('a helper that closes what it is given', `
async function shut(curl: Curl) {
  await safelyCloseClient(curl);
}

export async function run() {
  const curl = new Curl();
  await shut(curl);
}
`),
  leaky('a helper closes its first parameter, not its second', `
async function shut(first: Curl, second: Curl) {
  console.log(second);
  await safelyCloseClient(first);
}

export async function run(given: Curl) {
  const curl = new Curl(); // ! require-safe-close
  await shut(given, curl);
}
`),
  leaky('a helper that closes all it is given', `
async function shut(...all: Curl[]) {
  for (const curl of all) await safelyCloseClient(curl);
}

export async function run() {
  const curl = new Curl(); // !strict require-safe-close
  await shut(curl);
}
`),
  leaky('a helper that closes the first of what it is given', `
async function shut(...all: Curl[]) {
  await safelyCloseClient(all[0]);
}

export async function run(given: Curl) {
  const curl = new Curl(); // ! require-safe-close
  await shut(given, curl);
}
`),
  tidy('a parameter tagged as owned', `
/** @owns curl */
declare function take(curl: Curl): void;

export function run() {
  const curl = new Curl();
  take(curl);
}
`),
  leaky('a parameter tagged as borrowed', `
/** @borrows curl */
declare function closeLook(curl: Curl): void;

export function run() {
  const curl = new Curl(); // ! require-safe-close
  closeLook(curl);
}
`),
  leaky("a default parameter's session is nobody's", `
export function run(curl = new Curl()) { // ! require-safe-close
  console.log(curl);
}
`),
  leaky("an immediately invoked function's result is dropped", `
export function run() {
  (() => new Curl())(); // ! require-safe-close
}
`),
  tidy("an immediately invoked function's result is closed", `
export async function run() {
  const curl = (() => new Curl())();
  await safelyCloseClient(curl);
}
`),
  leaky('only a property of the made one is read', `
const open = () => connect('https://example.com');

export const run = () => open().destroyed; // ! require-safe-close
`),
  leaky('one of two made is returned', `
export function run(first: boolean) {
  const a = new Curl(); // ! require-safe-close
  const b = new Curl(); // ! require-safe-close
  return first ? a : b;
}
`),
  leaky('an async factory, dropped', `
async function open() {
  return await puppeteer.launch();
}

export async function run() {
  await open(); // ! require-safe-close
}
`),
  tidy('an async factory, closed', `
async function open() {
  return await puppeteer.launch();
}

export async function run() {
  const browser = await open();
  await safelyCloseClient(browser);
}
`),
  leaky('a factory of factories, dropped', `
const maker = (url: string) => () => connect(url);

export function run() {
  const open = maker('https://example.com');
  const session = open(); // ! require-safe-close
  console.log(session);
}
`),
  tidy("an object's method as factory", `
const clients = {
  open() {
    return new Curl();
  },
};

export async function run() {
  const curl = clients.open();
  await safelyCloseClient(curl);
}
`),
  leaky('a constructed by Reflect, dropped', `
export function run() {
  const curl = Reflect.construct(Curl, []); // ! require-safe-close
  console.log(curl);
}
`),
  tidy('a helper that closes the first of what it is given, which it is', `
async function shut(...all: Curl[]) {
  await safelyCloseClient(all[0]);
}

export async function run(given: Curl) {
  const curl = new Curl();
  await shut(curl, given);
}
`),
  tidy('a helper that closes the rest of what it is given', `
async function shut(first: Curl, ...others: Curl[]) {
  console.log(first);
  await closeAll(others);
}

export async function run(given: Curl) {
  const curl = new Curl();
  await shut(given, curl);
}
`),
  leaky('a helper that closes the rest and is given it first', `
async function shut(first: Curl, ...others: Curl[]) {
  console.log(first);
  await closeAll(others);
}

export async function run(given: Curl) {
  const curl = new Curl(); // ! require-safe-close
  await shut(curl, given);
}
`),
]);
