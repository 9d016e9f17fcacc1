/** What can be wrong with how a class closes what it makes. */
import type { Finding } from '../rule/create-rule.ts';

export type OwnerDefect = 'noDispose' | 'forgotten' | 'someWays' | 'constructorFails' | 'clearedLate' | 'overwritten' | 'forgottenSuper';

export type OwnerFinding = Finding<OwnerDefect>;
