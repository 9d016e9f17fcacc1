/** Rewrite plans: what the linter's suggestions and the codemod change in a file. They know no file system and nothing of Node. */
export { needsClosing } from './acquisition-edits.ts';
export { canHoldAwaitUsing } from './can-hold-await-using.ts';
export { idioms, isIdiomId } from './idioms.ts';
export { importEdit } from './import-edit.ts';
export type { ModuleSystem } from './module-system.ts';
export { planFile } from './plan-file.ts';
export type { FilePlanOptions } from './plan-file.ts';
export { planSession } from './plan-session.ts';
export { isReasonId, reasonLink, reasons } from './reasons.ts';
export type { Reason } from './reasons.ts';
export { createRewriteFile } from './rewrite-file.ts';
export type { RewriteFile, RewriteOptions } from './rewrite-file.ts';
export { applyEdits } from './rewrite-plan.ts';
export type { CloseStyle, FilePlan, IdiomId, LeftAlone, PlannedSite, ReasonId, Rewrite, RewritePlan, RuntimeName, TextEdit } from './rewrite-plan.ts';
export { packageModuleSystem, projectFactsOf } from './project-facts.ts';
export type { ReadText } from './project-facts.ts';
export { resolveCloseStyle } from './resolve-close-style.ts';
export type { ProjectFacts, ResolvedCloseStyle } from './resolve-close-style.ts';
