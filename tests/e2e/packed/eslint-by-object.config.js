import { defineConfig } from 'eslint/config';
import safelyClose from 'eslint-plugin-safely-close';

export default defineConfig([{ files: ['**/*.js'], extends: [safelyClose.configs.recommended] }]);
