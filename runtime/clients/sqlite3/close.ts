/** Closing sqlite3: close() waits for every statement under way, and a second one, meanwhile or afterwards, ends the process. */
import type { EventEmitter } from 'node:events';
import { until } from '../../escalation/until.ts';
import type { Room } from '../../escalation/work.ts';
import { hasFlags, hasMethods } from '../shape.ts';

interface Database extends EventEmitter {
  readonly open: boolean;
  close(done: (error: Error | null) => void): void;
  interrupt(): void;
}

/** The closing of a database that is under way, longer than the one that began it waits, and how it ended. */
interface Ending {
  error?: Error;
  isOver: boolean;
}

const endings = new WeakMap<object, Ending>();

const databaseRoom: Room<Database> = {
  library: 'sqlite3',
  name: 'Database',
  recognise: (value): value is Database => hasMethods(value, 'run', 'all', 'each', 'prepare', 'serialize', 'parallelize', 'interrupt', 'close') && hasFlags(value, 'open'),
  begin(database) {
    // It is not open yet in the turn in which it is made.
    const isClosed = (): boolean => endings.get(database)?.isOver === true && !database.open;
    return {
      inFlight: () => [],
      isClosed,
      whyOpen: () => endings.get(database)?.error,
      async polite({ signal }) {
        const ending = end(database);
        await until(() => ending.isOver, signal);
      },
      async cancel({ signal }) {
        const ending = end(database);
        // The statement that runs learns that it was interrupted; those behind it are when their turn comes. In the turn in which it
        // closes at last, it refuses.
        await until(() => {
          if (!ending.isOver) interrupt(database);
          return ending.isOver;
        }, signal);
      },
    };
  },
};

function interrupt(database: Database): void {
  try {
    database.interrupt();
  } catch {
    // Nothing runs any more.
  }
}

/** Begins to close it, where that was not begun, or was refused because of a statement that was not finalized. */
function end(database: Database): Ending {
  const earlier = endings.get(database);
  if (earlier !== undefined && !(earlier.isOver && database.open)) return earlier;
  const ending: Ending = { isOver: false };
  endings.set(database, ending);
  database.close((error) => {
    if (error !== null) ending.error = error;
    ending.isOver = true;
  });
  return ending;
}

export const sqlite3Rooms: readonly Room[] = [databaseRoom];
