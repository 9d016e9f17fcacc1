/** `require` for the packages that the codemod asks for by name; a bundle has one of each, so each finds the same. */
import * as typescriptEstree from '@typescript-eslint/typescript-estree';
import * as visitorKeys from '@typescript-eslint/visitor-keys';

const bundled = { '@typescript-eslint/typescript-estree': typescriptEstree, '@typescript-eslint/visitor-keys': visitorKeys };

function require(name) {
  if (Object.hasOwn(bundled, name)) return bundled[name];
  throw new Error(`The playground has no ${name}.`);
}

export const createRequire = () => Object.assign(require, { resolve: (name) => name, cache: {} });
