// Functions that call one another: what one does rests on what the others do. Each is followed a few times, not once for every way
// in which the calls can be nested, which doubles with every pair of them: these programs would take longer than a test may.
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';

const floors = 13;

/** Pairs of functions: the two of a floor call each other and the floor above, of which the last does `atTheTop`. */
function tower(atTheTop: string): string {
  const functions = Array.from({ length: floors }, (_, floor) => {
    const isTop = floor === floors - 1;
    return `
  function up${String(floor)}() {
    if (later) down${String(floor)}();
    ${isTop ? atTheTop : `up${String(floor + 1)}();`}
  }
  function down${String(floor)}() {
    if (later) up${String(floor)}();
    ${isTop ? atTheTop : `down${String(floor + 1)}();`}
  }`;
  });
  return `
import { connect } from 'node:net';

export function start(later) {
  const socket = connect(80);
  socket.on('error', console.error);${functions.join('')}
  socket.on('data', up0);
  socket.on('close', down0);
  up0();
}
`;
}

const reported = (code: string, mode: 'recommended' | 'strict'): readonly (string | null)[] => lint(code, { mode, filename: 'sample.mjs' }).map(({ ruleId }) => ruleId);

describe('a tower of functions that call one another', () => {
  it('of which none closes', { timeout: 20_000 }, () => {
    expect(reported(tower('socket.setNoDelay();'), 'recommended')).toContain('require-safe-close');
    expect(reported(tower('socket.setNoDelay();'), 'strict')).toContain('require-safe-close');
  });

  it('of which those at the top close', { timeout: 20_000 }, () => {
    expect(reported(tower('socket.destroy();'), 'recommended')).not.toContain('require-safe-close');
  });
});
