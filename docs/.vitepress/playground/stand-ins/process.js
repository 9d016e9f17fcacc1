/** What ESLint, TypeScript and the plugin read of `process` while they load. */
globalThis.process ??= { browser: true, env: {}, argv: [], platform: 'browser', version: 'v24.0.0', versions: { node: '24.0.0' }, cwd: () => '/', on: () => undefined, emitWarning: (warning) => console.warn(warning) };
