/** The files around those of a run, as their functions are asked about: all at one moment of the run. */
import { createProjectModules, createSourceFiles } from 'eslint-plugin-safely-close/project';
import type { OpenedFiles } from 'eslint-plugin-safely-close/project';
import type { AnalysisSettings, ModuleResolver } from 'eslint-plugin-safely-close/analysis';
import { parseSource } from '../migrate/parse-source.ts';

export interface Neighbours {
  /** Leads the relative imports of the file at `path` (absolute) to their files. */
  modulesOf(path: string, settings: AnalysisSettings): ModuleResolver;
}

/**
 * @param texts - What stands for the files on disk, by absolute path: what the run has planned for them so far. Everything else is
 * read from disk once.
 */
export function createNeighbours(texts?: ReadonlyMap<string, string>): Neighbours {
  const files = createSourceFiles({ freshMs: Infinity, ...(texts === undefined ? {} : { texts }) });
  const opened: OpenedFiles = new Map();
  return { modulesOf: (path, settings) => createProjectModules(path, { files, settings, opened, parse: parseSource }) };
}
