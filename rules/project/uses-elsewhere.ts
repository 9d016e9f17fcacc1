/** What the files that import one use of it: where each of its exports stands in them, or why not all uses can be seen. */
import type { ForeignFile } from '../analysis/names/origins.ts';
import type { Node, TSESTree } from '../analysis/syntax/syntax.ts';
import { propertyName } from '../analysis/syntax/unwrap.ts';
import { walk } from '../analysis/syntax/walk.ts';

/** A file that imports the one at hand. */
export interface Importer {
  /** How a person calls it. */
  readonly name: string;
  readonly file: ForeignFile;
  /** Whether a specifier in it leads to the file at hand. */
  readonly leadsHere: (specifier: string) => boolean;
}

export interface UseElsewhere {
  readonly node: Node;
  readonly importer: Importer;
}

export type UsesElsewhere =
  | { readonly all: true; readonly uses: readonly UseElsewhere[] }
  /** What hides some uses: a whole sentence. */
  | { readonly all: false; readonly because: string };

/** All uses of the export `name`; `default` stands for the whole of a CommonJS module as well. */
export function usesElsewhere(name: string, importers: readonly Importer[]): UsesElsewhere {
  const uses: UseElsewhere[] = [];
  for (const importer of importers) {
    const found = usesIn(name, importer);
    if (typeof found === 'string') return { all: false, because: `${importer.name} ${found}.` };
    uses.push(...found.map((node) => ({ node, importer })));
  }
  return { all: true, uses };
}

/** The uses in one file, or the rest of a sentence that says what hides some. */
function usesIn(name: string, { file, leadsHere }: Importer): Node[] | string {
  const { origins, input } = file.context;
  const uses: Node[] = [];
  let hidden: string | undefined;

  const addNamed = (local: TSESTree.Identifier): void => {
    uses.push(...(origins.variableOf(local)?.references ?? []).filter((reference) => reference.init !== true).map((reference): Node => reference.identifier));
  };
  /** Of the whole module only members are asked for, each by its name. */
  const addWhole = (whole: Node): void => {
    const member = whole.parent;
    if (member?.type !== 'MemberExpression' || member.object !== whole || propertyName(member) === undefined) hidden = 'uses the whole module';
    else if (propertyName(member) === name) uses.push(member);
  };
  const addPattern = (pattern: Node): void => {
    if (pattern.type === 'Identifier') {
      const references = origins.variableOf(pattern)?.references ?? [];
      for (const reference of references) if (reference.init !== true) addWhole(reference.identifier);
      if (name === 'default') addNamed(pattern);
      return;
    }
    if (pattern.type !== 'ObjectPattern') hidden = 'takes the module apart in a way that is not followed';
    else for (const property of pattern.properties) {
      if (property.type !== 'Property' || propertyName(property) === undefined) hidden = 'takes the module apart in a way that is not followed';
      else if (propertyName(property) === name) {
        if (property.value.type === 'Identifier') addNamed(property.value);
        else hidden = 'takes the module apart in a way that is not followed';
      }
    }
  };

  walk(input.program, input.visitorKeys, (node) => {
    switch (node.type) {
      case 'ImportDeclaration':
        if (!leadsHere(node.source.value)) break;
        for (const specifier of node.specifiers) {
          if (specifier.type === 'ImportNamespaceSpecifier') addPattern(specifier.local);
          else if (specifier.type === 'ImportDefaultSpecifier') {
            if (name === 'default') addNamed(specifier.local);
          } else if (importedName(specifier) === name) addNamed(specifier.local);
        }
        break;
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
        if (node.source && leadsHere(node.source.value)) hidden = 'exports it again';
        break;
      case 'ImportExpression':
      case 'TSImportEqualsDeclaration':
        hidden = importsOtherwise(node, leadsHere) ? 'imports it in a way that is not followed' : hidden;
        break;
      case 'CallExpression': {
        const [argument] = node.arguments;
        if (node.callee.type !== 'Identifier' || node.callee.name !== 'require' || argument?.type !== 'Literal' || !leadsHere(String(argument.value))) break;
        if (node.parent.type === 'VariableDeclarator' && node.parent.init === node) addPattern(node.parent.id);
        else if (node.parent.type !== 'ExpressionStatement') addWhole(node);
        break;
      }
      default:
    }
  });
  return hidden ?? uses;
}

const importedName = ({ imported }: TSESTree.ImportSpecifier): string => (imported.type === 'Identifier' ? imported.name : imported.value);

function importsOtherwise(node: TSESTree.ImportExpression | TSESTree.TSImportEqualsDeclaration, leadsHere: (specifier: string) => boolean): boolean {
  const source = node.type === 'ImportExpression' ? node.source : node.moduleReference.type === 'TSExternalModuleReference' ? node.moduleReference.expression : undefined;
  return source?.type === 'Literal' && leadsHere(String(source.value));
}
