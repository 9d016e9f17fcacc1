import { describe, expect, it } from 'vitest';
import { runProgram } from './support/run-scenario.ts';

const program = `
  import { safelyCloseClient } from 'safely-close';
  await safelyCloseClient({ close: () => new Promise(() => undefined), destroy: () => undefined }, { politeMs: 1, label: 'the feed' });
`;

describe('NODE_DEBUG=safely-close', () => {
  it('prints each phase of each closing', async () => {
    const end = await runProgram(['--input-type=module', '-e', program], { environment: { NODE_DEBUG: 'safely-close' } });
    const phases = [...end.stderr.matchAll(/SAFELY-CLOSE \d+: the feed: (\w+) (\w+) after \d+ ms, 0 in flight/g)].map(([, phase, stage]) => `${phase} ${stage}`);
    expect(phases).toEqual(['polite start', 'polite end', 'force start', 'force end', 'verify start', 'verify end']);
  });

  it('prints nothing without it', async () => {
    expect(await runProgram(['--input-type=module', '-e', program])).toMatchObject({ exitCode: 0, stderr: '', stdout: '' });
  });
});
