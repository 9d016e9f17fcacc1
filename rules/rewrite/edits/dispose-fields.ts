/** Gives a class that keeps sessions in fields, and has no way to end them, an `async [Symbol.asyncDispose]()` that closes them. */
import type { SessionRecord } from '../../analysis/sessions/session-record.ts';
import type { ClassNode } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import { isField } from '../../analysis/syntax/walk.ts';
import { insert } from '../text/changes.ts';
import type { Change } from '../text/changes.ts';
import { leave } from '../decision.ts';
import type { Decision, Outcome } from '../decision.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { runtimeExpression } from '../text/runtime-names.ts';
import { indentAt, startsItsLine } from '../text/text-lines.ts';

/** Methods by which a class may be ended already: then a person must say which of them closes the session. */
const endsItself = /^(?:@@(?:async)?[dD]ispose|(?:close|dispose|destroy|end|stop|shutdown|disconnect|quit|terminate|release|teardown|cleanup)\w*)$/;

/** @returns `undefined` where one of the class's own methods ends the field already. */
export function disposeField(session: SessionRecord, file: RewriteFile): Outcome | undefined {
  const { field } = session;
  // What is lost before it reaches the field, no method of the class can close.
  if (field === undefined || session.closes.length > 0 || session.leaks.length > 0) return undefined;
  const methods = field.classNode.body.body.filter((member) => member.type === 'MethodDefinition' || isField(member));
  const enders = methods.filter((member) => !member.static && endsItself.test(propertyName(member) ?? ''));
  if (enders.some((member) => file.text.slice(...member.range).includes(`this.${field.name}`))) return undefined;
  // Which of the class's own methods shall close the field as well is for a person to say.
  if (enders.length > 0) return leave('owned-by-class');
  const base = baseOf(field.classNode, file);
  // Whether a class from elsewhere disposes of anything cannot be seen here.
  if (base === 'unknown') return leave('owned-by-class');
  if (runtimeExpression('safelyCloseClient', file) === undefined) return leave('name-clash');
  return { outcome: 'rewrite', idiom: 'class-field', changes: [], dropped: [], runtimeNames: ['safelyCloseClient'], disposes: { classNode: field.classNode, field: field.name } };
}

function baseOf(classNode: ClassNode, file: RewriteFile): ClassNode | 'none' | 'unknown' {
  if (classNode.superClass === null) return 'none';
  return file.context.classOf(classNode.superClass) ?? 'unknown';
}

/** One method for each class, for all of its fields: the last one made is closed first, the base class's own come last. */
export function disposeMethods(decisions: readonly Decision[], file: RewriteFile): Change[] {
  const fieldsOf = new Map<ClassNode, string[]>();
  for (const { disposes } of decisions) {
    if (disposes === undefined) continue;
    const fields = fieldsOf.get(disposes.classNode) ?? [];
    if (!fields.includes(disposes.field)) fields.push(disposes.field);
    fieldsOf.set(disposes.classNode, fields);
  }
  return [...fieldsOf].map(([classNode, fields]) => disposeMethod(classNode, fields, fieldsOf, file));
}

function disposeMethod(classNode: ClassNode, fields: readonly string[], gains: ReadonlyMap<ClassNode, unknown>, file: RewriteFile): Change {
  const { text } = file;
  const { endOfLine, indentUnit, semicolon } = file.style;
  const safe = runtimeExpression('safelyCloseClient', file) ?? 'safelyCloseClient';
  const last = classNode.body.body.at(-1);
  const outer = indentAt(text, classNode.body.range[1] - 1);
  const indent = last !== undefined && startsItsLine(text, last.range[0]) ? indentAt(text, last.range[0]) : outer + indentUnit;
  const base = baseOf(classNode, file);
  const disposesBase = typeof base !== 'string' && (gains.has(base) || hasAsyncDispose(base));
  const lines = [
    ...fields.toReversed().map((field) => `await ${safe}(this.${field})${semicolon}`),
    ...(disposesBase ? [`await super[Symbol.asyncDispose]()${semicolon}`] : []),
  ];
  const result = file.isTypeScript ? ': Promise<void>' : '';
  const modifier = disposesBase && file.isTypeScript && usesOverride(classNode) ? 'override ' : '';
  const method = [`${indent}${modifier}async [Symbol.asyncDispose]()${result} {`, ...lines.map((line) => indent + indentUnit + line), `${indent}}`].join(endOfLine);
  const end = last?.range[1] ?? classNode.body.range[0] + 1;
  return insert(end, `${endOfLine}${last === undefined ? '' : endOfLine}${method}${last === undefined ? endOfLine + outer : ''}`);
}

const hasAsyncDispose = (classNode: ClassNode): boolean => classNode.body.body.some((member) => member.type === 'MethodDefinition' && propertyName(member) === '@@asyncDispose');

/** Whether the class marks what it overrides, as `noImplicitOverride` wants it. */
const usesOverride = (classNode: ClassNode): boolean => classNode.body.body.some((member) => (member.type === 'MethodDefinition' || isField(member)) && member.override);
