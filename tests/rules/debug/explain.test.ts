// `settings.debug` says of a line why it was or was not reported.
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';

const explained = (code: string, debug: boolean | string, filename = 'sample.ts'): string[] =>
  lint(code, { filename, rules: ['require-safe-close'], settings: { debug } })
    .filter((finding) => finding.messageId === 'explained')
    .map((finding) => finding.message);

const closed = `import { Client } from 'undici';
import { measure } from './measure.js';

export async function status(origin: string) {
  const client = new Client(origin);
  try {
    return measure(client.closed);
  } finally {
    await client.close();
  }
}
`;

describe('an explanation', () => {
  it('names the session, what closes it, and that no path leaves it open', () => {
    const [text] = explained(closed, 'sample.ts:5');
    expect(text).toContain('"client" is a Client of undici, made on line 5');
    expect(text).toContain('line 9 closes it (bare call, its promise awaited)');
    expect(text).toContain('no path leaves it open');
  });

  it('names the way that leaves it open', () => {
    const [text] = explained("import { Easy } from 'node-libcurl';\nexport function probe(url: string) {\n  const easy = new Easy();\n  easy.setOpt('URL', new URL(url).href);\n  easy.close();\n}\n", 'sample.ts:3');
    expect(text).toContain('line 4 leaves it open (throw)');
  });

  it('says who has it where it is handed over', () => {
    const [text] = explained("import { Client } from 'undici';\nexport const open = (origin: string) => new Client(origin);\n", 'sample.ts:2');
    expect(text).toContain('hands it over (returned)');
  });

  it('says of a line without a session why its calls make none', () => {
    expect(explained(closed, 'sample.ts:7')).toEqual([expect.stringContaining('"measure" makes no session: "measure" of "./measure.js" is not in the catalog')]);
  });

  it('is given for every session of the file with `true`, and for none of another file', () => {
    expect(explained(closed, true)).toHaveLength(1);
    expect(explained(closed, 'other.ts:5')).toEqual([]);
    expect(explained(closed, false)).toEqual([]);
  });
});
