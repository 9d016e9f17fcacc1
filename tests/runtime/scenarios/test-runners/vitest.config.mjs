import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['leaky.vitest.mjs'], setupFiles: (process.env.SETUP_FILES ?? '').split(',').filter((file) => file !== ''), teardownTimeout: 2_000 },
});
