/** Leads relative imports to their files, opened once for each of their versions. */
import { basename } from 'node:path';
import { openFile } from '../analysis/analyse-file.ts';
import type { OpenFile } from '../analysis/analyse-file.ts';
import type { AnalysisInput } from '../analysis/file-context.ts';
import type { ForeignFile, ModuleResolver, Reach } from '../analysis/names/origins.ts';
import type { AnalysisSettings } from '../analysis/settings.ts';
import { closureOf } from './imports.ts';
import type { OpenedFiles } from './opened-files.ts';
import { mappedSpecifiers } from './path-mapping.ts';
import type { PathMapping } from './path-mapping.ts';
import { isSource } from './source-files.ts';
import type { Located, SourceFiles } from './source-files.ts';

/** A file's syntax, as a parser gives it. */
export type ParsedModule = Pick<AnalysisInput, 'program' | 'scopeManager' | 'visitorKeys'>;

export interface ProjectModulesOptions {
  readonly files: SourceFiles;
  readonly settings: AnalysisSettings;
  readonly opened: OpenedFiles;
  /** The paths of the file's tsconfig, where they are known; its neighbours are followed by relative imports alone. */
  readonly mapping?: PathMapping | undefined;
  /** Parses a neighbour; may throw where the text is no source. The text has no byte order mark. */
  readonly parse: (path: string, text: string) => ParsedModule | undefined;
}

/** How many files away from the one at hand functions are still looked into. */
const furthest = 16;
/** Characters of the longest neighbour that is looked into: what is longer is a bundle, which nobody wrote by hand. */
const longestNeighbour = 256 * 1024;

/** A resolver for the imports of one file that lead to others of the project. */
export const createProjectModules = (path: string, options: ProjectModulesOptions): ModuleResolver => createProject(options).modulesOf(path);

export interface Project {
  modulesOf(path: string): ModuleResolver;
  /** A file of the project by its path; `undefined` where it is none that can be read. */
  open(path: string): OpenFile | undefined;
}

/** The files of a project as one that looks at them sees them. */
export function createProject({ files, settings, opened, mapping, parse }: ProjectModulesOptions): Project {
  return {
    modulesOf: (path) => resolverFrom(path, 0),
    open(path) {
      const located = files.find(`./${basename(path)}`, path);
      return located?.path === path && isSource(path) ? open(located, 1) : undefined;
    },
  };

  function resolverFrom(from: string, distance: number): ModuleResolver {
    // A module may be asked for at each of its uses.
    const located = new Map<string, Located | undefined>();
    const locateOnce = (specifier: string): Located | undefined => {
      if (!located.has(specifier)) located.set(specifier, locate(specifier, from, distance));
      return located.get(specifier);
    };
    return {
      follows: (specifier) => specifier.startsWith('.') || (distance === 0 && mapping !== undefined && mappedSpecifiers(specifier, from, mapping).length > 0),
      resolve(specifier, reach): ForeignFile | undefined {
        const file = distance < furthest ? locateOnce(specifier) : undefined;
        return file && isSource(file.path) && isWithin(file, reach) ? open(file, distance + 1) : undefined;
      },
    };
  }

  function locate(specifier: string, from: string, distance: number): Located | undefined {
    if (specifier.startsWith('.')) return files.find(specifier, from);
    if (mapping === undefined || distance > 0) return undefined;
    for (const candidate of mappedSpecifiers(specifier, from, mapping)) {
      const file = files.find(candidate, from);
      if (file) return file;
    }
    return undefined;
  }

  function isWithin(file: Located, reach: Reach): boolean {
    if (reach === 'everywhere') return true;
    const closure = closureOf(file, settings, files);
    return reach === 'runtime' ? closure.namesRuntime : closure.asks;
  }

  function open(located: Located, distance: number): OpenFile | undefined {
    const before = opened.get(located.path, files.epoch);
    if (before) return before.file;
    const file = openNeighbour(located, distance);
    opened.set(located.path, files.epoch, file, files.textOf(located).length);
    return file;
  }

  function openNeighbour(located: Located, distance: number): OpenFile | undefined {
    // A half-typed neighbour is left.
    try {
      const text = files.textOf(located).replace(/^\uFEFF/u, '');
      if (text.length > longestNeighbour) return undefined;
      const parsed = parse(located.path, text);
      return parsed && openFile({ ...parsed, text, settings, modules: resolverFrom(located.path, distance) });
    } catch {
      return undefined;
    }
  }
}
