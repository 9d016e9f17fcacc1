/** Which client a class, an export of a library, or a type is. */
import type { Acquisition, ClientFacts, LibraryFacts } from 'safely-close/clients';
import { annotatedTypes } from '../file-context.ts';
import type { FileContext } from '../file-context.ts';
import type { Origin } from '../names/origins.ts';
import type { ClassNode, Node, TSESTree } from '../syntax/syntax.ts';

export interface FoundClient {
  readonly client: ClientFacts;
  readonly library: string;
}

export interface ClientClasses {
  /** The client that an export makes, by `new` or by a call. */
  readonly fromExport: (origin: Origin, by: 'new' | 'call') => (FoundClient & { readonly acquisition: Acquisition }) | undefined;
  /** The client that a class of this file is, by what it extends. */
  readonly fromClass: (node: ClassNode) => FoundClient | undefined;
  /** The same for a class of another file. */
  readonly fromForeignClass: (origin: Origin & { readonly kind: 'foreign' }) => FoundClient | undefined;
  /** The client that a value is by its declared type, as the type checker sees it. */
  readonly byType: (node: Node) => FoundClient | undefined;
  /** The client that a variable, parameter or field is by the type that is written next to it. */
  readonly ofAnnotation: (pattern: Node) => ClientFacts | undefined;
  /** The client that a type's name stands for. */
  readonly ofTypeName: (name: Node) => ClientFacts | undefined;
}

/** Classes that extend one another this deep are followed. */
const deepest = 10;

/** Whether `module` is one of the library's, or a sub-path of one. */
function leadsTo(module: string, library: LibraryFacts): boolean {
  return library.modules.some((name) => module === name || module.startsWith(`${name}/`));
}

function exportMatches(path: readonly string[], module: string, library: LibraryFacts, wanted: string): boolean {
  const plain = path[0] === 'default' ? path.slice(1) : path;
  if (wanted === 'default') return plain.length === 0 && library.modules.includes(module);
  if (plain.join('.') === wanted) return true;
  // A deep path of the package exports the class under its name or as the default.
  return plain.length === 0 && !library.modules.includes(module) && module.replace(/\.[cm]?js$/u, '').endsWith(`/${wanted}`);
}

export function createClientClasses({ origins, settings, input }: FileContext): ClientClasses {
  const librariesOfModules = new Map<string, readonly LibraryFacts[]>();
  function librariesOf(origin: Origin): readonly LibraryFacts[] {
    const module = origin.kind === 'module' ? origin.module : origin.kind === 'global' ? 'globalThis' : undefined;
    if (module === undefined) return [];
    const before = librariesOfModules.get(module);
    if (before) return before;
    const libraries = settings.libraries.filter((library) => leadsTo(module, library));
    librariesOfModules.set(module, libraries);
    return libraries;
  }

  function fromExport(origin: Origin, by: 'new' | 'call'): (FoundClient & { readonly acquisition: Acquisition }) | undefined {
    const isGlobal = origin.kind === 'global';
    for (const library of librariesOf(origin)) {
      const path = origin.kind === 'module' || origin.kind === 'global' ? origin.path : [];
      const plain = isGlobal && path[0] === 'globalThis' ? path.slice(1) : path;
      for (const client of library.clients) {
        for (const acquisition of client.acquiredBy) {
          if (acquisition.by !== by) continue;
          const matches = origin.kind === 'module' ? exportMatches(path, origin.module, library, acquisition.export) : plain.join('.') === acquisition.export;
          if (matches) return { client, library: library.library, acquisition };
        }
      }
    }
    return undefined;
  }

  function fromClass(node: ClassNode, depth = 0): FoundClient | undefined {
    if (depth > deepest || !node.superClass) return undefined;
    const origin = origins.of(node.superClass);
    if (origin === undefined) return undefined;
    if (origin.kind === 'class') return fromClass(origin.node, depth + 1);
    return origin.kind === 'foreign' ? fromForeignClass(origin) : fromExport(origin, 'new');
  }

  function fromForeignClass(origin: Origin & { readonly kind: 'foreign' }): FoundClient | undefined {
    const { node, file } = origin;
    return node.type === 'ClassDeclaration' || node.type === 'ClassExpression' ? file.engine.acquisitions.clientOfClass(node) : undefined;
  }

  function byType(node: Node): FoundClient | undefined {
    for (const declared of input.types?.classesOf(node) ?? []) {
      for (const library of settings.libraries) {
        if (!library.modules.includes(declared.module) && !library.modules.includes(`node:${declared.module}`)) continue;
        const client = library.clients.find((candidate) => candidate.name === declared.name || candidate.typeNames?.includes(declared.name) === true || candidate.acquiredBy.some((acquisition) => acquisition.by === 'new' && acquisition.export === declared.name));
        if (client) return { client, library: library.library };
      }
    }
    return undefined;
  }

  function ofAnnotation(pattern: Node): ClientFacts | undefined {
    for (const name of annotatedTypes(pattern)) {
      const client = ofTypeName(name);
      if (client) return client;
    }
    return undefined;
  }

  function ofTypeName(name: Node): ClientFacts | undefined {
    const origin = name.type === 'Identifier' ? origins.of(name) : name.type === 'TSQualifiedName' ? originOfQualified(name) : undefined;
    if (origin === undefined || origin.kind === 'function') return undefined;
    if (origin.kind === 'class') return fromClass(origin.node)?.client;
    if (origin.kind === 'foreign') return fromForeignClass(origin)?.client;
    return (fromExport(origin, 'new') ?? fromName(origin))?.client;
  }

  /** A type that only a factory makes is known by the client's name: `http2.ClientHttp2Session`. */
  function fromName(origin: Origin): { client: ClientFacts } | undefined {
    if (origin.kind !== 'module') return undefined;
    const last = origin.path.at(-1);
    for (const library of librariesOf(origin)) {
      const client = library.clients.find((candidate) => candidate.name === last || (last !== undefined && candidate.typeNames?.includes(last) === true));
      if (client) return { client };
    }
    return undefined;
  }

  function originOfQualified(name: TSESTree.TSQualifiedName): Origin | undefined {
    const left = name.left.type === 'Identifier' ? origins.of(name.left) : name.left.type === 'TSQualifiedName' ? originOfQualified(name.left) : undefined;
    return left?.kind === 'module' ? { ...left, path: [...left.path, name.right.name] } : undefined;
  }

  return { fromExport, fromClass: (node) => fromClass(node), fromForeignClass, byType, ofAnnotation, ofTypeName };
}
