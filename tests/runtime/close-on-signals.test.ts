import { closeOnSignals } from 'safely-close';
import { describe, expect, it } from 'vitest';
import { runScenario } from './support/run-scenario.ts';

describe.skipIf(process.platform === 'win32')('closeOnSignals', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('closes on %s, then lets the signal do what it would have done', async (signal) => {
    const end = await runScenario('close-on-signals', ['polite'], {
      onLine: (line, kill) => {
        if (line === 'ready') kill(signal);
      },
    });
    expect(end).toMatchObject({ signal, hung: false, lines: ['ready', 'server closed'] });
  });

  it('ends its patience on a second signal', async () => {
    const end = await runScenario('close-on-signals', ['stubborn'], {
      onLine: (line, kill) => {
        if (line === 'ready') kill('SIGINT');
        if (line === 'asked politely') setTimeout(() => kill('SIGINT'), 50);
      },
    });
    expect(end).toMatchObject({ signal: 'SIGINT', hung: false });
    expect(end.lines).toEqual(expect.arrayContaining(['asked politely', 'forced']));
  });

  it('takes its handlers away when it is asked to, also by using', () => {
    const before = process.listenerCount('SIGTERM');
    {
      using stop = closeOnSignals([]);
      expect(process.listenerCount('SIGTERM')).toBe(before + 1);
      expect(typeof stop).toBe('function');
    }
    expect(process.listenerCount('SIGTERM')).toBe(before);
    closeOnSignals([])();
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});
