// Closes clients in mid-request, in a process that must end by itself with nothing left and everybody told.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

const { status, stdout, stderr } = spawnSync(process.execPath, ['close-clients.mjs'], { encoding: 'utf8', timeout: 60_000 });
assert.equal(stderr, '');
assert.equal(status, 0, 'it ends by itself');
const settled = { outcome: 'closed', remaining: 0, heard: 'that the session was closed' };
assert.deepEqual(JSON.parse(stdout), { undici: settled, http2: settled, 'http server': { outcome: 'closed', remaining: 0, heard: 'TypeError: fetch failed' } });
console.log(`undici, http2 and a server closed, Node ${process.version}`);
