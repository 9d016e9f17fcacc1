// Packages of the registry that ship their sources with their tests, and use sessions of the catalog.

/** What nobody needs to run a package's tests: linters, coverage, release tools. */
const notNeeded = ['eslint', 'neostandard', 'c8', 'license-checker', 'markdownlint-cli', 'release-it', '@fastify/pre-commit', 'beefy', 'browserify', 'toxiproxy-node-client', 'husky', 'snazzy', 'standard', 'pre-commit'];

const nodeTest = (...files) => ({ command: ['node', '--test', '--test-timeout=60000', ...files], says: 'node:test' });
const tstyche = ['tstyche'];

/**
 * - `tests`: the command of the package's own test script, without what measures coverage, and who reports.
 * - `types`: its own type check, where it has one.
 * - `needs`: a server that must run beside the tests.
 * - `leaves`: development dependencies that are not installed.
 */
export const packages = [
  { name: '@fastify/websocket', version: '11.3.6', tests: nodeTest(), types: tstyche, leaves: notNeeded },
  { name: '@fastify/http-proxy', version: '11.6.3', tests: nodeTest('test/*.js'), types: tstyche, leaves: notNeeded },
  { name: '@fastify/reply-from', version: '12.6.5', tests: nodeTest('test/*.test.js'), types: tstyche, leaves: notNeeded },
  { name: '@fastify/redis', version: '9.0.0', tests: nodeTest(), types: tstyche, needs: 'redis-server', leaves: notNeeded },
  { name: '@fastify/under-pressure', version: '9.2.0', tests: nodeTest(), types: tstyche, leaves: notNeeded },
  { name: 'aedes', version: '1.2.0', tests: nodeTest('test/*.js', 'test/*.cjs'), types: ['tsd'], leaves: notNeeded },
  { name: 'websocket-stream', version: '5.5.2', tests: { command: ['node', 'test.js'], says: 'tap' }, leaves: notNeeded },
  { name: 'pino-socket', version: '8.0.0', tests: nodeTest('test/*.test.js'), leaves: notNeeded },
];
