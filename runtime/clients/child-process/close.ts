/** Closing a child process: it is asked to end, then made to. */
import type { ChildProcess } from 'node:child_process';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room } from '../../escalation/work.ts';
import { hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';

const childRoom: Room<ChildProcess> = {
  library: 'child_process',
  name: 'ChildProcess',
  recognise: (value): value is ChildProcess => hasMethods(value, 'kill', 'ref', 'unref', 'on') && 'spawnfile' in value && 'exitCode' in value,
  begin: closingOf,
};

function closingOf(child: ChildProcess): ClosingWork {
  // One that could not be started has no process id.
  const isClosed = (): boolean => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const send = (signal: NodeJS.Signals): void => {
    guardAgainstUnheardErrors(child);
    child.kill(signal);
  };
  return {
    inFlight: () => [],
    isClosed,
    polite({ signal }) {
      send('SIGTERM');
      return until(isClosed, signal).then(() => undefined);
    },
    async force({ signal }) {
      send('SIGKILL');
      await until(isClosed, signal);
    },
  };
}

export const childProcessRooms: readonly Room[] = [childRoom];
