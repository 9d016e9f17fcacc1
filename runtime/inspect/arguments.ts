import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface InspectArguments {
  readonly command: string;
  readonly parameters: readonly string[];
  readonly timeoutMs: number | undefined;
  readonly jsonFile: string | undefined;
  readonly traceFile: string | undefined;
  readonly fail: boolean;
  readonly all: boolean;
}

export const usage = `Usage: safely-close inspect [options] -- <program> [its arguments]

Runs a program of Node and says what it leaves open: what it is, where it was made, how old it is, and what it holds up.
It looks when the program ends, when it is interrupted (SIGINT, SIGTERM), or when its time is over.

Options:
  --timeout-ms <n>   look after so many milliseconds, then close what is open and end the program
  --json <file>      write what was found as JSON
  --trace <file>     write what became of each session as a trace, for https://ui.perfetto.dev
  --fail             end with code 90 if the program ended well and left something open
  --all              list also what libraries made for themselves
  --help             print this
  --version          print the version

It ends with the code of the program (128 + n where signal n ended it), 124 when its time was over, 127 when it could not be
started, 2 when this command line is wrong.
`;

/** Thrown for a command line that is wrong; its message says what is. */
export class UsageError extends Error {}

/** Reads the command line. `help`, `version`: nothing else is wanted. */
export function readArguments(all: readonly string[]): InspectArguments | 'help' | 'version' {
  const separator = all.indexOf('--');
  const own = separator < 0 ? all : all.slice(0, separator);
  const { values, positionals } = parse(own);
  if (values.help === true) return 'help';
  if (values.version === true) return 'version';
  const [verb, ...rest] = positionals;
  if (verb !== 'inspect') throw new UsageError(verb === undefined ? 'There is nothing to do: name the command inspect.' : `There is no command ${verb}; there is inspect.`);
  if (rest.length > 0) throw new UsageError(`Put -- before the program: safely-close inspect -- ${rest.join(' ')}`);
  const [command, ...parameters] = separator < 0 ? [] : all.slice(separator + 1);
  if (command === undefined) throw new UsageError('There is no program: name it after --, as in safely-close inspect -- node app.js');
  return {
    command,
    parameters,
    timeoutMs: milliseconds(values['timeout-ms']),
    jsonFile: values.json,
    traceFile: values.trace,
    fail: values.fail === true,
    all: values.all === true,
  };
}

function parse(own: readonly string[]) {
  try {
    return parseArgs({
      args: [...own],
      allowPositionals: true,
      options: { 'timeout-ms': { type: 'string' }, json: { type: 'string' }, trace: { type: 'string' }, fail: { type: 'boolean' }, all: { type: 'boolean' }, help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function milliseconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) throw new UsageError(`--timeout-ms must be a number of milliseconds above 0, but it is "${text}".`);
  return value;
}
