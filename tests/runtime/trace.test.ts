import { describe, expect, it } from 'vitest';
import { traced } from './support/traced.ts';

describe('startTrace', () => {
  it('gives events with all fields that the format requires', async () => {
    const { events, displayTimeUnit } = await traced();
    expect(displayTimeUnit).toBe('ms');
    for (const event of events) {
      expect(event).toMatchObject({ name: expect.any(String) as string, cat: expect.any(String) as string, pid: process.pid, args: expect.any(Object) as object });
      expect(Number.isInteger(event.tid)).toBe(true);
      expect(Number.isInteger(event.ts)).toBe(true);
      if (event.ph === 'X') expect(Number.isInteger(event.dur) && event.dur >= 0).toBe(true);
      else if (event.ph === 'i') expect(event.s).toBe('t');
      else expect(event.args).toEqual({ name: expect.any(String) as string });
    }
  });

  it('has no two slices of a track that overlap without one containing the other: Perfetto drops such', async () => {
    const { events } = await traced();
    const slices = events.filter((event) => event.ph === 'X');
    const overlapping = slices.filter((one, position) =>
      slices.some((other, place) => place !== position && other.tid === one.tid && one.ts < other.ts && other.ts < one.ts + one.dur && one.ts + one.dur < other.ts + other.dur),
    );
    expect(overlapping).toEqual([]);
    // Of two that begin at once, the viewer takes the first for the outer one.
    const inverted = slices.filter((one, position) => slices.slice(position + 1).some((other) => other.tid === one.tid && other.ts === one.ts && other.dur > one.dur));
    expect(inverted).toEqual([]);
  });

  it('has a track for each session, with the phases inside its closing, and that inside the time when it was open', async () => {
    const { events } = await traced();
    const trackOf = (label: string) => events.find((event) => event.name === 'thread_name' && String(event.args['name']).startsWith(label))?.tid;
    const slices = (label: string) => events.flatMap((event) => (event.ph === 'X' && event.tid === trackOf(label) ? [event] : []));
    const pool = slices('the pool');
    expect(pool.map(({ name }) => name).sort()).toEqual(['cancel (pass 1)', 'closing', 'open', 'polite', 'verify']);
    const [open, close] = [pool.find(({ name }) => name === 'open'), pool.find(({ name }) => name === 'closing')];
    const isInside = (inner: (typeof pool)[number], outer: (typeof pool)[number] | undefined) =>
      outer !== undefined && inner.ts >= outer.ts && inner.ts + inner.dur <= outer.ts + outer.dur;
    expect(pool.filter(({ cat }) => cat === 'phase').every((phase) => isInside(phase, close))).toBe(true);
    expect(pool.every((each) => isInside(each, open))).toBe(true);
    expect(slices('the one that stays').map(({ name }) => name)).toEqual(['left open']);
    expect(events.find((event) => event.name === 'process_name')?.args).toEqual({ name: 'the program' });
  });

  it('marks each piece of work that comes to its end', async () => {
    const { events } = await traced();
    const marks = events.filter((event) => event.ph === 'i').map(({ name }) => name.replace(/:\d+$/, ''));
    expect(marks).toEqual(['drained: a request to http://127.0.0.1', 'cancelled: a request to http://127.0.0.1']);
  });
});
