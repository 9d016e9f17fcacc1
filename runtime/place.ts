import { fileURLToPath } from 'node:url';

const inside = new URL('.', import.meta.url).href;

/**
 * The first place of a stack that a user would call theirs: not in this package, not in a library, not in Node itself.
 *
 * @returns `file:line:column`, or undefined where no frame qualifies
 */
export function placeOf(stack: string | undefined): string | undefined {
  for (const line of (stack ?? '').split('\n').slice(1)) {
    const found = /\(?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*:\d+:\d+)\)?$/.exec(line.trim())?.[1];
    if (found === undefined || found.startsWith(inside) || /[\\/]node_modules[\\/]/.test(found)) continue;
    const path = found.startsWith('file://') ? plainPath(found) : found;
    if (!path.startsWith(insidePath)) return path;
  }
  return undefined;
}

const insidePath = fileURLToPath(inside);

function plainPath(place: string): string {
  const [, file = place, position = ''] = /^(.*?)((?::\d+){2})$/.exec(place) ?? [];
  return fileURLToPath(file) + position;
}
