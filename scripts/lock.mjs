#!/usr/bin/env node
// Renews package-lock.json after a change of dependencies ("npm run lock").
// npm leaves other platforms' optional packages out when it omits download addresses itself, and "npm ci" then refuses
// the file; so the whole lock is written first and the addresses are taken out here.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockFile = join(root, 'package-lock.json');
const result = spawnSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--omit-lockfile-registry-resolved=false'], { cwd: root, stdio: 'inherit' });
if (result.status !== 0) process.exit(result.status ?? 1);

const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
for (const entry of Object.values(lock.packages)) {
  if (!entry.link && /^https?:/.test(entry.resolved ?? '')) delete entry.resolved;
}
writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
