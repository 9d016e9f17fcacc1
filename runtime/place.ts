import { fileURLToPath } from 'node:url';

const inside = new URL('.', import.meta.url).href;
const insidePath = fileURLToPath(inside);

/** Libraries whose business is to make something for their caller: what they make is the caller's. */
const handOut = new Set(['express', 'connect', 'koa', 'polka', 'restify']);

/** Who asked for something, by its stack. */
export interface Maker {
  /** `file:line:column` of the first frame that a user would call theirs: not in this package, not in a library, not in Node. */
  readonly place: string | undefined;
  /** `library`: for its own use; Node counts as one where it makes something for itself. `unknown`: there is no stack. */
  readonly by: 'user' | 'library' | 'unknown';
}

/** Reads a stack. */
export function makerOf(stack: string | undefined): Maker {
  if (stack === undefined) return { place: undefined, by: 'unknown' };
  let by: Maker['by'] = 'user';
  for (const line of stack.split('\n').slice(1)) {
    const isNode = /\bnode:/.test(line);
    // Called by whoever it may be, it makes this for itself: an agent its sockets, fetch its connections.
    if (isNode) by = 'library';
    const found = /\(?((?:file:\/\/|\/|[A-Za-z]:[\\/]|\[eval).*:\d+:\d+)\)?$/.exec(line.trim())?.[1];
    if (found === undefined || isNode || found.startsWith(inside)) continue;
    const library = libraryOf(found);
    if (library !== undefined) {
      if (!handOut.has(library)) by = 'library';
      continue;
    }
    const path = found.startsWith('file://') ? plainPath(found) : found;
    if (!path.startsWith(insidePath)) return { place: path, by };
  }
  return { place: undefined, by: 'library' };
}

/**
 * The first place of a stack that a user would call theirs.
 *
 * @returns `file:line:column`, or undefined where no frame qualifies
 */
export function placeOf(stack: string | undefined): string | undefined {
  return makerOf(stack).place;
}

/** The package that a file belongs to, where that is a dependency. */
function libraryOf(file: string): string | undefined {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file)?.[1];
}

function plainPath(place: string): string {
  const [, file = place, position = ''] = /^(.*?)((?::\d+){2})$/.exec(place) ?? [];
  return fileURLToPath(file) + position;
}
