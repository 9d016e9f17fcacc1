/**
 * What Node loads. `require` gets the plugin itself, by a name that declarations have been able to hold only since
 * TypeScript 5.6; so the types are those of `index.ts`, and this file is not among them.
 */
export * from './index.ts';
export { default, default as 'module.exports' } from './index.ts';
