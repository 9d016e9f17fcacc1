// Whether other ways of running come to the same files and the same report, byte for byte.
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCodemod } from './contenders.mjs';

const shards = 4;

/** One hash over all files of a folder. */
function hashOf(folder, files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(readFileSync(join(folder, file))).update('\0');
  return hash.digest('hex');
}

const sitesOf = (report) => JSON.parse(readFileSync(report, 'utf8')).sites;
const inOrder = (sites) => JSON.stringify([...sites].sort((one, other) => (one.path === other.path ? one.line - other.line || one.column - other.column : one.path < other.path ? -1 : 1)));

/**
 * Migrates copies of a corpus in one thread, with two workers, and in four shards one after the other.
 *
 * @param corpusFolder - Is left as it is.
 * @param scratch - An empty folder for the copies.
 * @returns Whether each way came to the same files and the same sites as one thread did, and how many files changed.
 */
export async function sameResults(corpusFolder, files, scratch) {
  const ways = {
    once: (folder, report) => runCodemod(folder, ['.'], '--report', report(0)),
    workers: (folder, report) => runCodemod(folder, ['.'], '--workers', '2', '--report', report(0)),
    shards: async (folder, report) => {
      for (let shard = 1; shard <= shards; shard += 1) await runCodemod(folder, ['.'], '--shard', `${String(shard)}/${String(shards)}`, '--report', report(shard));
    },
  };
  const before = hashOf(corpusFolder, files);
  const results = {};
  for (const [name, run] of Object.entries(ways)) {
    const folder = join(scratch, name);
    cpSync(corpusFolder, folder, { recursive: true });
    const reports = [];
    await run(folder, (part) => {
      const path = join(scratch, `${name}-${String(part)}.json`);
      reports.push(path);
      return path;
    });
    results[name] = { files: hashOf(folder, files), sites: inOrder(reports.flatMap(sitesOf)), count: reports.flatMap(sitesOf).length };
    rmSync(folder, { recursive: true });
  }
  const { once, workers, shards: sharded } = results;
  return {
    isChanged: once.files !== before,
    sites: once.count,
    workers: { files: workers.files === once.files, sites: workers.sites === once.sites },
    shards: { files: sharded.files === once.files, sites: sharded.sites === once.sites },
  };
}
