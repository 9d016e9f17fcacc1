/** The documentation as a site: `npm run docs:build` writes it to `docs/.vitepress/dist`, and nothing in it is loaded from elsewhere. */
import { defineConfig } from 'vitepress';
import { browserStandIns } from './playground/browser-stand-ins.ts';
import { githubSlug } from './markdown/github-slug.ts';
import { linkToRepository } from './markdown/link-to-repository.ts';
import { markedSamples } from './markdown/marked-samples.ts';
import { sidebar } from './sidebar.ts';

const repository = 'https://github.com/safely-close/safely-close';

export default defineConfig({
  title: 'safely-close',
  description: 'Sessions that close on every path: an ESLint plugin, a codemod and a runtime.',
  lang: 'en-GB',
  // A project page lives below a folder: DOCS_BASE=/safely-close/.
  base: process.env['DOCS_BASE'] ?? '/',
  cleanUrls: false,
  lastUpdated: false,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${process.env['DOCS_BASE'] ?? '/'}icon.svg` }]],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    // The same anchors as on GitHub, where the pages are read as well.
    anchor: { slugify: githubSlug },
    headers: { level: [2, 3], slugify: githubSlug },
    toc: { slugify: githubSlug },
    config(markdown) {
      markedSamples(markdown);
      linkToRepository(markdown, `${repository}/blob/main/`);
    },
  },
  themeConfig: {
    logo: '/icon.svg',
    search: { provider: 'local' },
    nav: [
      { text: 'Guides', link: '/guides/why-sessions-leak', activeMatch: '/guides/' },
      { text: 'Rules', link: '/rules', activeMatch: '/rules' },
      { text: 'Clients', link: '/clients', activeMatch: '/clients' },
      { text: 'Reference', link: '/reference/', activeMatch: '/reference/' },
      { text: 'Benchmarks', link: '/benchmarks/lint', activeMatch: '/benchmarks/' },
      { text: 'Playground', link: '/playground' },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: repository }],
    editLink: { pattern: `${repository}/edit/main/docs/:path`, text: 'Edit this page' },
    footer: { message: 'MIT licence.' },
  },
  vite: {
    plugins: [browserStandIns()],
    worker: { format: 'es', plugins: () => [browserStandIns()] },
    // TypeScript, which the playground parses with, is one file of nine megabytes before it is minified.
    build: { chunkSizeWarningLimit: 6000 },
  },
});
