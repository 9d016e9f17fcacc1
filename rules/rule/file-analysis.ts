import type { Rule } from 'eslint';
import { openFile, withoutSessions } from '../analysis/analyse-file.ts';
import type { FileAnalysis } from '../analysis/analyse-file.ts';
import type { FileContext } from '../analysis/file-context.ts';
import type { AnalysisSettings } from '../analysis/settings.ts';
import type { Program, ScopeManager } from '../analysis/syntax/syntax.ts';
import { closeStyleOf } from './close-style.ts';
import { createTypeQuery, pathMappingOf } from './type-query.ts';
import { isCandidate, neighboursOf } from './neighbours.ts';
import { createRewriteFile } from '../rewrite/index.ts';
import type { RewriteFile } from '../rewrite/index.ts';

/** One analysis a file for all rules; by the tree, because oxlint uses one `sourceCode` for all files. */
const analyses = new WeakMap<object, { readonly settings: AnalysisSettings; readonly analysis: FileAnalysis }>();
const rewriteFiles = new WeakMap<object, RewriteFile>();

/** The analysis of the file that a rule looks at. */
export function analysisOf(context: Rule.RuleContext, settings: AnalysisSettings): FileAnalysis {
  const { ast, scopeManager, text, visitorKeys } = context.sourceCode;
  const known = analyses.get(ast);
  if (known?.settings === settings) return known.analysis;
  const mapping = settings.types ? pathMappingOf(context) : undefined;
  const analysis = isCandidate(text, context.physicalFilename, settings, mapping) ? analyseCandidate() : withoutSessions;
  analyses.set(ast, { settings, analysis });
  return analysis;

  function analyseCandidate(): FileAnalysis {
    const modules = neighboursOf(context, settings, mapping);
    const types = settings.types ? createTypeQuery(context) : undefined;
    return openFile({
      ...(modules ? { modules } : {}),
      ...(types ? { types } : {}),
      program: ast as unknown as Program,
      text,
      scopeManager: scopeManager as unknown as ScopeManager,
      visitorKeys,
      settings,
    }).analyse();
  }
}

/** The same file as the rewrite plans see it. */
export function rewriteFileOf(context: Rule.RuleContext, analysed: FileContext): RewriteFile {
  const { ast } = context.sourceCode;
  let file = rewriteFiles.get(ast);
  if (file === undefined) {
    const { sourceType } = context.languageOptions;
    file = createRewriteFile(analysed, {
      closeStyle: closeStyleOf(context, analysed.settings),
      ...(sourceType === 'commonjs' ? { moduleSystem: 'commonjs' } : sourceType === 'module' ? { moduleSystem: 'esm' } : {}),
    });
    rewriteFiles.set(ast, file);
  }
  return file;
}
