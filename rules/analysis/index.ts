/** The analysis as the rules, the rewrite plans and the codemod use it. */
export { analyseFile, openFile } from './analyse-file.ts';
export type { FileAnalysis, OpenFile } from './analyse-file.ts';
export { everyElement } from './sessions/acquired.ts';
export { isClosing, isRuntimeCall, isRuntimeFunction } from './names/runtime-calls.ts';
export { namesAClient } from './sessions/candidates.ts';
export { ownClass } from './effects/owner-classes.ts';
export type { AnalysisInput, FileContext } from './file-context.ts';
export type { ForeignFile, ModuleResolver } from './names/origins.ts';
export { isResultIgnored } from './results/ignored-result.ts';
export { isCallbackWithoutReader } from './results/promise-fate.ts';
export type { CloseSite, EscapeSite, LeakPath, RequestSite, SessionBinding, SessionRecord } from './sessions/session-record.ts';
export { readSettings, settingsKey, SettingsError } from './settings.ts';
export type { AnalysisSettings, Mode } from './settings.ts';
export type { FunctionNode, Node, Program, TSESTree } from './syntax/syntax.ts';
