// The linter alone brings no TypeScript along, and needs none.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';

for (const name of ['typescript', '@typescript-eslint', 'jscodeshift', 'node-libcurl']) assert.ok(!existsSync(`node_modules/${name}`), name);
assert.throws(() => import.meta.resolve('typescript'));
console.log('no TypeScript');
