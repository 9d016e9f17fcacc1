import type { Node } from '../syntax/syntax.ts';

/** A class by its name and the module that declares it. */
export interface DeclaredClass {
  readonly module: string;
  readonly name: string;
}

/** What type information answers, where a configuration asks for it. */
export interface TypeQuery {
  /** The classes that a value is an instance of, bases included, nearest first. */
  classesOf(node: Node): readonly DeclaredClass[];
}
