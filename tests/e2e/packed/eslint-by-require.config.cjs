const safelyClose = require('eslint-plugin-safely-close');

module.exports = [safelyClose.configs.recommended];
