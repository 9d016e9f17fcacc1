/** The style `auto`, resolved from what stands around the linted file: by the function that the codemod uses, too. */
import { readFileSync, statSync } from 'node:fs';
import type { Rule } from 'eslint';
import type { AnalysisSettings } from '../analysis/settings.ts';
import { projectFactsOf, resolveCloseStyle } from '../rewrite/index.ts';
import type { CloseStyle } from '../rewrite/index.ts';

const texts = new Map<string, { readonly modifiedMs: number; readonly text: string }>();

function read(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return undefined;
  const known = texts.get(path);
  if (known?.modifiedMs === stats.mtimeMs) return known.text;
  const text = readFileSync(path, 'utf8');
  texts.set(path, { modifiedMs: stats.mtimeMs, text });
  return text;
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
    known = path.includes('/') ? resolveCloseStyle(projectFactsOf(path, read, runningNode), isTypeScript).style : 'await-using';
    resolved.set(ast, known);
  }
  return known;
}
