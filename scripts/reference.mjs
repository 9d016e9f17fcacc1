#!/usr/bin/env node
// Writes the reference of the three packages from their docstrings into docs/reference/, which no one keeps in the repository.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application } from 'typedoc';
import { publicModules as modules } from './reference/public-modules.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, 'docs', 'reference');

const application = await Application.bootstrapWithPlugins({
  entryPoints: Object.values(modules).map(({ source }) => join(root, source)),
  tsconfig: join(root, 'tsconfig.json'),
  plugin: ['typedoc-plugin-markdown'],
  outputs: [{ name: 'markdown', path: out }],
  readme: 'none',
  disableSources: true,
  excludePrivate: true,
  excludeExternals: true,
  excludeInternal: true,
  logLevel: 'Warn',
  // What is not exported by itself is explained where it is used.
  validation: { notExported: false, invalidLink: true },
  treatValidationWarningsAsErrors: true,
  outputFileStrategy: 'modules',
  entryFileName: 'index',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  useCodeBlocks: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  pageTitleTemplates: { index: 'Reference', module: ({ name }) => name, member: ({ name }) => name },
});

const project = await application.convert();
if (project === undefined) throw new Error('The sources could not be read: mend the errors above.');
application.validate(project);
for (const module of project.children ?? []) {
  const name = Object.keys(modules).find((each) => modules[each].source.replace(/(?:\/index)?\.ts$/, '') === module.name);
  if (name === undefined) throw new Error(`The reference has a module "${module.name}" that nobody named.`);
  module.name = name;
}
rmSync(out, { recursive: true, force: true });
await application.generateOutputs(project);
if (application.logger.hasErrors()) throw new Error('The reference has errors; see above.');

/** Where a table stands for headings, the generator still counts those: its numbers behind a name then lead nowhere. */
function withLivingLinks(text) {
  const counted = new Map();
  for (const [, heading] of text.matchAll(/^#+ (.*)$/gm)) {
    const name = heading.toLowerCase().replaceAll(/[^\w\- ]/g, '').replaceAll(' ', '-');
    counted.set(name, (counted.get(name) ?? 0) + 1);
  }
  return text.replaceAll(/\]\(#([\w-]+?)-(\d+)\)/g, (link, name, number) => (counted.has(`${name}-${number}`) || Number(number) < (counted.get(name) ?? 0) ? link : `](#${name})`));
}

const list = Object.entries(modules).map(([name, { is }]) => {
  const page = join(out, `${name}.md`);
  if (!existsSync(page)) throw new Error(`The reference has no page for "${name}".`);
  writeFileSync(page, withLivingLinks(readFileSync(page, 'utf8')));
  return `| [\`${name}\`](${name}.md) | ${is} |`;
});
const index = `# Reference

Written from the docstrings of the packages. What is promised of it, and for how long, is in [versions](../guides/versions.md).

| module | |
| --- | --- |
${list.join('\n')}

\`safely-close/register\` and the integrations for vitest, jest and \`node:test\` export nothing: [they are loaded](../guides/test-suites.md).
`;
writeFileSync(join(out, 'index.md'), index);
const sidebar = ['safely-close', 'eslint-plugin-safely-close', 'safely-close-codemod'].map((name) => ({
  text: name,
  items: Object.keys(modules).filter((module) => module === name || module.startsWith(`${name}/`)).map((module) => ({ text: module, link: `/reference/${module}` })),
}));
writeFileSync(join(out, 'sidebar.json'), JSON.stringify(sidebar));
console.log(`wrote the reference: ${String(list.length)} modules, ${String(Math.round(readFileSync(join(out, 'safely-close.md')).length / 1024))} KB for the runtime`);
