/** What is asked of `node:path`, for paths with slashes. Nothing is looked up: a playground has one file, at the top. */
const normalised = (path) => {
  const parts = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}` || '.';
};

export const sep = '/';
export const isAbsolute = (path) => path.startsWith('/');
export const normalize = normalised;
export const join = (...paths) => normalised(paths.filter((path) => path !== '').join('/'));
export const resolve = (...paths) => normalised(['', ...paths.slice(Math.max(0, paths.findLastIndex(isAbsolute)))].join('/'));
export const dirname = (path) => normalised(`${path}/..`);
export const basename = (path, ending = '') => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return ending !== '' && name.endsWith(ending) ? name.slice(0, -ending.length) : name;
};
export const extname = (path) => /[^/.](\.[^./]*)$/u.exec(path)?.[1] ?? '';
export const relative = (from, to) => {
  const [start, end] = [resolve(from).split('/').filter(Boolean), resolve(to).split('/').filter(Boolean)];
  const different = start.findIndex((part, index) => part !== end[index]);
  const shared = different === -1 ? Math.min(start.length, end.length) : different;
  return [...start.slice(shared).map(() => '..'), ...end.slice(shared)].join('/');
};
export const parse = (path) => ({ root: isAbsolute(path) ? '/' : '', dir: dirname(path), base: basename(path), ext: extname(path), name: basename(path, extname(path)) });

const path = { sep, isAbsolute, normalize, join, resolve, dirname, basename, extname, relative, parse };
export const posix = path;
export default path;
