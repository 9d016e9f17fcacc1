/** The style `auto`, resolved from what stands around the linted file: by the function that the codemod uses, too. */
import { readFileSync, statSync } from 'node:fs';
import type { Rule } from 'eslint';
import type { AnalysisSettings } from '../analysis/settings.ts';
import { projectFactsOf, resolveCloseStyle } from '../rewrite/index.ts';
import type { CloseStyle, ProjectFacts } from '../rewrite/index.ts';

/** What the project around a folder says, for a run that goes from one file to the next; after a pause somebody may have edited it. */
const facts = new Map<string, ProjectFacts>();
const texts = new Map<string, string | undefined>();
const pauseMs = 1000;
/** Paths that are asked for around a file are some hundred; a run through more folders than these starts again. */
const mostTexts = 20_000;
let askedAt = 0;

function factsAround(path: string): ProjectFacts {
  const now = Date.now();
  if (now - askedAt >= pauseMs || texts.size > mostTexts) {
    facts.clear();
    texts.clear();
  }
  askedAt = now;
  const folder = path.slice(0, path.lastIndexOf('/'));
  let around = facts.get(folder);
  if (around === undefined) {
    around = projectFactsOf(path, read, runningNode);
    facts.set(folder, around);
  }
  return around;
}

function read(path: string): string | undefined {
  if (!texts.has(path)) texts.set(path, statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path, 'utf8') : undefined);
  return texts.get(path);
}

const runningNode = Number.parseInt(process.versions.node, 10);
const resolved = new WeakMap<object, CloseStyle>();

/** How a scope closes its session in code that the rules suggest for this file. */
export function closeStyleOf(context: Rule.RuleContext, settings: AnalysisSettings): CloseStyle {
  const { style } = settings.runtime;
  if (style !== 'auto') return style;
  const { ast } = context.sourceCode;
  let known = resolved.get(ast);
  if (known === undefined) {
    const path = context.physicalFilename.replaceAll('\\', '/');
    const isTypeScript = /\.[cm]?tsx?$/u.test(path);
    known = path.includes('/') ? resolveCloseStyle(factsAround(path), isTypeScript).style : 'await-using';
    resolved.set(ast, known);
  }
  return known;
}
