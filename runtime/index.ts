/**
 * Closing clients so that nothing stays behind: promises settle, transfers stop, sockets go, and the report says how.
 */
export { closeAll } from './close-all.ts';
export { closeOnSignals } from './close-on-signals.ts';
export type { CloseOnSignalsOptions, EndSignal } from './close-on-signals.ts';
export { closing } from './closing.ts';
export { configure } from './configuration.ts';
export type { Configuration, OnLeft, Stacks } from './configuration.ts';
export { defineClient } from './define-client.ts';
export type { ClientDefinition } from './define-client.ts';
export { SafelyCloseError, SessionClosedError, isSessionClosed } from './errors.ts';
export type { SafelyCloseErrorCode } from './errors.ts';
export type { ClosedEvent, ClosePhaseEvent } from './escalation/announce.ts';
export type { Attempt, ClosingWork, Step, WorkItem } from './escalation/work.ts';
export type { AbortSignalLike, CloseOptions, CloseTimes } from './options.ts';
export { openHandles } from './open-handles/index.ts';
export type { OpenHandle } from './open-handles/index.ts';
export { openSessions } from './open-sessions.ts';
export type { SessionEvent } from './registry.ts';
export type { OpenSession } from './open-sessions.ts';
export type { CloseReport, ClosedItem, FellIn, ItemKind, Phase } from './report.ts';
export { CloseFailedError, safelyCloseClient } from './safely-close-client.ts';
