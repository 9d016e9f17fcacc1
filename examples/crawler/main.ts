/**
 * The crawler's command line: `node main.ts <http origin> <http2 origin> [--jobs pages,feed] [--timeout 500] [--json] [--announce]`.
 */
import { parseArgs } from 'node:util';
import { Client } from 'undici';
import { jobs, type Target, type Work } from './jobs.ts';

interface Outcome {
  readonly job: string;
  readonly state: 'started' | 'done' | 'failed';
  readonly text: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: Object.keys(jobs).join(',') },
    timeout: { type: 'string', default: '500' },
    json: { type: 'boolean', default: false },
    announce: { type: 'boolean', default: false },
  },
});
const [http, http2] = positionals;
if (http === undefined || http2 === undefined) throw new Error('Usage: node main.ts <http origin> <http2 origin>; "npm run site" starts a site and says both.');

const target: Target = { http, http2, timeoutMs: Number(values.timeout) };

function say(outcome: Outcome): Outcome {
  console.log(values.json ? JSON.stringify(outcome) : `${outcome.job.padEnd(9)} ${outcome.state.padEnd(8)} ${outcome.text}`);
  return outcome;
}

async function perform(job: string, work: Work): Promise<Outcome> {
  say({ job, state: 'started', text: '' });
  try {
    return say({ job, state: 'done', text: await work(target) });
  } catch (error) {
    return say({ job, state: 'failed', text: error instanceof Error ? error.message : String(error) });
  }
}

const wanted = new Map<string, Work>();
for (const name of values.jobs.split(',')) {
  const job = jobs[name];
  if (job === undefined) throw new Error(`There is no job "${name}"; the jobs are ${Object.keys(jobs).join(', ')}.`);
  wanted.set(name, await job.load());
}
const outcomes = await Promise.all([...wanted].map(([name, work]) => perform(name, work)));

if (values.announce) {
  const client = new Client(http);
  const { body } = await client.request({ method: 'POST', path: '/submit', body: JSON.stringify(outcomes) });
  await body.dump();
  await client.close();
}
