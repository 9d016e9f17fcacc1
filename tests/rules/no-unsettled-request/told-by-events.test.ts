// Work whose end is told by events: one report a call, and a cure that waits for something.
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';
import { bad, checkAll } from '../support/sample.ts';

const oneOfThree = `
import net from 'node:net';

export function write(kind: number, text: string) {
  let out: net.Socket;
  if (kind === 0) out = net.connect(1);
  else if (kind === 1) out = net.connect(2);
  else out = net.connect(3);
  try {
    console.log(kind);
    out.write(text); // ! no-unsettled-request
  } finally {
    out.destroy();
  }
}
`;

describe('a call on whichever of several sessions the variable has', () => {
  checkAll([bad('is reported once', oneOfThree, { rules: ['no-unsettled-request'] })]);

  it('is not told to be awaited, which would wait for nothing', () => {
    const [finding] = lint(oneOfThree, { mode: 'recommended', rules: ['no-unsettled-request'] });
    expect(finding?.message).toContain('Wait for the event "close" of "out"');
    expect(finding?.message).not.toContain('await out.write');
  });
});
