import { Pool } from 'undici';
import { deadline } from './deadline.ts';

/** Asks the site's statistics service. */
export class StatsClient {
  private readonly pool: Pool;

  constructor(origin: string) {
    this.pool = new Pool(origin, { connections: 2 });
  }

  async visits(path: string): Promise<number> {
    const { statusCode, body } = await this.pool.request({ method: 'GET', path });
    const answer = (await body.json()) as { visits: number };
    if (statusCode !== 200) throw new Error(`${path}: status ${statusCode}`);
    return answer.visits;
  }

  async close(): Promise<void> {
    await this.pool.close();
  }
}

/** The sum over several statistics. */
export async function countVisits(origin: string, paths: readonly string[], timeoutMs: number): Promise<number> {
  const client = new StatsClient(origin);
  try {
    const visits = await Promise.race([Promise.all(paths.map((path) => client.visits(path))), deadline(timeoutMs)]);
    return visits.reduce((sum, count) => sum + count, 0);
  } finally {
    await client.close();
  }
}
