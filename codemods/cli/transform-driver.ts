/** Drives the transform through jscodeshift's contract; jscodeshift itself is loaded only if a transform asks for it. */
import { createRequire } from 'node:module';
import type { FileOutcome } from '../migrate/file-outcome.ts';
import type { TransformApi, TransformOptions } from '../transforms/safe-close.ts';

export type Migrate = (path: string, source: string, options: TransformOptions) => { readonly outcome: FileOutcome; readonly output: string };

let loaded: Promise<Migrate> | undefined;

/** The transform brings the analysis with it, so it is loaded when the first file needs it. */
export function loadTransform(): Promise<Migrate> {
  loaded ??= import('../transforms/safe-close.ts').then(({ default: transform }): Migrate => {
    const api = createApi();
    return (path, source, options) => {
      let outcome: FileOutcome = { status: 'migrated', path, text: source, sites: [] };
      const output = transform({ path, source }, api, { ...options, onOutcome: (told) => (outcome = told) });
      return { outcome, output: output ?? source };
    };
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
