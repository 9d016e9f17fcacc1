/** The files of a project as the linter and the codemod follow them: what is imported, opened, and handed out. */
export { handsOutSessions } from './hands-out-sessions.ts';
export { leadsToSession, relativeImportsOf } from './imports.ts';
export { createOpenedFiles } from './opened-files.ts';
export type { OpenedFiles } from './opened-files.ts';
export { createProject, createProjectModules } from './project-modules.ts';
export type { ParsedModule, Project, ProjectModulesOptions } from './project-modules.ts';
export { createRecentFiles } from './recent-files.ts';
export { usesElsewhere } from './uses-elsewhere.ts';
export type { Importer, UseElsewhere, UsesElsewhere } from './uses-elsewhere.ts';
export { scopesOf } from './scopes-of.ts';
export { createSourceFiles, isSource } from './source-files.ts';
export type { Located, SourceFiles, SourceFilesOptions } from './source-files.ts';
export { mappedSpecifiers } from './path-mapping.ts';
export type { PathMapping } from './path-mapping.ts';
