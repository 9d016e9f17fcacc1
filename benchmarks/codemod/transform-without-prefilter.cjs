// The migration as one usually writes it for jscodeshift: parse each file, look for the imports that matter, change what they lead to.
// What it does to a file with sessions is the same as the command does; only the look at the text beforehand is not there.
const { readSettings } = require('eslint-plugin-safely-close/analysis');
const { default: safeClose } = require('safely-close-codemod/transforms/safe-close.js');

const modules = new Set(readSettings(undefined).libraries.flatMap((library) => library.modules));
const isOfCatalog = (source) => typeof source?.value === 'string' && modules.has(source.value.replace(/^node:/u, '').split('/').slice(0, source.value.startsWith('@') ? 2 : 1).join('/'));

module.exports = function transform(file, api, options) {
  const j = api.jscodeshift.withParser(/\.[cm]?ts$/u.test(file.path) ? 'ts' : 'babel');
  const tree = j(file.source);
  const isImported =
    tree.find(j.ImportDeclaration).some(({ node }) => isOfCatalog(node.source)) ||
    tree.find(j.CallExpression, { callee: { name: 'require' } }).some(({ node }) => isOfCatalog(node.arguments[0])) ||
    tree.find(j.ImportExpression).some(({ node }) => isOfCatalog(node.source));
  return isImported ? safeClose(file, { ...api, report: () => undefined }, options) : undefined;
};
