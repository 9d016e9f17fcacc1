/** Pages are read on GitHub as well: what they link to that is no page of the site is a file of the repository. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MarkdownRenderer } from 'vitepress';

const docs = fileURLToPath(new URL('../../', import.meta.url));
const root = dirname(dirname(docs));

const isElsewhere = (link: string): boolean => /^(?:[a-z][a-z+.-]*:|\/|#)/iu.test(link);

/**
 * @param home - What the path of a file of the repository is put behind.
 * @throws {Error} While the page is rendered, where the file does not exist.
 */
export function linkToRepository(markdown: MarkdownRenderer, home: string): void {
  markdown.core.ruler.push('link-to-repository', ({ tokens, env }) => {
    const page = (env as { path?: string }).path;
    if (page === undefined) return;
    for (const token of tokens) {
      for (const child of token.children ?? []) {
        const link = child.type === 'link_open' ? child.attrGet('href') : null;
        if (link === null || isElsewhere(link)) continue;
        const [path = '', fragment] = link.split('#');
        const target = join(dirname(page), decodeURI(path));
        const isPage = !relative(docs, target).startsWith('..') && (path.endsWith('.md') || path.endsWith('/'));
        if (path === '' || isPage) continue;
        if (!existsSync(target)) throw new Error(`${relative(root, page)} links to ${relative(root, target)}, which does not exist.`);
        const place = relative(root, target).split(sep).join('/');
        const folder = statSync(target).isDirectory() ? home.replace('/blob/', '/tree/') : home;
        child.attrSet('href', `${folder}${place}${fragment === undefined ? '' : `#${fragment}`}`);
      }
    }
  });
}
