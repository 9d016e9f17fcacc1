/** ESLint's own rules, of which the playground runs none: they are half of its weight. */
module.exports = new Map();
