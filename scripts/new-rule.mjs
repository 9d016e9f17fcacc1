#!/usr/bin/env node
// Begins a rule: "npm run new:rule -- <name> '<what it asks for>'". It reports nothing yet, and its tests fail until it does.
// CONTRIBUTING.md goes through it step by step.
import { insertSorted } from './scaffold/insert-sorted.mjs';
import { camelCase, refuse, scaffold } from './scaffold/write-new.mjs';

const [name, description] = process.argv.slice(2);
if (name === undefined || !/^(no|prefer|require)(-[a-z0-9]+)+$/.test(name) || description === undefined || !/^(Disallow|Prefer|Require) .+\.$/.test(description)) {
  refuse("Give its name and one sentence: npm run new:rule -- no-late-close 'Disallow a close after the last line.'\nNames begin with no-, prefer- or require-, sentences with Disallow, Prefer or Require.");
}
const constant = camelCase(name);

const rule = `import type { CloseSite } from './analysis/sessions/session-record.ts';
import { createRule } from './rule/create-rule.ts';

/** Why this is worth a developer's time, in a sentence. */
export const ${constant} = createRule('${name}', {
  type: 'problem',
  description: '${description.replaceAll("'", "\\'")}',
  hasSuggestions: false,
  messages: {
    found: 'What is wrong with "{{text}}", and what to do instead.',
  },
  *check({ analysis }) {
    // Ask the analysis: it has the sessions, their closes, the paths on which they leak; "watch" follows one on its paths.
    for (const close of analysis.closes) {
      if (isWrong(close)) yield { node: close.node, messageId: 'found', data: { text: analysis.context.textOf(close.node) } };
    }
  },
});

function isWrong(close: CloseSite): boolean {
  return close.node.range[0] < 0; // nothing yet
}
`;

const sample = (mark) => `import { Client } from 'undici';

export async function touch(origin) {
  const client = new Client(origin);
  await client.close();${mark}
}
`;

const invalid = `// What ${name} reports.
import { describe } from 'vitest';
import { bad, checkAll } from '../support/sample.ts';

describe('reported', () => {
  checkAll([
    bad('the case that the rule is for', \`
${sample(` // ! ${name}`)}\`, { rules: ['${name}'] }),
  ]);
});
`;

const valid = `// What ${name} leaves alone.
import { describe } from 'vitest';
import { checkAll, good } from '../support/sample.ts';

describe('silent', () => {
  checkAll([
    good('a file without sessions', \`
export const two = 1 + 1;
\`, { rules: ['${name}'] }),
  ]);
});
`;

const page = `# ${name}

<!-- rule: begin, written by scripts/rule-docs.mjs -->

<!-- rule: end -->

## Why

## Examples

Incorrect:

\`\`\`js incorrect only
${sample(' // ✗')}\`\`\`

## Options

None. The [settings](../settings.md) hold for all rules.

## Limits

## When not to use it

## Related
`;

scaffold(
  { [`rules/${name}.ts`]: rule, [`tests/rules/${name}/invalid.test.ts`]: invalid, [`tests/rules/${name}/valid.test.ts`]: valid, [`docs/rules/${name}.md`]: page },
  {
    'rules/index.ts': (text) =>
      insertSorted(insertSorted(text, /^import \{ \w+ \} from '\.\/([\w-]+)\.ts';/, `import { ${constant} } from './${name}.ts';`), /^ {2}'([a-z-]+)': \w+,/, `  '${name}': ${constant},`),
    'tests/rules/support/lint.ts': (text) => insertSorted(text, /^ {2}'([a-z-]+)',$/, `  '${name}',`),
  },
);
console.log(`\nNow: npm run build && npm test -- tests/rules/${name}`);
