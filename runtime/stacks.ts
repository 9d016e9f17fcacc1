/** How the place where a session was made is kept. */
import { configuredStacks } from './configuration.ts';

/** A stack that is put into words only when somebody asks. */
export interface Origin {
  readonly stack?: string;
}

/** Libraries stand between a session and who asked for it: ten frames, the usual limit, often end among them. */
const framesKept = 25;
/** Of a kind of session of which there are many, the first ones tell as a rule where all of them come from. */
const firstOnes = 100;
const oneIn = 100;

const nowhere: Origin = {};
const made = new Map<string, number>();

/**
 * Where a session is made, as far as the configuration wants to know it (`configure({ stacks })`).
 *
 * @param kind sampling counts the sessions of each kind
 * @param below the function of ours that was called: the stack begins below it
 */
export function originOf(kind: string, below: object): Origin {
  const wanted = configuredStacks();
  if (wanted === 'off' || (wanted === 'sampled' && !isSample(kind))) return nowhere;
  const origin: { stack?: string } = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = framesKept;
  Error.captureStackTrace(origin, below as () => void);
  Error.stackTraceLimit = stackTraceLimit;
  return origin;
}

function isSample(kind: string): boolean {
  const count = (made.get(kind) ?? 0) + 1;
  made.set(kind, count);
  return count <= firstOnes || count % oneIn === 0;
}
