/** Closing one stream: Node's own ones, and requests and responses of http and http2, each beside the others on its connection. */
import type { Duplex } from 'node:stream';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room } from '../../escalation/work.ts';
import { hasFlags, hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';

const streamRoom: Room<Duplex> = {
  library: 'stream',
  name: 'stream',
  itemKind: 'transfer',
  recognise: (value): value is Duplex => hasMethods(value, 'on', 'destroy') && hasFlags(value, 'destroyed') && (hasMethods(value, 'pipe') || hasMethods(value, 'write')),
  begin: closingOf,
};

function closingOf(stream: Duplex): ClosingWork {
  return {
    inFlight: () => [],
    isClosed: () => stream.destroyed || stream.closed,
    polite({ signal }) {
      // What is written goes out; whoever reads may read to the end.
      if (hasMethods(stream, 'end') && !stream.writableEnded) stream.end();
      return until(() => stream.destroyed || stream.closed, signal).then(() => undefined);
    },
    async cancel({ reason, signal }) {
      guardAgainstUnheardErrors(stream);
      stream.destroy(reason);
      await until(() => stream.destroyed, signal);
    },
  };
}

export const streamRooms: readonly Room[] = [streamRoom];
