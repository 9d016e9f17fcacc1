/** A file system without files. */
export const existsSync = () => false;
export const statSync = () => undefined;
export const readdirSync = () => [];
export const readFileSync = (path) => {
  throw new Error(`There are no files in the playground; ${String(path)} was asked for.`);
};
export const realpathSync = (path) => path;

export default { existsSync, statSync, readdirSync, readFileSync, realpathSync };
