/** An event of Chrome's Trace Event Format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU */
export type TraceEvent = Slice | Mark | Metadata;

interface Common {
  readonly name: string;
  readonly cat: string;
  readonly pid: number;
  /** The track: one for each session. */
  readonly tid: number;
  /** In whole microseconds. */
  readonly ts: number;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Something that took a while. */
export interface Slice extends Common {
  readonly ph: 'X';
  /** In whole microseconds. */
  readonly dur: number;
}

/** Something that happened at a moment; its scope is its track. */
export interface Mark extends Common {
  readonly ph: 'i';
  readonly s: 't';
}

/** How a process or a track is called. */
export interface Metadata extends Common {
  readonly ph: 'M';
}
