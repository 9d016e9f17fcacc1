#!/usr/bin/env node
// Follows the guides with the packed packages, installed by npm where they tell to: "npm run test:guides". What `npm test` follows them
// with is the workspace. Ends with the line "N passed, N failed, N skipped".
import { spawnSync } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packAll } from '../matrix/pack.mjs';
import { whyOffline } from '../matrix/tools.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const workplace = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-guides-')));
try {
  const offline = await whyOffline(workplace);
  if (offline === undefined) {
    const environment = { ...process.env, SAFELY_CLOSE_TARBALLS: JSON.stringify(await packAll(workplace)) };
    const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'test.mjs'), '--project=rest', 'tests/e2e/guides.test.ts'], { cwd: root, env: environment, stdio: 'inherit' });
    process.exitCode = status ?? 1;
  } else console.log(`– ${offline}\n\n0 passed, 0 failed, 1 skipped`);
} finally {
  await rm(workplace, { recursive: true, force: true });
}
