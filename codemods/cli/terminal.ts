/** Where output goes, and whether it may be coloured. */
import { styleText } from 'node:util';

export interface Terminal {
  /** Results: diffs, the summary. */
  readonly out: (text: string) => void;
  /** Everything beside: progress, warnings, errors. */
  readonly err: (text: string) => void;
  /** Whether a person sits at both ends. */
  readonly isInteractive: boolean;
  readonly paint: Paint;
}

export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

export const plain: Paint = (_colour, text) => text;
export const coloured: Paint = (colour, text) => styleText(colour, text, { validateStream: false });

/** Colours by the custom of `NO_COLOR` and `FORCE_COLOR`, else where output is a terminal. */
export function paintFor(environment: NodeJS.ProcessEnv, isTerminal: boolean): Paint {
  if ((environment['NO_COLOR'] ?? '') !== '') return plain;
  const force = environment['FORCE_COLOR'];
  if (force !== undefined) return force === '0' || force === 'false' ? plain : coloured;
  return isTerminal && environment['TERM'] !== 'dumb' ? coloured : plain;
}
