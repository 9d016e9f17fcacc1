import { defineConfig } from 'vitest/config';

const shared = {
  // Native addons and leak checks want a process of their own.
  pool: 'forks',
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const;

export default defineConfig({
  test: {
    // The plugin is tested as it is published, so what has changed in its sources is bundled first; the types are `tsc`'s.
    globalSetup: ['scripts/bundle.mjs'],
    projects: [
      // Linting leaves nothing behind, so its many files share their modules.
      { test: { ...shared, name: 'rules', include: ['tests/rules/**/*.test.ts'], isolate: false } },
      { test: { ...shared, name: 'rest', include: ['tests/**/*.test.ts'], exclude: ['tests/rules/**', 'tests/browser/**', 'tests/services/**', '**/node_modules/**'] } },
      // Asks for a Chromium, which not everybody has: `npm run test:browser`.
      { test: { ...shared, name: 'browser', include: ['tests/browser/**/*.test.ts'] } },
      // Asks for databases, brokers and a browser: `npm run test:services`.
      { test: { ...shared, name: 'services', include: ['tests/services/**/*.test.ts'], hookTimeout: 120_000 } },
    ],
  },
});
