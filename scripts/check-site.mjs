#!/usr/bin/env node
// Looks at the built site as a reader's browser would: every link within it leads to a page and to a heading of it, and nothing is loaded from
// elsewhere. After `npm run docs:build`.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const site = join(root, 'docs', '.vitepress', 'dist');
const base = process.env.DOCS_BASE ?? '/';

if (!existsSync(site)) throw new Error('There is no site yet: run "npm run docs:build".');
const files = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(site, path)).isFile());
const pages = new Map(files.filter((path) => path.endsWith('.html')).map((path) => [path, readFileSync(join(site, path), 'utf8')]));

const unescaped = (text) => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
const idsOf = (html) => new Set([...html.matchAll(/\sid="([^"]*)"/g)].map((match) => unescaped(match[1])));
const ids = new Map([...pages].map(([path, html]) => [path, idsOf(html)]));

/** What a page asks the browser to fetch by itself, and where its links lead. */
const loadsOf = (html) => [...html.matchAll(/<(?:script|img|source|iframe|video|audio)\b[^>]*?\ssrc="([^"]*)"|<link\b[^>]*?\shref="([^"]*)"/g)].map((match) => unescaped(match[1] ?? match[2]));
const linksOf = (html) => [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map((match) => unescaped(match[1]));

const isElsewhere = (link) => /^(?:[a-z][a-z+.-]*:|\/\/)/i.test(link);
const problems = [];
let links = 0;

for (const [page, html] of pages) {
  for (const load of loadsOf(html)) if (/^(?:https?:)?\/\//i.test(load)) problems.push(`${page} loads ${load} from elsewhere.`);
  for (const link of linksOf(html)) {
    if (isElsewhere(link)) continue;
    links += 1;
    const [path, fragment] = link.split('#');
    const target = path === '' ? page : targetOf(path, page);
    if (target === undefined) problems.push(`${page} links to ${link}, which is no page.`);
    else if (fragment !== undefined && fragment !== '' && !isPlayground(target) && !ids.get(target)?.has(decodeURIComponent(fragment))) problems.push(`${page} links to ${link}, which has no such heading.`);
  }
}
for (const style of files.filter((path) => path.endsWith('.css'))) {
  for (const [, address] of readFileSync(join(site, style), 'utf8').matchAll(/url\(["']?((?:https?:)?\/\/[^"')]*)/g)) problems.push(`${style} loads ${address} from elsewhere.`);
}

/** The fragment of the playground's address holds what it shows. */
function isPlayground(page) {
  return page === 'playground.html';
}

function targetOf(path, page) {
  const absolute = path.startsWith('/') ? (path.startsWith(base) ? path.slice(base.length) : undefined) : relative(site, join(site, dirname(page), path));
  if (absolute === undefined) return undefined;
  const found = [absolute, `${absolute}.html`, join(absolute, 'index.html')].map((each) => each.replace(/^\.?\/+/, '')).find((each) => pages.has(each) || files.includes(each));
  return found;
}

if (pages.size === 0) problems.push('The site has no pages: it was not built to its end.');
if (problems.length > 0) {
  console.error([...new Set(problems)].join('\n'));
  process.exitCode = 1;
} else {
  console.log(`${String(pages.size)} pages, ${String(links)} links within the site: all lead somewhere, and nothing is loaded from elsewhere.`);
}
