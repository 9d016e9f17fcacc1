import { defineConfig } from 'eslint/config';
import safelyClose from 'eslint-plugin-safely-close';

export default defineConfig({ plugins: { 'safely-close': safelyClose }, extends: ['safely-close/recommended'] });
