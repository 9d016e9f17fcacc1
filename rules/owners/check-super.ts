/** What a class's own closing must leave to the base class's. */
import type { ClassNode } from '../analysis/syntax/syntax.ts';
import type { RuleInput } from '../rule/create-rule.ts';
import { lineOf } from '../rule/places.ts';
import { isMaker } from './owner-fields.ts';
import type { OwnerFinding } from './owner-finding.ts';
import { closingMethod } from '../analysis/sessions/closing-method.ts';
import { disposeNames, effectOf, methodsOf, shown } from './owner-methods.ts';

/** What a class that extends another leaves open when it is closed. */
export function* checkSuper(classNode: ClassNode, input: RuleInput): Iterable<OwnerFinding> {
  yield* checkFieldsOfBase(classNode, input);
  yield* checkClient(classNode, input);
}

/** A class that is a client itself, by what it extends: a close of its own must lead to the library's. */
function* checkClient(classNode: ClassNode, { analysis, settings }: RuleInput): Iterable<OwnerFinding> {
  const client = analysis.acquisitions?.clientOfClass(classNode)?.client;
  if (client === undefined || isMaker({ client })) return;
  for (const { name, fn, node } of methodsOf(classNode)) {
    if (closingMethod(client, name) === undefined) continue;
    const own = analysis.exploreFrom(fn, client, new Map([['this', 'self']]));
    const leak = own.leaks.find(({ kind }) => kind !== 'overwritten');
    if (leak === undefined) continue;
    const isNever = own.closedPaths === 0 && own.handedPaths === 0;
    if (!isNever && settings.mode === 'recommended') continue;
    yield { node: node.key, messageId: isNever ? 'forgottenSuper' : 'someWays', data: { name: 'this', method: shown(name), line: lineOf(leak.node) } };
  }
}

/** A dispose method that hides the base's, which closes the base's sessions, must call it. */
function* checkFieldsOfBase(classNode: ClassNode, { analysis }: RuleInput): Iterable<OwnerFinding> {
  const { context } = analysis;
  const base = context?.baseOf(classNode);
  const acquisitions = base?.file?.engine.acquisitions ?? analysis.acquisitions;
  if (base === undefined || acquisitions === undefined) return;
  const fields = [...acquisitions.sessionsInFields(base.classNode)].filter(([, { client }]) => !isMaker({ client }));
  for (const method of fields.length === 0 ? [] : methodsOf(classNode)) {
    const hidden = disposeNames.test(method.name) ? methodsOf(base.classNode).find((candidate) => candidate.name === method.name) : undefined;
    if (!hidden) continue;
    for (const [name, { client, holding }] of fields) {
      const places = new Map([[`this.${name}`, holding]]);
      if (effectOf(base.file ? { ...hidden, file: base.file } : hidden, client, places, analysis).discharges === 'never') continue;
      const own = analysis.exploreFrom(method.fn, client, places);
      const [leak] = own.leaks.filter(({ kind }) => kind !== 'overwritten');
      if (leak === undefined) continue;
      const isNever = own.closedPaths === 0 && own.handedPaths === 0;
      yield { node: method.node.key, messageId: isNever ? 'forgottenSuper' : 'someWays', data: { name: `this.${name}`, method: shown(method.name), line: lineOf(leak.node) } };
      break;
    }
  }
}
