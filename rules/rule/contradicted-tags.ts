/** JSDoc tags that say one thing of a parameter where the body, which can be seen, does another. */
import type { FileAnalysis } from '../analysis/analyse-file.ts';
import { parameterName, tagsBefore } from '../analysis/sessions/ownership-tags.ts';
import { unknownClient } from '../analysis/settings.ts';
import type { FunctionNode, Node } from '../analysis/syntax/syntax.ts';

export interface Contradiction {
  readonly node: Node;
  readonly tag: string;
  readonly does: string;
}

export function contradictedTags(analysis: FileAnalysis): Contradiction[] {
  return analysis.functions.flatMap((fn) => contradictionsOf(fn, analysis));
}

function contradictionsOf(fn: FunctionNode, analysis: FileAnalysis): Contradiction[] {
  const { context, acquisitions } = analysis;
  if (!context || !acquisitions || !(fn as { body?: unknown }).body) return [];
  const tags = tagsBefore(context, fn);
  if (tags.owns.size + tags.borrows.size + tags.closes.size === 0) return [];
  const found: Contradiction[] = [];
  for (const [index, parameter] of fn.params.entries()) {
    const name = parameterName(fn, index);
    const inner = parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter;
    const target = inner.type === 'AssignmentPattern' ? inner.left : inner;
    const variable = target.type === 'Identifier' ? context.origins.variableOf(target) : undefined;
    if (name === undefined || variable === undefined) continue;
    const { discharges, closes } = analysis.effectOn(fn, acquisitions.clientOf(target) ?? unknownClient, new Map([[variable, 'self']]));
    // Keeping a reference to what is borrowed is no contradiction; closing it is.
    if (tags.borrows.has(name) && discharges === 'always' && closes) found.push({ node: parameter, tag: `@borrows ${name}`, does: 'closes it' });
    if (tags.closes.has(name) && discharges === 'never') found.push({ node: parameter, tag: `@closes ${name}`, does: 'does not close it' });
    const storesIt = parameter.type === 'TSParameterProperty';
    if (tags.owns.has(name) && discharges === 'never' && !storesIt) found.push({ node: parameter, tag: `@owns ${name}`, does: 'neither keeps nor closes it' });
  }
  return found;
}
