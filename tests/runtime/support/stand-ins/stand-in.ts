/**
 * A peer that speaks just enough of a protocol for a client to connect, over a real socket, where the real server cannot be
 * had. What comes after the handshake it does not answer.
 */
export interface StandIn {
  /** What it says first, before it was asked. */
  readonly greeting?: Buffer;
  /** The head of a message that is so long that it never ends, however much of it comes. */
  readonly endless: Buffer;
  /** What it says to a piece of what the client sends; nothing where it does not know what was said. */
  answer(piece: Buffer): Buffer | undefined;
}
