#!/usr/bin/env node
/** Starts the command, or says why it cannot: an older Node.js would end with a syntax error somewhere in the packages. */
export {};

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 14)) {
  await import('./command.ts');
} else {
  process.stderr.write(`error: safely-close-codemod runs on Node.js 22.14 or later, and this is ${process.versions.node}. Run it with a newer one: what it writes does not depend on it.\n`);
  process.exitCode = 2;
}
