/** TypeScript's parser takes an `await` where no engine does; a rewritten file must be one that runs. */
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import type { Program } from 'eslint-plugin-safely-close/analysis';

interface Node {
  readonly type: string;
}

/** Whether a function that is not asynchronous waits for something in its own code. */
export function hasMisplacedAwait(program: Program): boolean {
  const open: { readonly node: Node; readonly mayAwait: boolean }[] = [{ node: program, mayAwait: true }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node } = next;
    if (awaits(node) && !next.mayAwait) return true;
    const mayAwait = mayAwaitIn(node) ?? next.mayAwait;
    for (const key of visitorKeys[node.type] ?? []) {
      const child = (node as unknown as Record<string, unknown>)[key];
      for (const inner of Array.isArray(child) ? (child as unknown[]) : [child]) if (isNode(inner)) open.push({ node: inner, mayAwait });
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
