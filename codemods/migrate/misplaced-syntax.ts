/** TypeScript's parser takes an `await`, an `import` or an `export` where no engine does; a rewritten file must be one that runs. */
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import type { Program } from 'eslint-plugin-safely-close/analysis';

interface Node {
  readonly type: string;
}

interface Place {
  readonly node: Node;
  readonly mayAwait: boolean;
  readonly isInBlock: boolean;
}

const moduleSyntax = new Set(['ImportDeclaration', 'ExportNamedDeclaration', 'ExportDefaultDeclaration', 'ExportAllDeclaration', 'TSImportEqualsDeclaration', 'TSExportAssignment']);

/** Whether a function that is not asynchronous waits for something in its own code, or a block imports or exports. */
export function hasMisplacedSyntax(program: Program): boolean {
  const open: Place[] = [{ node: program, mayAwait: true, isInBlock: false }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node } = next;
    if ((awaits(node) && !next.mayAwait) || (next.isInBlock && moduleSyntax.has(node.type))) return true;
    const mayAwait = mayAwaitIn(node) ?? next.mayAwait;
    const isInBlock = node.type === 'BlockStatement' || next.isInBlock;
    for (const key of visitorKeys[node.type] ?? []) {
      const child = (node as unknown as Record<string, unknown>)[key];
      for (const inner of Array.isArray(child) ? (child as unknown[]) : [child]) if (isNode(inner)) open.push({ node: inner, mayAwait, isInBlock });
    }
  }
  return false;
}

const awaits = (node: Node): boolean =>
  node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && 'await' in node && node.await === true) || (node.type === 'VariableDeclaration' && 'kind' in node && node.kind === 'await using');

/** `undefined` where it is as around the node. */
function mayAwaitIn(node: Node): boolean | undefined {
  if (/Function/.test(node.type) && 'async' in node) return node.async === true;
  // A field's value is computed in a function of its own.
  return /^(?:StaticBlock|PropertyDefinition|AccessorProperty)$/.test(node.type) ? false : undefined;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
