import { SafelyCloseError } from './errors.ts';
import type { CloseTimes } from './options.ts';
import { shared } from './shared.ts';
import { runsUnderTests } from './test-runner.ts';

const defaultTimeoutMs = 1_000;
/** Test runners share a machine with many others of their kind: they get this much more. */
const testRunnerBonusMs = 1_500;
const defaultPoliteMs = 100;
const defaultCancelMs = 50;
const defaultPasses = 3;

/** Of which tracked sessions the place where they were made is kept: `sampled` are the first hundred of each kind, then one in a hundred. */
export type Stacks = 'all' | 'sampled' | 'off';

/** What happens when a test leaves something open: it fails, a warning tells, or nothing. In each case it is closed. */
export type OnLeft = 'fail' | 'warn' | 'ignore';

/** What `configure` takes: the times of every closing that does not say otherwise, and how watchful this package is. */
export interface Configuration extends CloseTimes {
  /** Where sessions were made. Default `all`; `SAFELY_CLOSE_STACKS` says it for a whole process. */
  readonly stacks?: Stacks;
  /** For the integrations of test runners. Default `warn`; `SAFELY_CLOSE_ON_LEFT` says it for a whole process. */
  readonly onLeft?: OnLeft;
}

const choices = {
  stacks: { values: ['all', 'sampled', 'off'], variable: 'SAFELY_CLOSE_STACKS' },
  onLeft: { values: ['warn', 'fail', 'ignore'], variable: 'SAFELY_CLOSE_ON_LEFT' },
} as const satisfies Record<string, { readonly values: readonly string[]; readonly variable: string }>;

/** Times with nothing left open. */
export type ResolvedTimes = Required<CloseTimes>;

/** How long a room wants its clients to have for a polite end. */
export type PoliteDefault = number | 'half-the-deadline';

/** One for all copies of this package: a setup file may load another one than the tests do. */
const settings = shared('settings-1', (): { configured: Configuration; stacks: Stacks | undefined } => ({ configured: {}, stacks: undefined }));

/**
 * Sets the times for every closing of this thread that does not say otherwise itself, and how watchful this package is.
 *
 * @param configuration times in milliseconds and more, see {@link Configuration}; what is left out keeps its value, `undefined` brings the default back
 * @throws {SafelyCloseError} `ERR_SAFELY_CLOSE_INVALID_OPTION` if a time is not a number of at least 0, or a word is none of those that are allowed
 * @example
 * configure({ timeoutMs: 5_000, onLeft: 'fail' });
 */
export function configure(configuration: { readonly [Key in keyof Configuration]?: Configuration[Key] | undefined }): void {
  const next = new Map<string, unknown>(Object.entries(settings.configured));
  for (const [name, value] of Object.entries(configuration)) {
    if (value === undefined) next.delete(name);
    else next.set(name, name === 'stacks' || name === 'onLeft' ? validChoice(name, value) : validTime(name, value));
  }
  settings.configured = Object.fromEntries(next);
  settings.stacks = undefined;
}

/** Whether places are kept. Asked for each session that is made, so the environment is looked at once. */
export function configuredStacks(): Stacks {
  return (settings.stacks ??= settings.configured.stacks ?? fromEnvironment('stacks') ?? 'all');
}

/** What happens when a test leaves something open. */
export function configuredOnLeft(): OnLeft {
  return settings.configured.onLeft ?? fromEnvironment('onLeft') ?? 'warn';
}

/** Brings together what the call, `configure`, the environment and the room say. */
export function resolveTimes(asked: CloseTimes, politeDefault: PoliteDefault = defaultPoliteMs): ResolvedTimes {
  const { configured } = settings;
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

function validChoice(name: keyof typeof choices, value: unknown): string {
  const { values } = choices[name];
  const found = values.find((each) => each === value);
  if (found !== undefined) return found;
  throw new SafelyCloseError('ERR_SAFELY_CLOSE_INVALID_OPTION', `The option ${name} must be one of ${values.join(', ')}, but it is ${String(value)}.`);
}

/** A word from the environment, where it is one of those that are allowed. */
function fromEnvironment<Name extends keyof typeof choices>(name: Name): (typeof choices)[Name]['values'][number] | undefined {
  const { values, variable } = choices[name];
  const text = process.env[variable];
  if (text === undefined || text.trim() === '') return undefined;
  const found = values.find((value) => value === text);
  if (found === undefined) complainOf(variable, `one of ${values.join(', ')}`, text);
  return found;
}

/** `SAFELY_CLOSE_TIMEOUT_MS`, where it holds a usable number. */
function environmentTimeoutMs(): number | undefined {
  const text = process.env['SAFELY_CLOSE_TIMEOUT_MS'];
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  if (Number.isNaN(value) || value < 0) {
    complainOf('SAFELY_CLOSE_TIMEOUT_MS', 'a number of milliseconds of at least 0', text);
    return undefined;
  }
  return value;
}

/** Says once of each wrong value that it is not used. */
function complainOf(variable: string, wanted: string, text: string): void {
  if (complainedAbout.get(variable) === text) return;
  complainedAbout.set(variable, text);
  process.emitWarning(`${variable} must be ${wanted}, but it is "${text}"; it is ignored.`, { type: 'SafelyCloseWarning', code: 'SAFELY_CLOSE_INVALID_ENVIRONMENT' });
}
const complainedAbout = new Map<string, string>();
