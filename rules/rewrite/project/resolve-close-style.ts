/** Whether rewritten code may use `await using`: decided from what a project says of where its code runs. */
import type { CloseStyle } from '../rewrite-plan.ts';

/** What can be known of a project. Everything may be missing. */
export interface ProjectFacts {
  /** `engines.node` of the nearest `package.json`. */
  readonly enginesNode?: string;
  /** Set where a `tsconfig.json` applies to the file. */
  readonly typescript?: {
    /** `compilerOptions.target`, in lower case. */
    readonly target?: string;
    readonly noEmit: boolean;
    /** The installed or asked-for version: `5.4.5`, `^5.4.0`. */
    readonly version?: string;
  };
  /** Set where Babel is configured; `handlesUsing` where a preset or plugin takes `await using` down. */
  readonly babel?: { readonly handlesUsing: boolean };
  /** The major version of the Node that runs the tool. */
  readonly runningNode?: number;
}

export interface ResolvedCloseStyle {
  readonly style: CloseStyle;
  /** Why: a clause that completes "… because". */
  readonly because: string;
}

/** The first Node that reads `await using`. */
const nodeWithAwaitUsing = 24;
/** The first TypeScript that reads it. */
const typescriptWithAwaitUsing: readonly [number, number] = [5, 2];

/**
 * @param isTypeScript - Whether the file is TypeScript, which its compiler may take down.
 * @example
 * resolveCloseStyle({ enginesNode: '>=20' }, false); // { style: 'try-finally', because: 'engines.node ">=20" admits Node 20, …' }
 */
export function resolveCloseStyle(facts: ProjectFacts, isTypeScript: boolean): ResolvedCloseStyle {
  const { typescript, babel } = facts;
  if (isTypeScript && typescript !== undefined) {
    const version = typescript.version === undefined ? undefined : lowestVersion(typescript.version);
    if (version !== undefined && (version[0] < typescriptWithAwaitUsing[0] || (version[0] === typescriptWithAwaitUsing[0] && version[1] < typescriptWithAwaitUsing[1]))) {
      return { style: 'try-finally', because: `TypeScript ${String(typescript.version)} does not read "await using" (5.2 does)` };
    }
    if (!typescript.noEmit && typescript.target !== undefined && typescript.target !== 'esnext') {
      return { style: 'await-using', because: `TypeScript compiles it down to the target ${typescript.target}` };
    }
  }
  if (babel?.handlesUsing === true) return { style: 'await-using', because: 'Babel compiles it down' };
  return byNode(facts);
}

function byNode({ enginesNode, runningNode }: ProjectFacts): ResolvedCloseStyle {
  if (enginesNode !== undefined) {
    const [major] = lowestVersion(enginesNode);
    return major >= nodeWithAwaitUsing
      ? { style: 'await-using', because: `engines.node "${enginesNode}" admits only versions that read it` }
      : { style: 'try-finally', because: `engines.node "${enginesNode}" admits Node ${String(major)}, and "await using" needs ${String(nodeWithAwaitUsing)}` };
  }
  if (runningNode !== undefined && runningNode >= nodeWithAwaitUsing) {
    return { style: 'await-using', because: `the project names no Node version, and Node ${String(runningNode)}, which runs here, reads it` };
  }
  return { style: 'try-finally', because: 'the project names no Node version that reads "await using"' };
}

/** The lowest version that a range admits, as `[major, minor]`; `[0, 0]` where it has no lower end. */
export function lowestVersion(range: string): readonly [number, number] {
  const lowest = range.split('||').map((alternative): readonly [number, number] => {
    for (const comparator of alternative.matchAll(/(<=?|>=?|[~^=])?\s*v?(\d+)(?:\.(\d+))?/g)) {
      if (comparator[1]?.startsWith('<') === true) continue;
      return [Number(comparator[2]), Number(comparator[3] ?? 0)];
    }
    return [0, 0];
  });
  return lowest.reduce((left, right) => (right[0] < left[0] || (right[0] === left[0] && right[1] < left[1]) ? right : left));
}
