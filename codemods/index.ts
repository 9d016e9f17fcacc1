/** The migration as a library: one file's text in, its new text and every site's outcome out. */
export type { ChangedSite, FileOutcome, FileProblem, LeftSite, SiteOutcome } from './migrate/file-outcome.ts';
export { settingsOf } from './migrate/known-settings.ts';
export { migrateSource } from './migrate/migrate-source.ts';
export type { MigrationOptions } from './migrate/migrate-source.ts';
