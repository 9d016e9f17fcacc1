/**
 * The code in the documentation, read from its Markdown: a fence says in its first line what its code is.
 *
 * - `incorrect`: each line that is reported ends in a comment `✗`, followed by the rule's name where the page is no rule's own.
 * - `correct`: nothing is reported on it.
 * - `suggestion`: what the first suggestion on the incorrect code before it makes of that, without the marks.
 * - `message`: what is said of the incorrect code before it, a line each.
 * - `settings`: holds for the code that follows under the same heading; evaluated as the properties of an object.
 *
 * Further words: `strict` for that mode, `only` for the page's rule alone, `default` for code to which the settings above do not apply.
 */
import { readFileSync } from 'node:fs';

export type FenceKind = 'incorrect' | 'correct' | 'suggestion' | 'fix' | 'message' | 'settings';

export interface Fence {
  readonly kind: FenceKind | undefined;
  readonly language: string;
  readonly words: readonly string[];
  readonly code: string;
  /** The line of the page on which the code begins. */
  readonly line: number;
  /** What it stands under: the text of the heading before it. */
  readonly heading: string;
  /** The settings under the same heading. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const kinds: readonly string[] = ['incorrect', 'correct', 'suggestion', 'fix', 'message', 'settings'] satisfies readonly FenceKind[];

/** Settings are written as the properties of an object. */
const evaluate = (properties: string): Record<string, unknown> => new Function(`return {${properties}};`)() as Record<string, unknown>;

/** All fenced code of a page, in order. */
export function fencesOf(path: string): readonly Fence[] {
  const fences: Fence[] = [];
  let settings: Record<string, unknown> = {};
  let heading = '';
  let open: { info: string; line: number; code: string[] } | undefined;
  for (const [index, text] of readFileSync(path, 'utf8').split('\n').entries()) {
    const fence = /^```(.*)$/.exec(text)?.[1];
    if (open === undefined) {
      heading = /^#+ (.+)$/.exec(text)?.[1] ?? heading;
      if (/^##? /.test(text)) settings = {};
      if (fence !== undefined) open = { info: fence, line: index + 2, code: [] };
    } else if (fence === undefined) open.code.push(text);
    else {
      const [language = '', ...words] = open.info.split(/\s+/);
      const code = `${open.code.join('\n')}\n`;
      const kind = words.find((word) => kinds.includes(word)) as FenceKind | undefined;
      if (kind === 'settings') settings = evaluate(code);
      fences.push({ kind, language, words, code, line: open.line, heading, settings: words.includes('default') ? {} : settings });
      open = undefined;
    }
  }
  return fences;
}

/** The fenced code of a page that stands under a heading. */
export const fencesUnder = (path: string, heading: string): readonly Fence[] => fencesOf(path).filter((fence) => fence.heading === heading);

/** The lines of incorrect code that are marked, each with the rule that reports there. */
export function markedLines(code: string, pageRule: string | undefined, isRule: (name: string) => boolean): readonly string[] {
  return code.split('\n').flatMap((text, index) => {
    const note = /\/\/ ✗\s*(.*)$/.exec(text)?.[1];
    if (note === undefined) return [];
    const named = note.split(/[\s,:]+/).filter(isRule);
    if (named.length === 0 && pageRule === undefined) throw new Error(`Line ${String(index + 1)} names no rule: ${text.trim()}`);
    return (named.length > 0 ? named : [pageRule]).map((rule) => `${String(index + 1)} ${String(rule)}`);
  });
}
