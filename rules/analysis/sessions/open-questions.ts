/**
 * Functions that call each other in a circle: while one is looked into, those further in take for granted that it gives no session.
 * Where it turns out to give one, what they found on that ground is forgotten, and found again when it is asked for.
 */

interface Answers {
  delete(question: unknown): boolean;
}

interface OpenQuestion {
  readonly question: unknown;
  /** How many answers had been noted when it was asked. */
  readonly notedBefore: number;
  isTakenForGranted: boolean;
}

/** The questions that are being answered, outermost first: across files, since circles lead through several. */
const open: OpenQuestion[] = [];
/** Every "nothing" that was found since the outermost question was asked. */
const noted: { readonly answers: Answers; readonly question: unknown }[] = [];

/** Notes that `answers` says "nothing" to a question, in case that this was found on a false ground. */
export function noteNothing(answers: Answers, question: unknown): void {
  if (open.length > 0) noted.push({ answers, question });
}

/** Says that a question which is being answered was answered with "nothing" for now. */
export function takeForGranted(question: unknown): void {
  const asked = open.find((each) => each.question === question);
  if (asked) asked.isTakenForGranted = true;
}

/** Answers a question; what was found meanwhile on the ground that there is nothing is forgotten where there is something. */
export function answer<Value>(question: unknown, find: () => Value | undefined): Value | undefined {
  const asked: OpenQuestion = { question, notedBefore: noted.length, isTakenForGranted: false };
  open.push(asked);
  try {
    const value = find();
    if (value !== undefined && asked.isTakenForGranted) for (const { answers, question: other } of noted.splice(asked.notedBefore)) answers.delete(other);
    return value;
  } finally {
    open.pop();
    if (open.length === 0) noted.length = 0;
  }
}
