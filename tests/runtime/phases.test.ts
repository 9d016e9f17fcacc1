/** What each phase of a closing promises to whoever describes a client: its order, its share of the deadline, its word in the report. */
import { SessionClosedError, defineClient, safelyCloseClient } from 'safely-close';
import type { Attempt, ClosePhaseEvent, CloseOptions, CloseReport, ClosingWork, WorkItem } from 'safely-close';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runScenario } from './support/run-scenario.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const takeBack of undo.splice(0)) takeBack();
  vi.unstubAllEnvs();
});

const never = (): Promise<void> => new Promise(() => undefined);
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A client with phases of a test's own; it is open, and nothing of it is in flight, until the test says otherwise. */
class Machine {
  isOpen = true;
  readonly work = new Set<string>();
  /** What was asked of it. */
  readonly attempts: { readonly phase: string; readonly attempt: Attempt }[] = [];
  readonly events: ClosePhaseEvent[] = [];

  constructor(steps: Pick<ClosingWork, 'polite' | 'cancel' | 'force' | 'whyOpen'>, ...work: readonly string[]) {
    for (const each of work) this.work.add(each);
    const noted = (phase: 'polite' | 'cancel' | 'force') => {
      const step = steps[phase];
      if (step === undefined) return {};
      return {
        [phase]: (attempt: Attempt) => {
          this.attempts.push({ phase, attempt });
          return step(attempt);
        },
      };
    };
    undo.push(
      defineClient({
        name: 'Machine',
        recognise: (value): value is Machine => value === this,
        begin: () => ({
          inFlight: () => [...this.work].map((label): WorkItem => ({ key: label, kind: 'transfer', label })),
          isClosed: () => !this.isOpen,
          ...(steps.whyOpen === undefined ? {} : { whyOpen: steps.whyOpen }),
          ...noted('polite'),
          ...noted('cancel'),
          ...noted('force'),
        }),
      }),
    );
  }

  /** The phases that were attempted, in their order. */
  get phases(): string[] {
    return this.attempts.map(({ phase }) => phase);
  }

  close(options: CloseOptions = {}): Promise<CloseReport> {
    return safelyCloseClient(this, { onPhase: (event) => this.events.push(event), ...options });
  }

  told(): string[] {
    return this.events.map(({ phase, stage, pass }) => `${phase}${pass > 0 ? ` ${pass}` : ''} ${stage}`);
  }
}

const shuts = (machine: () => Machine) => (): void => {
  machine().isOpen = false;
};
const words = (report: CloseReport): string[] => report.items.map(({ label, fellIn }) => `${label} ${fellIn}`);

describe('the phases of a closing', () => {
  it('are over in the turn of the call where there is nothing to wait for', () => {
    const machine: Machine = new Machine({ polite: shuts(() => machine), cancel: never, force: never });
    void machine.close();
    expect(machine.isOpen).toBe(false);
    expect(machine.told()).toEqual(['polite start', 'polite end']);
  });

  it('follow each other, harder and harder, until nothing is left', async () => {
    const machine: Machine = new Machine({ polite: never, cancel: never, force: shuts(() => machine) });
    expect(await machine.close({ politeMs: 1, cancelMs: 1 })).toMatchObject({ outcome: 'closed', phase: 'force', passes: 3 });
    expect(machine.phases).toEqual(['polite', 'cancel', 'cancel', 'cancel', 'force']);
    expect(machine.told()).toEqual(['polite', 'cancel 1', 'cancel 2', 'cancel 3', 'force', 'verify'].flatMap((phase) => [`${phase} start`, `${phase} end`]));
  });

  it('end with the one in which the client says that it is closed', async () => {
    const polite: Machine = new Machine({ polite: async () => { await turns(1); polite.isOpen = false; }, cancel: never, force: never });
    expect(await polite.close()).toMatchObject({ outcome: 'closed', phase: 'polite', passes: 0 });
    expect(polite.told(), 'what ended politely has said so itself: it is not looked into').toEqual(['polite start', 'polite end']);
    const cancelled: Machine = new Machine({ polite: never, cancel: shuts(() => cancelled), force: never });
    expect(await cancelled.close({ politeMs: 1 })).toMatchObject({ outcome: 'closed', phase: 'cancel', passes: 1 });
    expect(cancelled.told(), 'what was broken off is looked into').toEqual(['polite', 'cancel 1', 'verify'].flatMap((phase) => [`${phase} start`, `${phase} end`]));
  });

  it('leave out those that the client has not', async () => {
    const machine: Machine = new Machine({ force: shuts(() => machine) });
    expect(await machine.close()).toMatchObject({ outcome: 'closed', phase: 'force', passes: 0 });
    expect(machine.told()).toEqual(['force start', 'force end', 'verify start', 'verify end']);
  });

  it('go on where one throws or rejects, and the report keeps both errors', async () => {
    const [thrown, rejected] = [new Error('thrown'), new Error('rejected')];
    const machine: Machine = new Machine({
      polite: () => {
        throw thrown;
      },
      cancel: () => Promise.reject(rejected),
      force: shuts(() => machine),
    });
    expect(await machine.close({ passes: 1 })).toMatchObject({ outcome: 'closed', phase: 'force', errors: [thrown, rejected] });
  });

  it('do not count it as an error that a client rejects with what it was given', async () => {
    const machine: Machine = new Machine({ polite: never, cancel: ({ reason }) => Promise.reject(reason), force: shuts(() => machine) }, 'one');
    expect(await machine.close({ politeMs: 1, passes: 1 })).toMatchObject({ phase: 'force', errors: [] });
  });

  it('give one reason to all that waits, and its stack says who closed the client', async () => {
    const machine: Machine = new Machine({ polite: never, cancel: never, force: shuts(() => machine) }, 'one');
    await (function whoCloses() {
      return machine.close({ politeMs: 1, cancelMs: 1 });
    })();
    const reasons = new Set(machine.attempts.map(({ attempt }) => attempt.reason));
    expect(reasons.size).toBe(1);
    const [reason] = reasons;
    expect(reason).toBeInstanceOf(SessionClosedError);
    expect(reason?.stack).toContain('whoCloses');
  });
});

describe('an attempt of a phase', () => {
  it('is told when nobody waits for it any more', async () => {
    const during: boolean[] = [];
    const machine: Machine = new Machine({
      polite: never,
      cancel: ({ signal }) => {
        during.push(machine.attempts[0]?.attempt.signal.aborted === true, signal.aborted);
      },
      force: shuts(() => machine),
    });
    await machine.close({ politeMs: 1, passes: 1 });
    expect(during, 'polite is over, cancel is not').toEqual([true, false]);
    expect(machine.attempts.map(({ attempt }) => attempt.signal.aborted)).toEqual([true, true, true]);
  });

  it('counts the passes of cancel, and is 0 in the other phases', async () => {
    const machine: Machine = new Machine({ polite: never, cancel: never, force: shuts(() => machine) });
    await machine.close({ politeMs: 1, cancelMs: 1, passes: 2 });
    expect(machine.attempts.map(({ attempt }) => attempt.pass)).toEqual([0, 1, 2, 0]);
  });

  it('has its share of the deadline: cancel twice as long with each pass, force what is left', async () => {
    const patience: number[] = [];
    const ask = ({ patienceMs }: Attempt): void => void patience.push(patienceMs);
    const machine: Machine = new Machine({ polite: ask, cancel: (attempt) => { ask(attempt); return never(); }, force: (attempt) => { ask(attempt); machine.isOpen = false; } });
    await machine.close({ timeoutMs: 60_000, politeMs: 1_000, cancelMs: 20, passes: 2 });
    const [polite = 0, first = 0, second = 0, force = 0] = patience;
    expect(polite).toBeGreaterThan(900);
    expect(polite).toBeLessThanOrEqual(1_000);
    expect(first).toBeGreaterThan(10);
    expect(first).toBeLessThanOrEqual(20);
    expect(second).toBeGreaterThan(first);
    expect(second).toBeLessThanOrEqual(40);
    expect(force).toBeGreaterThan(50_000);
    expect(force).toBeLessThan(60_000);
  });

  it('in polite leaves time for what follows: half of a short deadline, else three times what cancel takes', async () => {
    const patienceFor = async (options: CloseOptions): Promise<number> => {
      const machine: Machine = new Machine({ polite: () => undefined, cancel: shuts(() => machine) });
      await machine.close(options);
      return machine.attempts[0]?.attempt.patienceMs ?? Number.NaN;
    };
    // It is asked after the closing: little of the time has gone by then.
    expect(await patienceFor({ timeoutMs: 10_000, politeMs: 60_000, cancelMs: 4_000 })).toBeGreaterThan(4_000);
    expect(await patienceFor({ timeoutMs: 10_000, politeMs: 60_000, cancelMs: 4_000 })).toBeLessThanOrEqual(5_000);
    expect(await patienceFor({ timeoutMs: 10_000, politeMs: 60_000, cancelMs: 1_000 })).toBeGreaterThan(6_000);
    expect(await patienceFor({ timeoutMs: 10_000, politeMs: 60_000, cancelMs: 1_000 })).toBeLessThanOrEqual(7_000);
  });

  it('that is the last has all that is left of the deadline, polite as well', async () => {
    const patience: number[] = [];
    const ask = ({ patienceMs }: Attempt): void => void patience.push(patienceMs);
    const alone: Machine = new Machine({ polite: (attempt) => { ask(attempt); alone.isOpen = false; } });
    await alone.close({ timeoutMs: 60_000, politeMs: 10 });
    const passes: Machine = new Machine({ cancel: (attempt) => { ask(attempt); if (attempt.pass === 2) passes.isOpen = false; } });
    await passes.close({ timeoutMs: 60_000, cancelMs: 10, passes: 2 });
    expect(patience.map((ms) => (ms > 50_000 ? 'all' : 'a share'))).toEqual(['all', 'a share', 'all']);
  });
});

describe('a later call that hardens a closing', () => {
  const elapsedAtEndOf = (machine: Machine, phase: string): number => machine.events.find((event) => event.phase === phase && event.stage === 'end')?.elapsedMs ?? Number.NaN;
  const laterMs = 60;
  const hardened = async (later: CloseOptions): Promise<{ readonly machine: Machine; readonly report: CloseReport }> => {
    const machine = new Machine({ polite: never, force: never });
    const closing = machine.close({ timeoutMs: 600_000, politeMs: 600_000 });
    await new Promise((resolve) => setTimeout(resolve, laterMs));
    void machine.close(later);
    return { machine, report: await closing };
  };

  it('gives it the time that it says, from then on', async () => {
    const { report } = await hardened({ timeoutMs: 300 });
    expect(report.durationMs).toBeGreaterThanOrEqual(laterMs + 290);
  });

  it('gives the polite phase the time that it says, from then on', async () => {
    const { machine } = await hardened({ timeoutMs: 400, politeMs: 100 });
    expect(elapsedAtEndOf(machine, 'polite')).toBeGreaterThanOrEqual(laterMs + 90);
    expect(elapsedAtEndOf(machine, 'polite')).toBeLessThan(elapsedAtEndOf(machine, 'force'));
  });
});

describe('the timers of a closing', () => {
  it.concurrent.each([
    ['it was over at once', 'at-once'],
    ['a later call had hardened it', 'hardened'],
    ['a later call had hardened it between two phases', 'hardened-between'],
    ['a signal had ended its patience', 'signal'],
  ])('are gone when it is over, so that the process may end: %s', async (_what, kind) => {
    const end = await runScenario('free-to-exit', [kind], {});
    expect(end).toMatchObject({ exitCode: 0, hung: false, lines: [{ outcome: 'closed', phase: 'cancel' }] });
  });

  it('serve many closings, each at its own time', async () => {
    const ended: string[] = [];
    const closings = ([['late', 120], ['early', 40], ['latest', 200], ['never', 600_000]] as const).map(async ([name, timeoutMs]) => {
      const machine: Machine = new Machine({ polite: () => (name === 'never' ? turns(2).then(() => { machine.isOpen = false; }) : never()) });
      const report = await machine.close({ timeoutMs, politeMs: timeoutMs });
      ended.push(name);
      return report.durationMs >= timeoutMs - 5 || name === 'never';
    });
    expect(await Promise.all(closings)).toEqual([true, true, true, true]);
    expect(ended).toEqual(['never', 'early', 'late', 'latest']);
  });
});

describe('the passes of cancel', () => {
  it('are as many as were asked for, and one at least', async () => {
    for (const [passes, made] of [[0, 1], [1, 1], [2, 2], [5, 5]] as const) {
      const machine: Machine = new Machine({ cancel: () => undefined, force: shuts(() => machine) }, 'one');
      expect(await machine.close({ passes }), `${passes} passes`).toMatchObject({ phase: 'force', passes: made });
    }
  });

  it('end when the deadline is over, but for the first', async () => {
    const machine: Machine = new Machine({ polite: never, cancel: never, force: shuts(() => machine) });
    expect(await machine.close({ timeoutMs: 0 })).toMatchObject({ outcome: 'closed', passes: 1 });
    expect(machine.phases).toEqual(['polite', 'cancel', 'force']);
  });

  it('end when all is settled and only force can close what is left', async () => {
    const machine: Machine = new Machine({ cancel: () => machine.work.clear(), force: shuts(() => machine) }, 'one', 'two');
    const report = await machine.close();
    expect(report).toMatchObject({ outcome: 'closed', phase: 'force', passes: 1 });
    expect(words(report)).toEqual(['one cancelled', 'two cancelled', 'Machine forced']);
  });

  it('do not end when nothing is in flight but the pass itself did not end in time', async () => {
    const machine: Machine = new Machine({ cancel: never, force: shuts(() => machine) });
    expect(await machine.close({ cancelMs: 1, passes: 2 })).toMatchObject({ phase: 'force', passes: 2 });
  });

  it('settle what comes up while they run', async () => {
    const machine: Machine = new Machine({
      cancel: ({ pass }) => {
        machine.work.clear();
        if (pass === 1) machine.work.add('late');
        else machine.isOpen = false;
      },
    }, 'early');
    const report = await machine.close();
    expect(report).toMatchObject({ outcome: 'closed', passes: 2, transfers: 2, settled: 2 });
    expect(words(report)).toEqual(['early cancelled', 'late cancelled', 'Machine cancelled']);
  });
});

describe('what the report says of each piece of work', () => {
  it('is the phase in which it fell, with the reason for what did not end by itself', async () => {
    const machine: Machine = new Machine({
      polite: () => void machine.work.delete('one'),
      cancel: () => void machine.work.delete('two'),
      force: () => {
        machine.work.delete('three');
      },
    }, 'one', 'two', 'three', 'four');
    const report = await machine.close({ passes: 1, timeoutMs: 20 });
    expect(words(report)).toEqual(['one drained', 'two cancelled', 'three forced', 'four left', 'Machine left']);
    expect(report).toMatchObject({ outcome: 'remaining', transfers: 4, settled: 3, phase: 'force' });
    const [one, two, three, four] = report.items;
    expect(one?.error).toBeUndefined();
    expect(two?.error).toBeInstanceOf(SessionClosedError);
    expect(three?.error).toBe(two?.error);
    expect(four?.error).toMatchObject({ code: 'ERR_SAFELY_CLOSE_LEFT' });
    expect(report.remaining.map(({ label }) => label)).toEqual(['four', 'Machine']);
  });

  it('takes back that it fell where it is there again', async () => {
    const machine: Machine = new Machine({ polite: () => void machine.work.delete('one'), cancel: () => void machine.work.add('one') }, 'one', 'two');
    expect(words(await machine.close({ passes: 1, timeoutMs: 20 }))).toEqual(['one left', 'two left', 'Machine left']);
  });

  it('is why it is left, where the client knows that', async () => {
    const why = new Error('It is welded.');
    const machine = new Machine({ force: () => undefined, whyOpen: () => why });
    const report = await machine.close({ timeoutMs: 20 });
    expect(report.remaining).toMatchObject([{ label: 'Machine', error: why }]);
  });

  it('is known at the start of each phase and at its end', async () => {
    const machine: Machine = new Machine({ polite: () => void machine.work.delete('one'), cancel: () => machine.work.clear(), force: shuts(() => machine) }, 'one', 'two');
    await machine.close();
    expect(machine.events.map(({ inFlight }) => inFlight)).toEqual([2, 1, 1, 0, 0, 0, 0, 0]);
    expect(machine.events.map(({ elapsedMs }) => elapsedMs)).toEqual(machine.events.map(({ elapsedMs }) => elapsedMs).toSorted((one, other) => one - other));
    expect(machine.events.at(-1)).toMatchObject({ phase: 'verify', left: [] });
  });
});

describe('verify', () => {
  it('looks again in the next turns: what was destroyed says so a little later', async () => {
    const machine: Machine = new Machine({ force: () => void turns(3).then(() => { machine.isOpen = false; machine.work.clear(); }) }, 'one');
    const report = await machine.close();
    expect(report).toMatchObject({ outcome: 'closed', phase: 'force' });
    expect(words(report)).toEqual(['one forced', 'Machine forced']);
  });

  it('looks again for work that goes on where the client says that it is closed, and for a client that is open where nothing goes on', async () => {
    const working: Machine = new Machine({ force: () => { working.isOpen = false; void turns(3).then(() => working.work.clear()); } }, 'one');
    expect(words(await working.close())).toEqual(['one forced', 'Machine forced']);
    const open: Machine = new Machine({ force: () => { open.work.clear(); void turns(3).then(() => (open.isOpen = false)); } }, 'one');
    expect(words(await open.close())).toEqual(['one forced', 'Machine forced']);
  });

  it('waits for no turn where all is gone at the first look', async () => {
    const machine: Machine = new Machine({ force: shuts(() => machine) });
    let isNextTurn = false;
    setImmediate(() => (isNextTurn = true));
    expect(await machine.close()).toMatchObject({ outcome: 'closed' });
    expect(isNextTurn).toBe(false);
  });

  it('does not take a client for closed whose work goes on', async () => {
    const machine: Machine = new Machine({ force: shuts(() => machine) }, 'one');
    const report = await machine.close();
    expect(report.outcome).toBe('remaining');
    expect(words(report)).toEqual(['one left', 'Machine forced']);
  });


  /** A client that holds something which only a collection of garbage frees. */
  const untidy = (): object => {
    const client = {};
    const held = new WeakRef(new Uint8Array(1_000));
    undo.push(defineClient({ name: 'Untidy', recognise: (value): value is object => value === client, begin: () => ({ inFlight: () => [], isClosed: () => held.deref() === undefined, force: () => turns(2) }) }));
    return client;
  };

  it('comes after a collection of garbage under a test runner, which looks next', async () => {
    expect(await safelyCloseClient(untidy())).toMatchObject({ outcome: 'closed' });
  });

  it('collects none in production: that would hold up everybody', async () => {
    for (const name of ['VITEST', 'VITEST_WORKER_ID', 'NODE_TEST_CONTEXT', 'JEST_WORKER_ID', 'TEST_WORKER_INDEX']) vi.stubEnv(name, undefined);
    expect(await safelyCloseClient(untidy())).toMatchObject({ outcome: 'remaining' });
  });
});
