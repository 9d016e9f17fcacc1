import type { SessionRecord } from './analysis/sessions/session-record.ts';
import type { ClassNode } from './analysis/syntax/syntax.ts';
import { checkContainers } from './owners/check-containers.ts';
import { checkField } from './owners/check-field.ts';
import { checkStatics } from './owners/check-statics.ts';
import { checkSuper } from './owners/check-super.ts';
import { isMaker } from './owners/owner-fields.ts';
import type { OwnerDefect } from './owners/owner-finding.ts';
import { createRule } from './rule/create-rule.ts';

/** A class that makes a session and keeps it must close it when it is closed itself. */
export const requireOwnerDispose = createRule<OwnerDefect>('require-owner-dispose', {
  type: 'problem',
  description: 'Require a class to close the sessions that it makes and keeps in fields.',
  hasSuggestions: false,
  messages: {
    noDispose: 'The class makes "{{name}}" and has no method that closes it. Add "async [Symbol.asyncDispose]() { await {{cure}}; }".',
    forgotten: '"{{method}}" closes the class without closing "{{name}}", which the class makes. Add "await {{cure}}" to it.',
    someWays: '"{{method}}" closes "{{name}}" on some ways only: line {{line}} leaves it open. Close it first, or in a "finally".',
    constructorFails: '"{{name}}" stays open when line {{line}} of the constructor throws: nobody has the object then. Make it last, or close it in a "catch".',
    clearedLate: '"{{name}}" is cleared on line {{line}} only after a close that may fail, and then keeps a session that is half closed. Take it out of the field first, then close it.',
    overwritten: '"{{name}}" may still be open when this puts something else in its place. Close the old one first.',
    forgottenSuper: '"{{method}}" hides the one of the base class, which closes "{{name}}". Call "await super.{{method}}()" in it.',
  },
  *check(input) {
    const fieldsOf = new Map<ClassNode, Map<string, SessionRecord[]>>();
    for (const session of [...input.analysis.sessions, ...input.analysis.owners]) {
      if (!session.field || session.disposal !== undefined || isMaker(session)) continue;
      const fields = fieldsOf.get(session.field.classNode) ?? new Map<string, SessionRecord[]>();
      fieldsOf.set(session.field.classNode, fields);
      fields.set(session.field.name, [...(fields.get(session.field.name) ?? []), session]);
    }
    for (const [classNode, fields] of fieldsOf) {
      for (const [name, sessions] of fields) yield* checkField(classNode, name, sessions, input);
    }
    yield* checkContainers(input);
    if (input.settings.mode === 'strict') yield* checkStatics(input);
    for (const classNode of input.analysis.classes) yield* checkSuper(classNode, input);
  },
});
