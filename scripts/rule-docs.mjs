#!/usr/bin/env node
// Writes into the documentation what the packages say of themselves: the head of every rule's page, the tables of rules, the
// table of clients and a page for each library. After a build: `node scripts/rule-docs.mjs --write`, or `--check`, which fails where something is out of date.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import safelyClose from 'eslint-plugin-safely-close';
import { factsOf, libraries, newPage, pageOf } from './client-pages.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const rules = Object.entries(safelyClose.rules).sort(([one], [other]) => one.localeCompare(other, 'en'));

/** What is written stands between two comments, so that a person can write around it. */
const part = (name) => ({ begin: `<!-- ${name}: begin, written by scripts/rule-docs.mjs -->`, end: `<!-- ${name}: end -->` });

function withPart(path, name, text, withoutFile) {
  const { begin, end } = part(name);
  const file = join(root, path);
  if (withoutFile !== undefined && !existsSync(file)) {
    const page = newPage(withoutFile, { begin, end });
    return { path, before: '', after: page.replace(`${begin}\n\n`, () => `${begin}\n\n${text}\n\n`) };
  }
  const before = readFileSync(file, 'utf8');
  const from = before.indexOf(begin);
  const to = before.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${path} has no place for "${name}": it needs the lines "${begin}" and "${end}".`);
  return { path, before, after: `${before.slice(0, from + begin.length)}\n\n${text}\n\n${before.slice(to)}` };
}

/** "recommended, strict": the configs that turn a rule on. */
function configsWith(name) {
  const names = Object.entries(safelyClose.configs).filter(([, { rules: severities }]) => severities[`${safelyClose.meta.namespace}/${name}`] === 'error');
  return names.length === Object.keys(safelyClose.configs).length ? 'An error in every config of the plugin.' : `An error in ${names.map(([config]) => `\`${config}\``).join(', ')}.`;
}

function head(name, { meta }) {
  const does = [meta.docs.description, configsWith(name)];
  if (meta.hasSuggestions) does.push('💡 Offers a suggestion where a rewrite of that place alone is safe.');
  if (meta.fixable) does.push('🔧 Fixed by `--fix` where that changes nothing the program does.');
  return does.map((sentence) => `${sentence}`).join(' ');
}

function tableOfRules(folder) {
  const rows = rules.map(([name, { meta }]) => `| [${name}](${folder}${name}.md) | ${meta.docs.description} | ${[meta.fixable ? '🔧' : '', meta.hasSuggestions ? '💡' : ''].join('')} |`);
  return ['| rule | what it asks for | |', '| --- | --- | --- |', ...rows, '', '🔧 fixed by `--fix` where that changes nothing. 💡 offers a suggestion.'].join('\n');
}

const tableOfClients = () => execFileSync(process.execPath, [join(root, 'scripts', 'catalog-table.mjs')], { encoding: 'utf8' }).trim();

const home = /^(https:.*\/)rules\//.exec(rules[0]?.[1].meta.docs.url ?? '')?.[1] ?? '';
const pages = readdirSync(join(root, 'docs', 'rules')).filter((file) => file.endsWith('.md'));
const orphans = pages.filter((file) => !Object.hasOwn(safelyClose.rules, basename(file, '.md')));
const missing = rules.filter(([name]) => !existsSync(join(root, 'docs', 'rules', `${name}.md`)));
const strangers = existsSync(join(root, 'docs', 'clients')) ? readdirSync(join(root, 'docs', 'clients')).filter((file) => !libraries.some(({ library }) => file === `${pageOf(library)}.md`)) : [];
if (strangers.length > 0) throw new Error(`docs/clients has pages of no library in the catalog: ${strangers.join(', ')}.`);
if (orphans.length > 0) throw new Error(`docs/rules has pages of no rule: ${orphans.join(', ')}.`);
if (missing.length > 0) throw new Error(`These rules have no page in docs/rules: ${missing.map(([name]) => name).join(', ')}.`);

const written = [
  ...rules.map(([name, rule]) => withPart(`docs/rules/${name}.md`, 'rule', head(name, rule))),
  withPart('docs/rules.md', 'rules', tableOfRules('rules/')),
  withPart('README.md', 'rules', tableOfRules('docs/rules/')),
  withPart('rules/README.md', 'rules', tableOfRules(`${home}rules/`)),
  withPart('docs/clients.md', 'clients', tableOfClients()),
  ...libraries.map((library) => withPart(`docs/clients/${pageOf(library.library)}.md`, 'facts', factsOf(library, root), library.library)),
];
const changed = written.filter(({ before, after }) => before !== after);

if (process.argv.includes('--write')) {
  for (const { path, after } of changed) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), after);
    console.log(`wrote ${path}`);
  }
} else if (process.argv.includes('--check')) {
  for (const { path } of changed) console.error(`${path} is out of date: run "node scripts/rule-docs.mjs --write".`);
  process.exitCode = changed.length > 0 ? 1 : 0;
} else {
  console.error('Say what to do: --write or --check.');
  process.exitCode = 2;
}
