/**
 * What the type checker says of a value: the class it is an instance of, and the package that declares it. Asked only at
 * expressions that are suspects already, and only through the parser's own services: nothing of TypeScript is imported.
 */
import type { Rule } from 'eslint';
import type { DeclaredClass, TypeQuery } from '../analysis/names/type-query.ts';
import type { Node } from '../analysis/syntax/syntax.ts';
import type { PathMapping } from '../project/path-mapping.ts';

/** The few parts of the checker's objects that are read. */
interface CheckedType {
  readonly symbol?: CheckedSymbol;
  readonly types?: readonly CheckedType[];
  isClassOrInterface?(): boolean;
}
interface CheckedSymbol {
  readonly name: string;
  readonly declarations?: readonly CheckedDeclaration[];
}
interface CheckedDeclaration {
  readonly parent?: { readonly parent?: { readonly name?: { readonly text?: string } } };
  getSourceFile(): { readonly fileName: string };
}
interface Checker {
  getTypeAtLocation(node: unknown): CheckedType;
  getBaseTypes?(type: CheckedType): readonly CheckedType[];
  getBaseConstraintOfType?(type: CheckedType): CheckedType | undefined;
}
interface Services {
  readonly program?: { getTypeChecker(): Checker; getCompilerOptions?(): CompilerOptions } | null;
  readonly esTreeNodeToTSNodeMap?: { get(node: unknown): unknown };
}

interface CompilerOptions {
  readonly paths?: Readonly<Record<string, readonly string[]>>;
  readonly baseUrl?: string;
  /** The folder of the tsconfig that says `paths`. */
  readonly pathsBasePath?: string;
}

const deepest = 8;

/** @returns `undefined` where the file's tsconfig maps no paths, or there is no type information. */
export function pathMappingOf(context: Rule.RuleContext): PathMapping | undefined {
  const services = context.sourceCode.parserServices as Services | undefined;
  const { paths, baseUrl, pathsBasePath } = services?.program?.getCompilerOptions?.() ?? {};
  const base = baseUrl ?? pathsBasePath;
  return paths && base !== undefined ? { base, paths } : undefined;
}

/** @returns `undefined` where the parser gives no type information. */
export function createTypeQuery(context: Rule.RuleContext): TypeQuery | undefined {
  const services = context.sourceCode.parserServices as Services | undefined;
  const checker = services?.program?.getTypeChecker();
  const nodes = services?.esTreeNodeToTSNodeMap;
  if (!checker || !nodes) return undefined;

  function classesOf(type: CheckedType | undefined, depth: number): DeclaredClass[] {
    if (!checker || type === undefined || depth > deepest) return [];
    if (type.types) return type.types.flatMap((part) => classesOf(part, depth + 1));
    const own = type.symbol ? declaredClass(type.symbol) : [];
    const bases = type.isClassOrInterface?.() === true ? (checker.getBaseTypes?.(type) ?? []) : [];
    const constraint = own.length === 0 && bases.length === 0 ? checker.getBaseConstraintOfType?.(type) : undefined;
    return [...own, ...bases.flatMap((base) => classesOf(base, depth + 1)), ...(constraint === type ? [] : classesOf(constraint, depth + 1))];
  }

  return {
    classesOf(node: Node) {
      const checked = nodes.get(node);
      return checked === undefined ? [] : classesOf(checker.getTypeAtLocation(checked), 0);
    },
  };
}

function declaredClass(symbol: CheckedSymbol): DeclaredClass[] {
  const declaration = symbol.declarations?.[0];
  if (!declaration) return [];
  const path = declaration.getSourceFile().fileName.replaceAll('\\', '/');
  const [, inPackages] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(path) ?? [];
  if (inPackages === undefined) return [];
  // `@types/node` declares the modules of Node inside `declare module "http2"`.
  const ambient = inPackages === '@types/node' ? declaration.parent?.parent?.name?.text : undefined;
  const module = ambient ?? inPackages.replace(/^@types\/(?:(.+)__)?/u, (_whole, scope: string | undefined) => (scope === undefined ? '' : `@${scope}/`));
  return [{ module, name: symbol.name }];
}
