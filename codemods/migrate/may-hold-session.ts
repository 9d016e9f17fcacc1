/** Whether a file can hold a session: told from its text, a thousand times cheaper than a parse. */
import { namesAClient } from 'eslint-plugin-safely-close/analysis';
import type { AnalysisSettings } from 'eslint-plugin-safely-close/analysis';

interface Mention {
  /** The library's specifiers, in quotes. */
  readonly module: RegExp;
  /** The names of what makes its clients, and of the clients; `undefined` where a file may give them any name. */
  readonly makers: RegExp | undefined;
}

const mentions = new WeakMap<AnalysisSettings, readonly Mention[]>();
const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

function mentionsOf(settings: AnalysisSettings): readonly Mention[] {
  let known = mentions.get(settings);
  if (known === undefined) {
    known = settings.libraries.map(({ modules, clients }): Mention => {
      const makers = clients.flatMap((client) => [
        client.name,
        ...(client.typeNames ?? []),
        ...client.acquiredBy.map((acquisition) => (acquisition.by === 'method' ? acquisition.method : acquisition.export)),
      ]);
      const words = new Set(makers.map((maker) => maker.split('.').at(-1) ?? maker));
      return {
        module: new RegExp(`['"\`](?:node:)?(?:${modules.map(escape).join('|')})(?:/[^'"\`\\n]*)?['"\`]`, 'g'),
        makers: words.has('default') || makers.some((maker) => maker.startsWith('default')) ? undefined : new RegExp(`(?<![\\w$])(?:${[...words].map(escape).join('|')})(?![\\w$])`),
      };
    });
    mentions.set(settings, known);
  }
  return known;
}

/**
 * Stricter than what the linter asks of a text: a library that is imported must also be asked for something that makes a client, or
 * one of its clients be named. `import { readFile } from 'node:fs'` alone makes no session.
 */
export function mayHoldSession(text: string, settings: AnalysisSettings): boolean {
  if (!namesAClient(text, settings)) return false;
  let rest = text;
  for (const { module, makers } of mentionsOf(settings)) if (makers !== undefined && !makers.test(text)) rest = rest.replace(module, '');
  return namesAClient(rest, settings);
}
