/** What the packages export to their users, by the name that it is imported from. Sub-paths that only the project's own packages use are left out. */
export const publicModules = {
  'safely-close': { source: 'runtime/index.ts', is: 'Closing, tracking, options and errors.' },
  'safely-close/curl': { source: 'runtime/curl/index.ts', is: '`CurlSession`: requests by node-libcurl that end with their session.' },
  'safely-close/clients': { source: 'runtime/clients/index.ts', is: 'The catalog of clients, as data.' },
  'safely-close/mocha': { source: 'runtime/test-runners/mocha.ts', is: 'The root hooks for mocha.' },
  'eslint-plugin-safely-close': { source: 'rules/index.ts', is: 'The plugin, its rules and configs.' },
  'safely-close-codemod': { source: 'codemods/index.ts', is: 'The migration as a library.' },
};
