#!/usr/bin/env node
// Renews the lock files after a change of dependencies ("npm run lock"): the workspace's, and that of the libraries which only
// the tests against services use.
// npm leaves other platforms' optional packages out when it omits download addresses itself, and "npm ci" then refuses
// the file; so the whole lock is written first and the addresses are taken out here.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

for (const folder of [root, join(root, 'tests', 'services')]) {
  const result = spawnSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--omit-lockfile-registry-resolved=false'], { cwd: folder, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 1);
  const lockFile = join(folder, 'package-lock.json');
  const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (!entry.link && /^https?:/.test(entry.resolved ?? '')) delete entry.resolved;
    // npm does not verify what it has no checksum of.
    if (path.includes('node_modules/') && !entry.link && entry.integrity === undefined) throw new Error(`${lockFile} has no "integrity" for "${path}". Remove that entry and its folder, and run this again.`);
  }
  writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
}
