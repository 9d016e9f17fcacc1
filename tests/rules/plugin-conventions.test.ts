// Every rule as eslint-plugin-eslint-plugin knows rules: an object with `meta` and `create`. `createRule` hides that from it in the sources, so here
// each rule is written out again, with what it really has, and looked at with all that the plugin asks.
import { ESLint } from 'eslint';
import type { Linter, Rule } from 'eslint';
import eslintPlugin from 'eslint-plugin-eslint-plugin';
import safelyClose from 'eslint-plugin-safely-close';
import { expect, it } from 'vitest';
import { ruleConventions } from '../../eslint.config.js';

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [eslintPlugin.configs.all, { rules: ruleConventions as Linter.RulesRecord }],
});

/** A module with one rule: what it says of itself, and a report with each of its messages. */
function writtenOut(meta: Rule.RuleMetaData): string {
  const { useRewrite, ...messages } = meta.messages ?? {};
  const dataOf = (message: string): string => [...message.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => `${String(name)}: node.type`).join(', ');
  const rewrite = [
    ...(meta.fixable === undefined ? [] : ['fix: (fixer) => fixer.remove(node)']),
    ...(meta.hasSuggestions === true ? [`suggest: [{ messageId: 'useRewrite', data: { ${dataOf(useRewrite ?? '')} }, fix: (fixer) => fixer.remove(node) }]`] : []),
  ];
  const reports = Object.entries(messages).map(([id, message]) => `context.report({ ${['node', `messageId: '${id}'`, `data: { ${dataOf(message)} }`, ...rewrite].join(', ')} });`);
  return `export default {\n  meta: ${JSON.stringify(meta, null, 2)},\n  create(context) {\n    return { Program(node) { ${reports.join(' ')} } };\n  },\n};\n`;
}

async function complaints(code: string): Promise<readonly string[]> {
  const [result] = await eslint.lintText(code, { filePath: 'rule.js' });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${String(ruleId)}: ${message}`);
}

it.each(Object.entries(safelyClose.rules))('%s keeps to what is asked of a rule', async (_name, { meta }) => {
  expect(meta).toBeDefined();
  expect(await complaints(writtenOut(meta ?? {}))).toEqual([]);
});

it('a rule that does not is found out', async () => {
  expect(await complaints(writtenOut({ type: 'problem', messages: { found: 'Found.' } }))).toEqual(expect.arrayContaining([expect.stringContaining('require-meta-docs-url'), expect.stringContaining('require-meta-schema')]));
});
