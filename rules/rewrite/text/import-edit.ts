/** The one edit that imports the runtime: merged with an import that is there, else a new statement in the file's own style. */
import type { Program, TSESTree } from '../../analysis/syntax/syntax.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import type { RuntimeName, TextEdit } from '../rewrite-plan.ts';
import { isRequireOf, runtimeExpression, runtimeImportOf } from './runtime-names.ts';
import { indentAt, lineEndOf, startsItsLine } from './text-lines.ts';

/**
 * @param names - The exports that the rewritten code calls.
 * @param edits - What is rewritten: a name of which every use goes with it is taken out of the import.
 * @returns The edit, or `undefined` where the file imports all of them already.
 */
export function importEdit(names: Iterable<RuntimeName>, file: RewriteFile, edits: readonly TextEdit[] = []): TextEdit | undefined {
  const existing = runtimeImportOf(file);
  if (existing.namespace !== undefined) return undefined;
  const missing = [...new Set(names)].filter((name) => !existing.locals.has(name)).sort();
  const needed = new Set<string>(names);
  const unused = [...existing.locals].filter(([name, local]) => !needed.has(name) && isGone(local, file, edits)).map(([name]) => name);
  if (missing.length === 0 && (unused.length === 0 || existing.extendable === undefined)) return undefined;
  const specifiers = missing.map((name) => ({ name, local: runtimeExpression(name, file) ?? name }));
  if (existing.extendable !== undefined) return extendImport(existing.extendable, specifiers, unused, file);
  return newImport(specifiers, file);
}

interface Specifier {
  readonly name: RuntimeName;
  readonly local: string;
}

function write({ name, local }: Specifier, separator: ' as ' | ': '): string {
  return name === local ? name : `${name}${separator}${local}`;
}

function extendImport(target: TSESTree.ImportDeclaration | TSESTree.ObjectPattern, specifiers: readonly Specifier[], unused: readonly string[], file: RewriteFile): TextEdit {
  const isImport = target.type === 'ImportDeclaration';
  const elements = isImport ? target.specifiers.filter((specifier) => specifier.type === 'ImportSpecifier') : target.properties;
  const written = specifiers.map((specifier) => write(specifier, isImport ? ' as ' : ': '));
  const last = elements.at(-1);
  if (last === undefined) {
    const brace = file.text.indexOf('{', target.range[0]) + 1;
    return { start: brace, end: brace, text: ` ${written.join(', ')} ` };
  }
  const end = last.range[1];
  const [first] = elements;
  const kept = elements.filter((element) => !unused.includes(exportedName(element)));
  if (kept.length < elements.length && first !== undefined) {
    if (kept.length + written.length === 0) return removeImport(target, file);
    const gap = startsItsLine(file.text, last.range[0]) ? `,${file.style.endOfLine}${indentAt(file.text, last.range[0])}` : ', ';
    return { start: first.range[0], end, text: [...kept.map((element) => file.text.slice(...element.range)), ...written].join(gap) };
  }
  const separator = startsItsLine(file.text, last.range[0]) ? `,${file.style.endOfLine}${indentAt(file.text, last.range[0])}` : ', ';
  return { start: end, end, text: written.map((name) => separator + name).join('') };
}

function exportedName(element: TSESTree.ImportSpecifier | TSESTree.Property | TSESTree.RestElement): string {
  if (element.type === 'ImportSpecifier') return element.imported.type === 'Identifier' ? element.imported.name : element.imported.value;
  return element.type === 'Property' && element.key.type === 'Identifier' ? element.key.name : '';
}

function removeImport(target: TSESTree.ImportDeclaration | TSESTree.ObjectPattern, file: RewriteFile): TextEdit {
  const statement = target.type === 'ImportDeclaration' ? target : target.parent.parent;
  const [start, end] = statement?.range ?? target.range;
  const lineEnd = lineEndOf(file.text, end);
  return { start, end: file.text.slice(end, lineEnd).trim() === '' ? nextLine(file.text, end) : end, text: '' };
}

/** Whether every use of a local name stands in text that is replaced. */
function isGone(local: string, { ast, scopeManager, text }: RewriteFile, edits: readonly TextEdit[]): boolean {
  const variable = scopeManager.scopes.flatMap((scope) => scope.variables).find((candidate) => candidate.name === local && candidate.identifiers.some((identifier) => ast.body.some((statement) => statement.range[0] <= identifier.range[0] && identifier.range[1] <= statement.range[1])));
  const uses = variable?.references.filter((reference) => reference.init !== true) ?? [];
  const stillWritten = edits.some((edit) => new RegExp(`\\b${local.replaceAll('$', String.raw`\$`)}\\b`).test(edit.text));
  return uses.length > 0 && !stillWritten && text !== '' && uses.every(({ identifier }) => edits.some((edit) => edit.start <= identifier.range[0] && identifier.range[1] <= edit.end));
}

function newImport(specifiers: readonly Specifier[], file: RewriteFile): TextEdit {
  const { endOfLine, quote, semicolon } = file.style;
  const isModule = file.moduleSystem === 'esm';
  const names = specifiers.map((specifier) => write(specifier, isModule ? ' as ' : ': ')).join(', ');
  const module = `${quote}${file.runtimeModule}${quote}`;
  const statement = isModule ? `import { ${names} } from ${module}${semicolon}` : `const { ${names} } = require(${module})${semicolon}`;
  const neighbour = lastLeadingImport(file.ast, isModule);
  if (neighbour !== undefined) {
    // A comment at the end of the line belongs to the statement before it.
    const end = lineEndOf(file.text, neighbour.range[1]);
    const isAlone = !file.ast.body.some((other) => other.range[0] >= neighbour.range[1] && other.range[0] < end) && !isInsideComment(end, file.ast);
    return isAlone ? { start: end, end, text: endOfLine + statement } : { start: neighbour.range[1], end: neighbour.range[1], text: ` ${statement}` };
  }
  const start = afterPreamble(file);
  const gap = file.text.slice(start).trim() === '' ? endOfLine : endOfLine + endOfLine;
  const before = start > 0 && !/[\r\n]$/.test(file.text.slice(0, start)) ? endOfLine : '';
  return { start, end: start, text: before + statement + gap };
}

const isInsideComment = (offset: number, ast: Program): boolean => (ast.comments ?? []).some((comment) => comment.range[0] < offset && offset < comment.range[1]);

/** The last import (or `require` declaration) of those that the file begins with. */
function lastLeadingImport(ast: Program, isModule: boolean): TSESTree.ProgramStatement | undefined {
  let last: TSESTree.ProgramStatement | undefined;
  for (const statement of ast.body) {
    if (isDirective(statement)) continue;
    const imports = statement.type === 'ImportDeclaration' || statement.type === 'TSImportEqualsDeclaration' || (!isModule && isRequireDeclaration(statement));
    if (!imports) break;
    last = statement;
  }
  return last;
}

function isRequireDeclaration(statement: TSESTree.ProgramStatement): boolean {
  return (
    statement.type === 'VariableDeclaration' &&
    statement.declarations.every(({ init }) => {
      if (init === null) return false;
      let object: TSESTree.Expression = init;
      for (;;) {
        if (object.type === 'MemberExpression') object = object.object;
        else if (object.type === 'CallExpression' && object.callee.type === 'MemberExpression') object = object.callee.object;
        else return isRequireOf(object);
      }
    })
  );
}

const isDirective = (statement: TSESTree.ProgramStatement): boolean => statement.type === 'ExpressionStatement' && typeof statement.directive === 'string';

/** Where the file's own code starts: after the hashbang, directives, and comments that an empty line sets apart. */
function afterPreamble({ ast, text }: RewriteFile): number {
  const firstCode = ast.body.find((statement) => !isDirective(statement));
  const lastDirective = ast.body.filter(isDirective).at(-1);
  let start = /^#!.*(?:\r\n|\n|\r)?/.exec(text)?.[0].length ?? 0;
  if (lastDirective !== undefined) start = nextLine(text, lastDirective.range[1]);
  for (const comment of ast.comments ?? []) {
    if (comment.range[0] < start || (firstCode !== undefined && comment.range[0] > firstCode.range[0])) continue;
    const after = nextLine(text, comment.range[1]);
    const isSetApart = /^[ \t]*(?:\r\n|\n|\r)/.test(text.slice(after)) || firstCode === undefined;
    if (isSetApart) start = after;
  }
  const blank = /^(?:[ \t]*(?:\r\n|\n|\r))+/.exec(text.slice(start));
  return start > 0 && blank !== null ? start + blank[0].length : start;
}

function nextLine(text: string, offset: number): number {
  const end = lineEndOf(text, offset);
  const lineBreak = /^(?:\r\n|\n|\r)/.exec(text.slice(end));
  return end + (lineBreak?.[0].length ?? 0);
}
