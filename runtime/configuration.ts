import { SafelyCloseError } from './errors.ts';
import type { CloseTimes } from './options.ts';
import { runsUnderTests } from './test-runner.ts';

const defaultTimeoutMs = 1_000;
/** Test runners share a machine with many others of their kind: they get this much more. */
const testRunnerBonusMs = 1_500;
const defaultPoliteMs = 100;
const defaultCancelMs = 50;
const defaultPasses = 3;

/** What `configure` takes: the times of every closing that does not say otherwise. */
export type Configuration = CloseTimes;

/** Times with nothing left open. */
export type ResolvedTimes = Required<CloseTimes>;

/** How long a room wants its clients to have for a polite end. */
export type PoliteDefault = number | 'half-the-deadline';

let configured: Configuration = {};

/**
 * Sets the times for every closing of this thread that does not say otherwise itself.
 *
 * @param configuration milliseconds, see `CloseTimes`; what is left out keeps its value, `undefined` brings the default back
 * @throws {SafelyCloseError} `ERR_SAFELY_CLOSE_INVALID_OPTION` if a time is not a number of at least 0
 * @example
 * configure({ timeoutMs: 5_000 });
 */
export function configure(configuration: { readonly [Key in keyof Configuration]?: Configuration[Key] | undefined }): void {
  const next: Record<string, number> = { ...configured };
  for (const [name, value] of Object.entries(configuration)) {
    if (value === undefined) delete next[name];
    else next[name] = validTime(name, value);
  }
  configured = next;
}

/** Brings together what the call, `configure`, the environment and the room say. */
export function resolveTimes(asked: CloseTimes, politeDefault: PoliteDefault = defaultPoliteMs): ResolvedTimes {
  const timeoutMs = asked.timeoutMs ?? configured.timeoutMs ?? environmentTimeoutMs() ?? defaultTimeoutMs + (runsUnderTests() ? testRunnerBonusMs : 0);
  const politeMs = asked.politeMs ?? configured.politeMs ?? (politeDefault === 'half-the-deadline' ? timeoutMs / 2 : politeDefault);
  return {
    timeoutMs,
    politeMs,
    cancelMs: asked.cancelMs ?? configured.cancelMs ?? defaultCancelMs,
    passes: asked.passes ?? configured.passes ?? defaultPasses,
  };
}

/** The times that a caller gave, checked one by one. */
export function validTimes(times: CloseTimes): CloseTimes {
  for (const name of ['timeoutMs', 'politeMs', 'cancelMs', 'passes'] as const) {
    const value = times[name];
    if (value !== undefined) validTime(name, value);
  }
  return times;
}

function validTime(name: string, value: unknown): number {
  if (typeof value !== 'number' || Number.isNaN(value) || value < 0) {
    const unit = name === 'passes' ? 'a number of passes' : 'a number of milliseconds';
    throw new SafelyCloseError('ERR_SAFELY_CLOSE_INVALID_OPTION', `The option ${name} must be ${unit} of at least 0, but it is ${String(value)}.`);
  }
  return value;
}

/** `SAFELY_CLOSE_TIMEOUT_MS`, where it holds a usable number. */
function environmentTimeoutMs(): number | undefined {
  const text = process.env['SAFELY_CLOSE_TIMEOUT_MS'];
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  if (Number.isNaN(value) || value < 0) {
    if (text !== complainedAbout) {
      complainedAbout = text;
      process.emitWarning(`SAFELY_CLOSE_TIMEOUT_MS must be a number of milliseconds of at least 0, but it is "${text}"; it is ignored.`, {
        type: 'SafelyCloseWarning',
        code: 'SAFELY_CLOSE_INVALID_ENVIRONMENT',
      });
    }
    return undefined;
  }
  return value;
}
let complainedAbout: string | undefined;
