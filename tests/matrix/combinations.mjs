/**
 * What the packages are tried with. A combination is a project with its own packages, and the checks that are run in it; a
 * check is a script of `project/checks`, run by one Node.
 *
 * @typedef {'npm' | 'pnpm' | 'yarn' | 'yarn-pnp' | 'yarn-classic'} Manager
 * @typedef {{ readonly title: string, readonly script: string, readonly arguments?: readonly string[], readonly node?: string }} Check
 * @typedef {object} Combination
 * @property {string} title what it is about, for the table
 * @property {Manager} manager what installs it
 * @property {readonly Tarball[]} tarballs which of the three packages it takes
 * @property {Readonly<Record<string, string>>} packages what it takes beside them, by name and range
 * @property {string} [engines] which Node the project says it is for, on which the style of the rewrites depends; 24 and later where it says nothing
 * @property {readonly Check[]} checks
 * @typedef {'safely-close' | 'eslint-plugin-safely-close' | 'safely-close-codemod'} Tarball
 */

const linter = /** @type {const} */ (['safely-close', 'eslint-plugin-safely-close']);
const everything = /** @type {const} */ ([...linter, 'safely-close-codemod']);

/** @type {Check} */
const lint = { title: 'finds and mends, untyped', script: 'lint.mjs' };
const typedLint = { title: 'finds by types', script: 'typed-lint.mjs' };
const codemod = { title: 'the codemod rewrites', script: 'codemod.mjs' };
const runtime = { title: 'the runtime closes', script: 'runtime.mjs' };

/** From the first that is supported to the newest with an API for linters, and the one after, whose compiler only is asked. */
const compilers = ['5.4', '5.5', '5.6', '5.7', '5.8', '5.9', '6.0', '7'];

/** @type {readonly string[]} */
export const nodeVersions = ['22.14.0', '22', '24', '26'];

/** @type {readonly Combination[]} */
export const combinations = [
  // The first that is supported, and the newest, of both majors.
  ...['9.29.0', '9', '10.0.0', '10'].map((version) => ({
    title: `ESLint ${version}, no TypeScript`,
    manager: /** @type {const} */ ('npm'),
    tarballs: linter,
    packages: { eslint: version },
    checks: [{ title: 'nothing of TypeScript is there', script: 'no-typescript.mjs' }, lint],
  })),
  ...[
    { eslint: '9.29.0', typescript: '5.4' },
    { eslint: '9', typescript: '5.9' },
    { eslint: '10', typescript: '6.0' },
  ].map(({ eslint, typescript }) => ({
    title: `ESLint ${eslint}, TypeScript ${typescript}`,
    manager: /** @type {const} */ ('npm'),
    tarballs: everything,
    packages: { eslint, typescript, 'typescript-eslint': '8', undici: '8' },
    checks: [lint, typedLint, codemod],
  })),
  ...['9', '10'].map((version) => ({
    title: `ESLint ${version}, JSON and CSS beside`,
    manager: /** @type {const} */ ('npm'),
    tarballs: linter,
    packages: { eslint: version, '@eslint/json': '2', '@eslint/css': '2' },
    checks: [{ title: 'languages, cache, threads, suppressions', script: 'beside.mjs' }],
  })),
  {
    title: 'TypeScript 7 beside',
    manager: 'npm',
    tarballs: everything,
    packages: { eslint: '10', typescript: '7', undici: '8' },
    checks: [lint, codemod, runtime],
  },
  {
    title: 'the types',
    manager: 'npm',
    tarballs: everything,
    packages: { eslint: '10', ...Object.fromEntries(compilers.map((version) => [`typescript-${version}`, `npm:typescript@${version}`])) },
    checks: compilers.map((version) => ({ title: `compile with TypeScript ${version}`, script: 'compile.mjs', arguments: [`typescript-${version}`] })),
  },
  {
    title: 'all on one Node',
    manager: 'npm',
    tarballs: everything,
    packages: { eslint: '10', undici: '7' },
    engines: '>=22.14',
    checks: nodeVersions.flatMap((node) => [lint, codemod, runtime].map((check) => ({ ...check, node }))),
  },
  ...['pnpm', 'yarn', 'yarn-pnp', 'yarn-classic'].map((manager) => ({
    title: `installed by ${manager}`,
    manager: /** @type {Manager} */ (manager),
    tarballs: everything,
    packages: { eslint: '10', undici: '8' },
    checks: [lint, codemod, runtime],
  })),
];
