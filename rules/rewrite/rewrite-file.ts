/** One file as the rewrite plans see it: its text, its syntax, its style. No file system, nothing of Node. */
import type { FileContext } from '../analysis/file-context.ts';
import type { Origins } from '../analysis/names/origins.ts';
import type { Program, ScopeManager } from '../analysis/syntax/syntax.ts';
import type { VisitorKeys } from '../analysis/syntax/walk.ts';
import type { UsesElsewhere } from '../project/uses-elsewhere.ts';
import { moduleSystemOf, usesTopLevelAwait } from './text/module-system.ts';
import type { ModuleSystem } from './text/module-system.ts';
import type { CloseStyle } from './rewrite-plan.ts';
import { textStyleOf } from './text/text-style.ts';
import type { TextStyle } from './text/text-style.ts';

export interface RewriteOptions {
  readonly closeStyle: CloseStyle;
  /** What the file is where its own text does not tell: from its name and the nearest `package.json`. */
  readonly moduleSystem?: ModuleSystem | undefined;
  /** Whether types may be written. */
  readonly isTypeScript?: boolean;
  /** What other files do with an export of this one; without it, callers elsewhere are not in view. */
  readonly usesElsewhere?: ((name: string) => UsesElsewhere) | undefined;
  /** Offsets of sessions for whose functions a person answers: they become `async` though not all of their callers are in view. */
  readonly answersFor?: readonly number[];
}

export interface RewriteFile {
  readonly context: FileContext;
  /** The text that the offsets of `ast` count in, without a byte order mark. */
  readonly text: string;
  readonly ast: Program;
  readonly scopeManager: ScopeManager;
  readonly visitorKeys: VisitorKeys;
  readonly origins: Origins;
  readonly closeStyle: CloseStyle;
  /** The module that exports `closing` and `safelyCloseClient`. */
  readonly runtimeModule: string;
  readonly moduleSystem: ModuleSystem;
  /** Whether `await` may stand at the top level: import syntax alone does not say so, since a compiler may make CommonJS of it. */
  readonly canAwaitAtTopLevel: boolean;
  readonly isTypeScript: boolean;
  readonly style: TextStyle;
  readonly usesElsewhere: ((name: string) => UsesElsewhere) | undefined;
  readonly answersFor: readonly number[];
}

/**
 * @param context - What `analyseFile` gives; its program must have comments.
 */
export function createRewriteFile(context: FileContext, { closeStyle, moduleSystem, isTypeScript = false, usesElsewhere, answersFor = [] }: RewriteOptions): RewriteFile {
  const { program: ast, text, scopeManager, visitorKeys } = context.input;
  let style: TextStyle | undefined;
  return {
    context,
    text,
    ast,
    scopeManager,
    visitorKeys,
    origins: context.origins,
    closeStyle,
    runtimeModule: context.settings.runtime.module,
    moduleSystem: moduleSystemOf(ast, visitorKeys, moduleSystem),
    canAwaitAtTopLevel: usesTopLevelAwait(ast, visitorKeys) || moduleSystem === 'esm',
    isTypeScript,
    // Asked only where something is rewritten.
    get style() {
      return (style ??= textStyleOf(text, ast, visitorKeys));
    },
    usesElsewhere,
    answersFor,
  };
}
