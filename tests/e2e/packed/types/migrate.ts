import { migrateSource } from 'safely-close-codemod';
import type { FileOutcome } from 'safely-close-codemod';

export const outcome: FileOutcome = migrateSource('a.js', 'export {};\n', { closeStyle: 'await-using' });
