/** Closes a session that a test's set-up makes in the matching tear-down: `afterEach(() => safelyCloseClient(s))`. */
import { tearDownOf } from '../../analysis/names/known-calls.ts';
import { hookOf } from '../../analysis/results/ignored-result.ts';
import type { SessionRecord } from '../../analysis/sessions/session-record.ts';
import type { CallExpression, Node, TSESTree, Variable } from '../../analysis/syntax/syntax.ts';
import { isFunction, isWithin } from '../../analysis/syntax/walk.ts';
import { insert, shared } from '../text/changes.ts';
import type { Change } from '../text/changes.ts';
import { leave } from '../decision.ts';
import type { Outcome } from '../decision.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { runtimeExpression } from '../text/runtime-names.ts';
import { statementOf } from '../questions/surroundings.ts';
import { indentAt } from '../text/text-lines.ts';

export function addTearDown(session: SessionRecord, file: RewriteFile): Outcome {
  const safe = runtimeExpression('safelyCloseClient', file);
  if (safe === undefined) return leave('name-clash');
  const hook = setUpAround(session.acquisition, file);
  const statement = hook && statementOf(hook.call);
  const tearDown = hook && tearDownOf.get(hook.name)?.[0];
  const variable = statement && session.variables.find((name) => isSeenAt(statement, name));
  if (hook === undefined || tearDown === undefined || variable === undefined || statement?.type !== 'ExpressionStatement') return leave('owned-by-test-hook');
  // What a tear-down works with, or closes itself in the end, must not be closed before it.
  if (isUsedInTearDown(session, tearDownOf.get(hook.name) ?? [], file)) return leave(session.closes.length > 0 ? 'closed-on-some-paths' : 'owned-by-test-hook');
  const callee = tearDownCallee(hook.call.callee, hook.name, tearDown, file);
  if (callee === undefined) return leave('owned-by-test-hook');
  const { endOfLine, semicolon } = file.style;
  const indent = indentAt(file.text, statement.range[0]);
  const text = `${endOfLine}${endOfLine}${indent}${callee.text}(() => ${safe}(${variable.name}))${semicolon}`;
  return { outcome: 'rewrite', idiom: 'test-hook', changes: [insert(statement.range[1], text), ...callee.changes], dropped: [], runtimeNames: ['safelyCloseClient'] };
}

function isUsedInTearDown({ variables }: SessionRecord, tearDowns: readonly string[], file: RewriteFile): boolean {
  const names = new Set(tearDowns);
  return variables.some((variable) => variable.references.some(({ identifier }) => hooksAround(identifier, file).some(({ name }) => names.has(name))));
}

/** Whether a variable's name means it beside a statement: one of the set-up's own, a callback's parameter perhaps, does not. */
function isSeenAt(statement: Node, variable: Variable): boolean {
  const { block } = variable.scope;
  return block.type === 'Program' || (block !== statement && isWithin(statement, block));
}

interface Hook {
  readonly name: string;
  readonly call: CallExpression;
}

const setUpAround = (node: Node, file: RewriteFile): Hook | undefined => hooksAround(node, file).find(({ name }) => tearDownOf.has(name));

/** The calls of a test runner's hooks that a node stands in, the nearest first. */
function hooksAround(node: Node, file: RewriteFile): Hook[] {
  const hooks: Hook[] = [];
  for (let outer: Node | undefined = node; outer; outer = outer.parent) {
    if (!isFunction(outer) || outer.parent.type !== 'CallExpression') continue;
    const name = hookOf(file.context, outer);
    if (name !== undefined) hooks.push({ name, call: outer.parent });
  }
  return hooks;
}

/** How the tear-down is written where the set-up is written as `setUp`: `beforeEach` → `afterEach`, `test.before` → `test.after`. */
function tearDownCallee(setUp: Node, name: string, tearDown: string, file: RewriteFile): { readonly text: string; readonly changes: readonly Change[] } | undefined {
  if (setUp.type === 'MemberExpression') {
    if (setUp.computed || setUp.property.type !== 'Identifier' || setUp.property.name !== name) return undefined;
    return { text: `${file.text.slice(...setUp.object.range)}.${tearDown}`, changes: [] };
  }
  if (setUp.type !== 'Identifier' || setUp.name !== name) return undefined;
  const definition = file.origins.variableOf(setUp)?.defs[0]?.node as Node | undefined;
  if (definition === undefined) return { text: tearDown, changes: [] };
  const change = alsoImport(definition, tearDown, file);
  return change === undefined ? undefined : { text: tearDown, changes: change };
}

/** Imports the tear-down from where the set-up comes, unless it is there already; `undefined` where its name is taken. */
function alsoImport(definition: Node, tearDown: string, file: RewriteFile): readonly Change[] | undefined {
  const names = importedNames(definition);
  if (names === undefined) return undefined;
  if (names.some(([exported, local]) => exported === tearDown && local === tearDown)) return [];
  const isTaken = file.scopeManager.scopes.some((scope) => (scope.set.get(tearDown)?.defs.length ?? 0) > 0);
  return isTaken ? undefined : [shared(insert(definition.range[1], `, ${tearDown}`))];
}

function importedNames(definition: Node): readonly (readonly [exported: string, local: string])[] | undefined {
  if (definition.type === 'ImportSpecifier' && definition.parent.type === 'ImportDeclaration') {
    return definition.parent.specifiers.flatMap((specifier) => (specifier.type === 'ImportSpecifier' && specifier.imported.type === 'Identifier' ? [[specifier.imported.name, specifier.local.name] as const] : []));
  }
  if (definition.type !== 'VariableDeclarator' || definition.id.type !== 'ObjectPattern') return undefined;
  return definition.id.properties.flatMap((property: TSESTree.Property | TSESTree.RestElement) =>
    property.type === 'Property' && property.key.type === 'Identifier' && property.value.type === 'Identifier' ? [[property.key.name, property.value.name] as const] : [],
  );
}
