// `paths` of a tsconfig: which specifiers they map, and where to.
import { describe, expect, it } from 'vitest';
import { mappedSpecifiers } from 'eslint-plugin-safely-close/project';

const mapping = { base: '/project', paths: { '@lib/*': ['lib/*.ts', 'generated/*.ts'], '@lib/special/*': ['special/*'], exact: ['app/exact.ts'], '*.json5': ['data/*.ts'] } };
const from = '/project/app/main.ts';

describe('mappedSpecifiers', () => {
  it('gives every target of a pattern, in its order', () => {
    expect(mappedSpecifiers('@lib/open', from, mapping)).toEqual(['../lib/open.ts', '../generated/open.ts']);
  });

  it('takes the pattern with the longest beginning', () => {
    expect(mappedSpecifiers('@lib/special/open', from, mapping)).toEqual(['../special/open']);
  });

  it('takes a pattern without a star as it is', () => {
    expect(mappedSpecifiers('exact', from, mapping)).toEqual(['./exact.ts']);
    expect(mappedSpecifiers('exact/part', from, mapping)).toEqual([]);
  });

  it('asks for the end behind the star', () => {
    expect(mappedSpecifiers('table.json5', from, mapping)).toEqual(['../data/table.ts']);
  });

  it('leaves packages alone', () => {
    expect(mappedSpecifiers('node-libcurl', from, mapping)).toEqual([]);
  });
});
