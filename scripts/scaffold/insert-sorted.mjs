/**
 * Puts a line among lines of its kind, in the order of the alphabet.
 *
 * @param {string} text
 * @param {RegExp} kind what a line of that kind looks like; its first group is what they are sorted by
 * @param {string} line
 * @returns {string} the text with the line
 */
export function insertSorted(text, kind, line) {
  const key = (candidate) => kind.exec(candidate)?.[1];
  const lines = text.split('\n');
  const last = lines.findLastIndex((candidate) => key(candidate) !== undefined);
  if (last === -1) throw new Error(`There is no line like ${String(kind)} to put "${line}" beside.`);
  const before = lines.findIndex((candidate) => key(candidate) !== undefined && key(candidate).localeCompare(key(line), 'en') > 0);
  lines.splice(before === -1 ? last + 1 : before, 0, line);
  return lines.join('\n');
}
