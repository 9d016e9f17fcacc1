import { channel } from 'node:diagnostics_channel';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { closing, configure, openSessions, safelyCloseClient } from 'safely-close';
import type { ClosePhaseEvent, ClosedEvent, SessionEvent } from 'safely-close';
import { runProgram } from './support/run-scenario.ts';

/** A client that waits for ever when it is asked politely. */
const stubborn = () => ({ close: () => new Promise(() => undefined), destroy: () => undefined });

describe('diagnostics channels', () => {
  it('carry a session’s whole life: opened, each phase of its closing, forgotten, closed', async () => {
    const told: string[] = [];
    const heard = {
      'safely-close:open': (event: unknown) => told.push(`open ${(event as SessionEvent).label} ${(event as SessionEvent).createdAt?.replace(/.*\//, '').replace(/:.*/, '')}`),
      'safely-close:phase': (event: unknown) => told.push(`${(event as ClosePhaseEvent).phase} ${(event as ClosePhaseEvent).stage}`),
      'safely-close:forget': (event: unknown) => told.push(`forget ${(event as SessionEvent).label}`),
      'safely-close:closed': (event: unknown) => told.push(`closed ${(event as ClosedEvent).label}: ${(event as ClosedEvent).report.outcome}`),
    };
    for (const [name, listener] of Object.entries(heard)) channel(name).subscribe(listener);
    try {
      const feed = closing(stubborn(), { label: 'the feed' });
      await safelyCloseClient(feed, { politeMs: 1, label: 'the feed' });
      await safelyCloseClient(feed);
    } finally {
      for (const [name, listener] of Object.entries(heard)) channel(name).unsubscribe(listener);
    }
    expect(told).toEqual([
      'open the feed diagnostics.test.ts',
      'polite start', 'polite end', 'force start', 'force end', 'verify start', 'verify end',
      'forget the feed',
      'closed the feed: closed',
    ]);
  });

  it('are said by NODE_DEBUG as well', async () => {
    const program = "import { safelyCloseClient } from 'safely-close'; await safelyCloseClient({ close: () => undefined }, { label: 'the feed' });";
    const end = await runProgram(['--input-type=module', '-e', program], { environment: { NODE_DEBUG: 'safely-close' } });
    expect(end.stderr).toMatch(/the feed: closed after \d+ ms, 0 of 0 transfers settled/);
  });
});

describe('the places where sessions are made', () => {
  const places = (count: number): readonly (string | undefined)[] => {
    const servers = Array.from({ length: count }, () => closing(createServer().listen(0)));
    const found = openSessions().filter(({ client }) => servers.includes(client as (typeof servers)[number])).map(({ createdAt }) => createdAt);
    for (const server of servers) server.close();
    return found;
  };
  afterEach(() => configure({ stacks: undefined }));

  it('are kept of all of them, of samples, or of none', () => {
    configure({ stacks: 'all' });
    expect(places(120).filter((place) => place === undefined)).toEqual([]);
    configure({ stacks: 'off' });
    expect(places(3)).toEqual([undefined, undefined, undefined]);
    configure({ stacks: 'sampled' });
    const sampled = places(301);
    expect(sampled.slice(0, 100).every((place) => place !== undefined)).toBe(true);
    expect(sampled.slice(100).filter((place) => place !== undefined).length).toBe(2);
  });

  it('are set for a whole process by its environment', async () => {
    const program = "import { closing, openSessions } from 'safely-close'; closing({ close: () => undefined }); console.log(openSessions()[0].createdAt);";
    expect((await runProgram(['--input-type=module', '-e', program])).stdout).toMatch(/\[eval1\]:1:\d+\n$/);
    expect((await runProgram(['--input-type=module', '-e', program], { environment: { SAFELY_CLOSE_STACKS: 'off' } })).stdout).toBe('undefined\n');
    const wrong = await runProgram(['--input-type=module', '-e', program], { environment: { SAFELY_CLOSE_STACKS: 'some' } });
    expect(wrong.stderr).toContain('SAFELY_CLOSE_STACKS must be one of all, sampled, off, but it is "some"; it is ignored.');
  });

  it('are not set to what is none of these', () => {
    expect(() => configure({ stacks: 'some' as 'all' })).toThrow(expect.objectContaining({ code: 'ERR_SAFELY_CLOSE_INVALID_OPTION' }));
    expect(() => configure({ onLeft: 'shout' as 'warn' })).toThrow('The option onLeft must be one of warn, fail, ignore, but it is shout.');
  });
});
