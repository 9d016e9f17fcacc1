/** Whether sessions can come out of a file into those that import it. */
import { isLibraryModule } from '../analysis/sessions/candidates.ts';
import { exportsOf } from '../analysis/names/module-exports.ts';
import type { ForeignFile, Origin } from '../analysis/names/origins.ts';
import { isFunction, walk } from '../analysis/syntax/walk.ts';

/** @returns `true` also where the file only passes on what a library or another file of the project exports, and sessions come from that. */
export const handsOutSessions = (file: ForeignFile): boolean => handsOut(file, new Set());

/** @param seen - Files that are being looked through already: in a circle of imports the first of them answers for all. */
function handsOut(file: ForeignFile, seen: Set<ForeignFile>): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  return passesOnSessions(file, seen) || makesSessionsForOthers(file);
}

function passesOnSessions({ context }: ForeignFile, seen: Set<ForeignFile>): boolean {
  const { program, modules, settings } = context.input;
  const { named, stars } = exportsOf(program);

  function comeFromModule(module: string): boolean {
    if (modules?.follows(module) !== true) return isLibraryModule(module, settings);
    const file = modules.resolve(module, 'sessions');
    return (file !== undefined && handsOut(file, seen)) || isLibraryModule(module, settings);
  }

  function comeFrom(origin: Origin | undefined): boolean {
    if (origin?.kind === 'module') return comeFromModule(origin.module);
    return origin?.kind === 'foreign' && handsOut(origin.file, seen);
  }

  return stars.some(comeFromModule) || [...named.values()].some((exported) => (exported.kind === 'from' ? comeFromModule(exported.module) : comeFrom(context.origins.of(exported.node))));
}

/** Whether one of the file's functions gives its caller a session, or one of its classes is a client. */
function makesSessionsForOthers(file: ForeignFile): boolean {
  const { acquisitions } = file.engine;
  const { program, visitorKeys } = file.context.input;
  let isMaker = false;
  walk(program, visitorKeys, (node) => {
    if (isMaker) return false;
    if (isFunction(node)) isMaker = file.handedOutBy(node) !== undefined;
    else if ((node.type === 'ClassDeclaration' || node.type === 'ClassExpression') && node.superClass !== null) isMaker = acquisitions.clientOfClass(node) !== undefined;
    return !isMaker;
  });
  return isMaker;
}
