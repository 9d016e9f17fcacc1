import { defineConfig } from 'eslint/config';
import safelyClose from 'eslint-plugin-safely-close';
import typescriptEslint from 'typescript-eslint';

export default defineConfig([
  { files: ['**/*.ts'], extends: [typescriptEslint.configs.base, safelyClose.configs['recommended-type-checked']], languageOptions: { parserOptions: { projectService: true } } },
]);
