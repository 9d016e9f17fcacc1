import css from '@eslint/css';
import json from '@eslint/json';
import { defineConfig } from 'eslint/config';
import safelyClose from 'eslint-plugin-safely-close';

export default defineConfig([
  { plugins: { 'safely-close': safelyClose }, extends: ['safely-close/recommended'] },
  { plugins: { json }, files: ['**/*.json'], language: 'json/json', extends: ['json/recommended'] },
  { plugins: { css }, files: ['**/*.css'], language: 'css/css', extends: ['css/recommended'] },
]);
