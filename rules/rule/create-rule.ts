import type { Rule } from 'eslint';
import { readSettings, settingsKey } from '../analysis/settings.ts';
import type { AnalysisSettings } from '../analysis/settings.ts';
import type { FileAnalysis } from '../analysis/analyse-file.ts';
import type { Node } from '../analysis/syntax/syntax.ts';
import type { CloseStyle } from '../rewrite/index.ts';
import { closeStyleOf } from './close-style.ts';
import { analysisOf } from './file-analysis.ts';
import { offered } from './offered-rewrite.ts';
import type { OfferedRewrite } from './offered-rewrite.ts';

/** One thing a rule says. */
export interface Finding<MessageId extends string> {
  readonly node: Node;
  readonly messageId: MessageId;
  readonly data?: Readonly<Record<string, string>>;
  readonly rewrite?: OfferedRewrite | undefined;
}

/** What a rule is asked with. */
export interface RuleInput {
  readonly analysis: FileAnalysis & { readonly context: NonNullable<FileAnalysis['context']>; readonly acquisitions: NonNullable<FileAnalysis['acquisitions']> };
  readonly settings: AnalysisSettings;
  /** How a scope closes its session in the code that is suggested. */
  closeStyle(): CloseStyle;
  readonly context: Rule.RuleContext;
}

const home = 'https://github.com/safely-close/safely-close';

/**
 * Makes an ESLint rule out of a question to the analysis.
 *
 * @param name - The rule's name without the namespace.
 * @param definition - Its description, its messages (whole sentences), and `check`, which gives all findings of a file. A
 * file without sessions is never asked about.
 * @returns The rule, with the page of its documentation as `meta.docs.url`.
 */
export function createRule<MessageId extends string>(
  name: string,
  definition: {
    readonly type: 'problem' | 'suggestion';
    readonly description: string;
    readonly messages: Readonly<Record<MessageId, string>>;
    readonly hasSuggestions: boolean;
    /** Whether some of its rewrites change nothing that the program does. */
    readonly fixable?: true;
    check(input: RuleInput): Iterable<Finding<MessageId>>;
  },
): Rule.RuleModule {
  return {
    meta: {
      type: definition.type,
      docs: { description: definition.description, url: `${home}/blob/main/docs/rules/${name}.md`, recommended: true },
      ...(definition.fixable === undefined ? {} : { fixable: 'code' }),
      hasSuggestions: definition.hasSuggestions,
      schema: [],
      messages: { ...definition.messages, ...(definition.hasSuggestions ? { useRewrite: '{{description}}' } : {}) },
    },
    create(context) {
      return {
        Program() {
          if (!isOfJavaScript(context.sourceCode)) return;
          const settings = settingsOf(context);
          const analysis = analysisOf(context, settings);
          if (analysis.context === undefined || analysis.acquisitions === undefined) return;
          const input: RuleInput = { closeStyle: () => closeStyleOf(context, settings), analysis: { ...analysis, context: analysis.context, acquisitions: analysis.acquisitions }, settings, context };
          for (const finding of definition.check(input)) {
            context.report({
              node: finding.node as unknown as Rule.Node,
              messageId: finding.messageId,
              data: { ...finding.data },
              ...(finding.rewrite === undefined ? {} : offered(context, analysis, finding.rewrite)),
            });
          }
        },
      };
    },
  };
}

/** Trees of other languages may be called programs as well; they come without scopes. */
const isOfJavaScript = ({ scopeManager }: { readonly scopeManager?: unknown }): boolean => scopeManager !== undefined && scopeManager !== null;

const settingsCache = new WeakMap<object, AnalysisSettings>();
const defaults = readSettings(undefined);

function settingsOf(context: Rule.RuleContext): AnalysisSettings {
  const raw: unknown = context.settings[settingsKey];
  if (typeof raw !== 'object' || raw === null) return raw === undefined ? defaults : readSettings(raw);
  let settings = settingsCache.get(raw);
  if (settings === undefined) {
    settings = readSettings(raw);
    settingsCache.set(raw, settings);
  }
  return settings;
}
