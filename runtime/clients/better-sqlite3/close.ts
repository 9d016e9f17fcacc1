/** Closing better-sqlite3: close() throws while rows are being walked through, so it is tried until that is over. */
import { until } from '../../escalation/until.ts';
import type { Room } from '../../escalation/work.ts';
import { hasFlags, hasMethods } from '../shape.ts';

interface Database {
  readonly open: boolean;
  close(): void;
}

const databaseRoom: Room<Database> = {
  library: 'better-sqlite3',
  name: 'Database',
  recognise: (value): value is Database => hasMethods(value, 'prepare', 'pragma', 'backup', 'serialize', 'unsafeMode', 'close') && hasFlags(value, 'open', 'inTransaction'),
  begin(database) {
    let refusal: unknown;
    const close = (): boolean => {
      try {
        if (database.open) database.close();
      } catch (error) {
        refusal = error;
      }
      return !database.open;
    };
    return {
      inFlight: () => [],
      isClosed: () => !database.open,
      whyOpen: () => refusal,
      // What is walked through in one turn of the event loop is over in the next, or when the loop's body has been waited for.
      polite: ({ signal }) => (close() ? undefined : until(close, signal).then(() => undefined)),
    };
  },
};

export const betterSqlite3Rooms: readonly Room[] = [databaseRoom];
