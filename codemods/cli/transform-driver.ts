/** Drives the transform through jscodeshift's contract; jscodeshift itself is loaded only if a transform asks for it. */
import { createRequire } from 'node:module';
import type { FileOutcome } from '../migrate/file-outcome.ts';
import type { Neighbours } from '../project/neighbours.ts';
import type { TransformApi, TransformOptions } from '../transforms/safe-close.ts';

export type Migrate = (path: string, source: string, options: TransformOptions) => { readonly outcome: FileOutcome; readonly output: string };

/** What does the work; it brings the analysis with it. */
export interface Driver {
  readonly migrate: Migrate;
  readonly createNeighbours: (texts?: ReadonlyMap<string, string>) => Neighbours;
}

let loaded: Promise<Driver> | undefined;

/** The transform brings the analysis with it, so it is loaded when the first file needs it. */
export function loadTransform(): Promise<Driver> {
  loaded ??= Promise.all([import('../transforms/safe-close.ts'), import('../project/neighbours.ts')]).then(([{ default: transform }, { createNeighbours }]): Driver => {
    const api = createApi();
    const migrate: Migrate = (path, source, options) => {
      let outcome: FileOutcome = { status: 'migrated', path, text: source, sites: [], handsOutSessions: false };
      const output = transform({ path, source }, api, { ...options, onOutcome: (told) => (outcome = told) });
      return { outcome, output: output ?? source };
    };
    return { migrate, createNeighbours };
  });
  return loaded;
}

/** The object that jscodeshift gives to transforms: `j`, `jscodeshift`, `stats`, `report`. */
function createApi(): TransformApi & { readonly j: unknown; readonly jscodeshift: unknown } {
  const require = createRequire(import.meta.url);
  return {
    get j(): unknown {
      return require('jscodeshift') as unknown;
    },
    get jscodeshift(): unknown {
      return require('jscodeshift') as unknown;
    },
    stats: () => undefined,
    report: () => undefined,
  };
}
