// Where jscodeshift finds the transform: jscodeshift -t node_modules/safely-close-codemod/transforms/safe-close.js src/
export { default } from '../dist/transforms/safe-close.js';
