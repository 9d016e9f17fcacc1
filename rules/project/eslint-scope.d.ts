/** eslint-scope carries no types of its own; this is the one function that is used. */
declare module 'eslint-scope' {
  export function analyze(
    program: never,
    options: {
      readonly ecmaVersion: number;
      readonly sourceType: string;
      readonly ignoreEval: boolean;
      readonly childVisitorKeys?: Readonly<Record<string, readonly string[] | undefined>>;
      readonly fallback?: (node: { readonly type: string }) => readonly string[];
    },
  ): unknown;
}
