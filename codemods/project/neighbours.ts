/** The files around those of a run, as their functions are asked about: all at one moment of the run. */
import { relative } from 'node:path';
import { createOpenedFiles, createProject, createSourceFiles, usesElsewhere } from 'eslint-plugin-safely-close/project';
import type { Importer, Project, UsesElsewhere } from 'eslint-plugin-safely-close/project';
import type { AnalysisSettings, ModuleResolver } from 'eslint-plugin-safely-close/analysis';
import { parseSource } from '../migrate/parse-source.ts';

export interface Neighbours {
  /** Leads the relative imports of the file at `path` (absolute) to their files. */
  modulesOf(path: string, settings: AnalysisSettings): ModuleResolver;
  /** What other files do with the exports of the file at `path`. */
  usesOf(path: string, callers: CallersInView, settings: AnalysisSettings): (name: string) => UsesElsewhere;
}

/** The files that import one, where these are all that can; else what hides others: a whole sentence. */
export type CallersInView = { readonly all: true; readonly importers: readonly string[] } | { readonly all: false; readonly because: string };

/** Characters of the neighbours that are open at a time; their trees are most of what a run needs of memory. */
const mostOpened = 1_000_000;

/**
 * @param texts - What stands for the files on disk, by absolute path: what the run has planned for them so far. Everything else is
 * read from disk once.
 */
export function createNeighbours(texts?: ReadonlyMap<string, string>): Neighbours {
  const files = createSourceFiles({ freshMs: Infinity, ...(texts === undefined ? {} : { texts }) });
  const opened = createOpenedFiles(mostOpened);
  const projectOf = (settings: AnalysisSettings): Project => createProject({ files, settings, opened, parse: parseSource });
  return {
    modulesOf: (path, settings) => projectOf(settings).modulesOf(path),
    usesOf: (path, callers, settings) => (name) => {
      if (!callers.all) return callers;
      const importers: Importer[] = [];
      for (const importer of callers.importers) {
        const file = projectOf(settings).open(importer);
        const shown = relative(process.cwd(), importer);
        if (file === undefined) return { all: false, because: `${shown} imports it and cannot be read.` };
        importers.push({ name: shown, file, leadsHere: (specifier) => specifier.startsWith('.') && files.find(specifier, importer)?.path === path });
      }
      return usesElsewhere(name, importers);
    },
  };
}
