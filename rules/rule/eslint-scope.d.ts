/** eslint-scope carries no types of its own; this is the one function that is used. */
declare module 'eslint-scope' {
  export function analyze(program: never, options: { ecmaVersion: number; sourceType: string; ignoreEval: boolean; childVisitorKeys: never }): unknown;
}
