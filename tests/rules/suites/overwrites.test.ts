// Reassignments, null assignments, aliases and destructuring of locals: after IDISP003, bodyclose's f4, the Resource Leak Checker's assignment tests and Infer's.
import { leaky, suite, tidy } from '../support/suite.ts';

suite('overwrites', [
  leaky('overwritten on one branch', `
export async function run(again: boolean) {
  let curl = new Curl(); // ! require-safe-close
  if (again) curl = new Curl();
  await safelyCloseClient(curl);
}
`),
  tidy('closed before it is overwritten on one branch', `
export async function run(again: boolean) {
  let curl = new Curl();
  if (again) {
    await safelyCloseClient(curl);
    curl = new Curl();
  }
  await safelyCloseClient(curl);
}
`),
  leaky('set to null', `
export function run() {
  let curl: Curl | null = new Curl(); // ! require-safe-close
  console.log(curl);
  curl = null;
}
`),
  leaky('set to undefined before the close', `
export async function run() {
  let curl: Curl | undefined = new Curl(); // ! require-safe-close
  curl = undefined;
  await safelyCloseClient(curl);
}
`),
  tidy('kept in another variable first', `
export async function run() {
  let curl = new Curl();
  try {
    const old = curl;
    try {
      curl = new Curl();
    } finally {
      await safelyCloseClient(old);
    }
  } finally {
    await safelyCloseClient(curl);
  }
}
`),
  leaky('an alias is closed, but it is of the other one', `
export async function run(other: Curl) {
  const curl = new Curl(); // ! require-safe-close
  let alias = curl;
  alias = other;
  await safelyCloseClient(alias);
}
`),
  tidy('an alias is closed', `
export async function run() {
  const curl = new Curl();
  const alias = curl;
  await safelyCloseClient(alias);
}
`),
  tidy('two swapped and both closed', `
export async function run() {
  let a = new Curl();
  try {
    let b = new Curl();
    [a, b] = [b, a];
    await safelyCloseClient(b);
  } finally {
    await safelyCloseClient(a);
  }
}
`),
  leaky('a swapped pair of which one is closed twice', `
export async function run() {
  await using keep = closing(new Curl());
  let a: Curl = new Curl(); // ! require-safe-close
  let b: Curl = keep;
  [a, b] = [b, a];
  await safelyCloseClient(a);
}
`),
  leaky('assigned in an expression and lost', `
export function run() {
  let curl: Curl;
  console.log((curl = new Curl())); // ! require-safe-close
}
`),
  tidy('assigned in an expression and closed', `
export async function run() {
  let curl: Curl;
  console.log((curl = new Curl()));
  await safelyCloseClient(curl);
}
`),
  leaky('two names in one assignment, both lost', `
export function run() {
  let a: Curl;
  let b: Curl;
  a = b = new Curl(); // ! require-safe-close
  console.log(a, b);
}
`),
  tidy('two names in one assignment, one closed', `
export async function run() {
  let a: Curl;
  let b: Curl;
  a = b = new Curl();
  console.log(a);
  await safelyCloseClient(b);
}
`),
  tidy('`??=` and a close', `
export async function run() {
  let curl: Curl | undefined;
  curl ??= new Curl();
  await safelyCloseClient(curl);
}
`),
  leaky('`||=` and no close', `
export function run(given?: Redis) {
  let redis = given;
  redis ||= new Redis(); // ! require-safe-close
  console.log(redis);
}
`),
  leaky('destructured from a list, one dropped', `
export async function run() {
  const [a] = [new Curl(), connect('https://example.com')]; // ! require-safe-close, require-safe-close
  await safelyCloseClient(a);
}
`),
  tidy('destructured from a record', `
export async function run() {
  const { curl } = { curl: new Curl() };
  await safelyCloseClient(curl);
}
`),
  tidy('a cast and a non-null assertion', `
export async function run() {
  const curl = new Curl() as unknown as Curl;
  await safelyCloseClient(curl!);
}
`),
  leaky('a cast that is dropped', `
export function run() {
  new Curl() as unknown; // ! require-safe-close
}
`),
  leaky('void', `
export function run() {
  void connect('https://example.com'); // ! require-safe-close
}
`),
  leaky('in a template', `
export const run = () => \`\${connect('https://example.com')}\`; // ! require-safe-close
`),
  leaky('in a comma expression', `
export const run = () => (new Curl(), 1); // ! require-safe-close
`),
  tidy('a class expression in a variable shadows the import', `
export function run() {
  class Curl {}
  const curl = new Curl();
  console.log(curl);
}
`),
  leaky('a parameter overwritten with a fresh one', `
export function run(curl: Curl) {
  curl = new Curl(); // ! require-safe-close
  console.log(curl);
}
`),
]);
