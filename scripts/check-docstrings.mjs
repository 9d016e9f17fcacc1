#!/usr/bin/env node
// Whether everything that the packages export to their users says what it is for: "npm run check:docstrings". Of functions and methods
// also every parameter and what is returned, of functions an example. A line for each gap, and an exit code of 1.
import { fileURLToPath } from 'node:url';
import { Application, ReflectionKind } from 'typedoc';
import { publicModules } from './reference/public-modules.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

const application = await Application.bootstrap({
  entryPoints: Object.values(publicModules).map(({ source }) => `${root}${source}`),
  tsconfig: `${root}tsconfig.json`,
  excludePrivate: true,
  excludeExternals: true,
  excludeInternal: true,
  logLevel: 'Error',
});
const project = await application.convert();
if (project === undefined) throw new Error('The sources could not be read: mend the errors above.');

const isSaid = (comment) => comment !== undefined && (comment.summary.length > 0 || comment.blockTags.length > 0);
const hasTag = (comment, tag) => comment?.blockTags.some((each) => each.tag === tag) === true;
const givesNothing = (type) => /^(?:void|undefined|never|Promise<void>)$/.test(String(type));

/** What a call of it should be said of: `isFunction` where it is one by itself, and no method of something that has the example. */
function gapsOfCall(signature, isFunction) {
  const { comment, parameters = [], type } = signature;
  // "Whether …" and "The …" name what is given by themselves.
  const summary = (comment?.summary ?? []).map(({ text }) => text).join('').trim();
  return [
    ...(isSaid(comment) || (signature.kindOf(ReflectionKind.ConstructorSignature) && parameters.some((parameter) => isSaid(parameter.comment))) ? [] : ['does not say what it is for']),
    ...parameters.filter((parameter) => isFunction && !isSaid(parameter.comment)).map(({ name }) => `does not say what "${name}" is`),
    ...(!isFunction || givesNothing(type) || hasTag(comment, '@returns') || /^(?:Whether|The|A|An|What|Gives) /.test(summary) ? [] : ['does not say what it returns']),
    ...(isFunction && !hasTag(comment, '@example') ? ['has no example'] : []),
  ];
}

function gapsOf(reflection) {
  if (reflection.kindOf(ReflectionKind.Reference)) return [];
  const { signatures = [], children = [], comment } = reflection;
  const name = reflection.getFullName();
  if (signatures.length > 0) return signatures.flatMap((signature) => gapsOfCall(signature, reflection.kindOf(ReflectionKind.Function))).map((gap) => `${name} ${gap}`);
  // Accessors carry their words on the getter.
  const own = comment ?? reflection.getSignature?.comment;
  const inherits = reflection.inheritedFrom !== undefined || reflection.implementationOf !== undefined || reflection.overwrites !== undefined;
  const isTold = isSaid(own) || inherits || reflection.kindOf([ReflectionKind.Constructor, ReflectionKind.Module]);
  const isMember = reflection.kindOf([ReflectionKind.Property, ReflectionKind.EnumMember, ReflectionKind.Accessor, ReflectionKind.Method]);
  return [...(isTold || isMember ? [] : [`${name} does not say what it is for`]), ...children.flatMap(gapsOf)];
}

const gaps = (project.children ?? []).flatMap((module) => (module.children ?? []).flatMap(gapsOf));
for (const gap of new Set(gaps)) console.error(gap);
if (gaps.length > 0) process.exitCode = 1;
else console.log('Every export of the packages says what it is for.');
