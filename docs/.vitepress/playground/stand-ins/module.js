/** A `require` that finds by a package's name; a bundle has one of each. Nothing is loaded by it. */
function require(name) {
  throw new Error(`The playground has no ${name}.`);
}

export const createRequire = () => Object.assign(require, { resolve: (name) => name, cache: {} });
