/** Cuts code into pieces of one look each: colours, and underlines where something is reported. */
import { coloursOf } from './colour-code.ts';
import type { Colour } from './colour-code.ts';

export interface Marked {
  readonly start: number;
  readonly end: number;
}

export interface Piece {
  readonly text: string;
  readonly colour: Colour | undefined;
  /** Which of the marks lies over it, the innermost first found. */
  readonly mark: number | undefined;
}

export function piecesOf(code: string, marks: readonly Marked[] = []): Piece[] {
  const colours = coloursOf(code);
  const cuts = [...new Set([0, code.length, ...[...colours, ...marks].flatMap(({ start, end }) => [Math.min(start, code.length), Math.min(end, code.length)])])].sort((one, other) => one - other);
  let colour = 0;
  return cuts.slice(0, -1).map((start, index): Piece => {
    const end = cuts[index + 1] ?? code.length;
    while ((colours[colour]?.end ?? Infinity) <= start) colour += 1;
    const here = colours[colour];
    const mark = marks.findIndex((each) => each.start <= start && end <= each.end);
    return { text: code.slice(start, end), colour: here !== undefined && here.start <= start ? here.colour : undefined, mark: mark === -1 ? undefined : mark };
  });
}
