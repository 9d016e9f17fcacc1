/** Whether sessions can come out of a file into those that import it. */
import type { OpenFile } from '../analysis/analyse-file.ts';
import { exportsOf } from '../analysis/module-exports.ts';
import { isFunction, walk } from '../analysis/walk.ts';

/** @returns `true` also where the file only passes on what other modules export. */
export function handsOutSessions(file: OpenFile): boolean {
  const { context, engine } = file;
  const { program, visitorKeys } = context.input;
  const { named, stars } = exportsOf(program);
  if (stars.length > 0) return true;
  for (const exported of named.values()) {
    if (exported.kind === 'from') return true;
    const origin = context.origins.of(exported.node);
    if (origin?.kind === 'module' || origin?.kind === 'foreign') return true;
  }
  let isMaker = false;
  walk(program, visitorKeys, (node) => {
    if (isMaker) return false;
    if (isFunction(node)) isMaker = file.handedOutBy(node) !== undefined;
    else if ((node.type === 'ClassDeclaration' || node.type === 'ClassExpression') && node.superClass !== null) isMaker = engine.acquisitions.clientOfClass(node) !== undefined;
    return !isMaker;
  });
  return isMaker;
}
