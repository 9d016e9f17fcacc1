import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closing, safelyCloseClient } from 'safely-close';
import { startTrace } from 'safely-close/trace';
import type { TraceEvent } from 'safely-close/trace';
import { Pool } from 'undici';
import { watch } from './watched.ts';

/** A traced run: a pool with one request that is answered after a moment and one that never is, and a client that stays open. */
export async function traced(): Promise<{ readonly events: readonly TraceEvent[]; readonly displayTimeUnit: string }> {
  const server = createServer((request, response) => (request.url === '/slow' ? setTimeout(() => response.end(), 20) : undefined)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const trace = startTrace('the program');
  const pool = closing(new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), { label: 'the pool' });
  const stays = closing({ close: () => undefined }, { label: 'the one that stays' });
  const answers = ['/slow', '/never'].map((path) => watch(pool.request({ path, method: 'GET' }).then(({ body }) => body.text())));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await safelyCloseClient(pool, { politeMs: 200 });
  const { traceEvents, displayTimeUnit } = trace.stop();
  await safelyCloseClient(stays);
  await safelyCloseClient(server);
  await Promise.allSettled(answers.map(({ promise }) => promise));
  // What a viewer gets.
  return { events: JSON.parse(JSON.stringify(traceEvents)) as TraceEvent[], displayTimeUnit };
}
