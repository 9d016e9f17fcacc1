/** The site's sidebar, read off the folders: a new page stands in it by itself, under the title that its first heading gives it. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DefaultTheme } from 'vitepress';

const docs = dirname(dirname(fileURLToPath(import.meta.url)));

/** What is read first stands first; pages that are named nowhere follow in the order of their titles. */
const guidesInOrder = ['why-sessions-leak', 'applications', 'libraries', 'test-suites', 'migration', 'tracking', 'editors', 'ci', 'monorepo'];
/** What no reader looks for before the rest is read. */
const last = ['versions'];
/** Pages beside the folders that have a place of their own. */
const placed = ['index', 'playground', 'rules', 'settings', 'clients'];

const titleOf = (path: string): string => /^# (.+)$/mu.exec(readFileSync(path, 'utf8'))?.[1]?.replaceAll('`', '').replaceAll(/\\(.)/gu, '$1') ?? basename(path, '.md');

interface SidebarPage {
  readonly name: string;
  readonly text: string;
  readonly link: string;
}

/** The pages of a folder of `docs/`, or with an empty name of `docs/` itself. */
function pagesOf(folder: string): SidebarPage[] {
  const path = join(docs, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => file.endsWith('.md') && file !== 'index.md')
    .map((file) => ({ name: basename(file, '.md'), text: titleOf(join(path, file)), link: `/${folder === '' ? '' : `${folder}/`}${basename(file, '.md')}` }));
}

function inOrder(pages: readonly SidebarPage[], first: readonly string[] = []): DefaultTheme.SidebarItem[] {
  const place = (name: string): number => (first.includes(name) ? first.indexOf(name) : first.length + (last.includes(name) ? 1 : 0));
  return [...pages].sort((one, other) => place(one.name) - place(other.name) || one.text.localeCompare(other.text, 'en')).map(({ text, link }) => ({ text, link }));
}

const pagesIn = (folder: string): DefaultTheme.SidebarItem[] => inOrder(pagesOf(folder));
const guides = (): DefaultTheme.SidebarItem[] => inOrder([...pagesOf('guides'), ...pagesOf('').filter(({ name }) => !placed.includes(name))], guidesInOrder);

const group = (text: string, items: DefaultTheme.SidebarItem[], collapsed = false): DefaultTheme.SidebarItem => ({ text, collapsed, items });

/** The reference that is generated beside the pages, a group for each package. */
function referenceGroups(): DefaultTheme.SidebarItem[] {
  const list = join(docs, 'reference', 'sidebar.json');
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as DefaultTheme.SidebarItem[]) : [];
}

export function sidebar(): DefaultTheme.SidebarMulti {
  const linter = [{ text: 'All rules', link: '/rules' }, { text: 'Settings', link: '/settings' }, ...pagesIn('rules')];
  const main = [
    group('Guides', guides()),
    group('Rules', linter, true),
    group('Clients', [{ text: 'All clients', link: '/clients' }, ...pagesIn('clients')], true),
    group('Codemod', pagesIn('codemod'), true),
    group('Benchmarks', pagesIn('benchmarks'), true),
  ].filter(({ items }) => items !== undefined && items.length > 0);
  const opened = (text: string): DefaultTheme.SidebarItem[] => main.map((each) => ({ ...each, collapsed: each.text === text ? false : (each.collapsed ?? false) }));
  return {
    '/rules': opened('Rules'),
    '/settings': opened('Rules'),
    '/clients': opened('Clients'),
    '/codemod/': opened('Codemod'),
    '/benchmarks/': opened('Benchmarks'),
    '/reference/': [{ text: 'Reference', link: '/reference/' }, ...referenceGroups()],
    '/': main,
  };
}
