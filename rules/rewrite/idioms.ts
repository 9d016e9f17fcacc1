/** The idioms that the codemod rewrites: the rows of its documentation's table, and what `--only` takes. */
export const idioms = {
  'never-closed': 'A session that nothing closes.',
  'try-finally': 'A close in the `finally` of a `try`.',
  'bare-close': 'A bare close at the end of a scope, or on several of its paths.',
  'bound-closer': 'A bound close (`s.close.bind(s)`) that is registered as a handler, or dropped.',
  'promise-executor': 'A session made and closed inside `new Promise(…)`.',
  'callback-style': 'A session that its own handlers or a callback close.',
  'return-await': 'A request that is returned without `await` from the scope that closes its session.',
  'invalid-await-using': '`await using` of a class that has no asynchronous dispose.',
  'test-hook': 'A session made in a test\'s set-up and not closed in its tear-down.',
  'class-field': 'A session in a field of a class that has no asynchronous dispose.',
} as const;

export type IdiomId = keyof typeof idioms;

/** Whether `id` names an idiom. */
export function isIdiomId(id: string): id is IdiomId {
  return Object.hasOwn(idioms, id);
}
