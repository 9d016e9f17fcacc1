/** The analysis as the rules, the rewrite plans and the codemod use it. */
export { analyseFile, openFile } from './analyse-file.ts';
export type { FileAnalysis, OpenFile } from './analyse-file.ts';
export { everyElement, isClosing, isRuntimeCall, isRuntimeFunction } from './acquisitions.ts';
export { namesAClient } from './candidates.ts';
export { ownClass } from './owner-classes.ts';
export type { AnalysisInput, FileContext } from './file-context.ts';
export type { ForeignFile, ModuleResolver } from './origins.ts';
export { isResultIgnored } from './ignored-result.ts';
export { isCallbackWithoutReader } from './promise-fate.ts';
export type { CloseSite, EscapeSite, LeakPath, RequestSite, SessionBinding, SessionRecord } from './session-record.ts';
export { readSettings, settingsKey, SettingsError } from './settings.ts';
export type { AnalysisSettings, Mode } from './settings.ts';
export type { FunctionNode, Node, Program, TSESTree } from './syntax.ts';
