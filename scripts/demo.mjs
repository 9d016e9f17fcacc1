#!/usr/bin/env node
// Shows the whole idea on a real application: what the linter says of examples/crawler, what the codemod makes of it, and
// what both leave behind against a site that stalls. "npm run demo" does the set-up first.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(`The demo needs Node 24 and this is ${process.version}. Run "npm run demo", which brings its own.`);
  process.exit(1);
}
const { runDemo } = await import('./demo/run-demo.mjs');
process.exitCode = await runDemo();
