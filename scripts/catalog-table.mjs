/**
 * Prints the catalog of clients as a Markdown table, for the documentation:
 * `node scripts/catalog-table.mjs` after a build. Makers, which hold nothing themselves, stand in the `made by` of what they make only.
 */
import { catalog } from 'safely-close/clients';
import { closedBy, code, dispose, holdsFrom, madeBy } from './catalog-words.mjs';
import { pageOf } from './client-pages.mjs';
import { triedAgainst, verifiedBy } from './how-verified.mjs';

const columns = ['library', 'client', 'made by', 'holds something from', 'closed by', 'second close', 'native dispose since', 'closed when', 'library tried against'];

const rowsOf = (library) =>
  library.clients
    .filter(({ armedBy }) => armedBy.length > 0)
    .map((client) => ({
      library: library.library,
      clients: [client.name],
      ways: client.acquiredBy.map((acquisition) => code(madeBy(acquisition, library))),
      facts: [holdsFrom(client), client.closes.map(closedBy).join(', '), client.secondClose, dispose(client), verifiedBy(library, client), triedAgainst(library) || '–'],
    }));

/** Clients of one library of which the same is said share a row. */
function together(rows) {
  const shared = new Map();
  for (const row of rows) {
    const key = [row.library, ...row.facts].join('\n');
    const earlier = shared.get(key);
    shared.set(key, earlier ? { ...earlier, clients: [...earlier.clients, ...row.clients], ways: [...new Set([...earlier.ways, ...row.ways])] } : row);
  }
  return [...shared.values()];
}

const cell = (text) => text.replaceAll('|', '\\|');
const line = (cells) => `| ${cells.map(cell).join(' | ')} |`;

const rows = catalog
  .flatMap((library) => together(rowsOf(library)))
  .sort((one, other) => one.library.localeCompare(other.library, 'en'))
  .map(({ library, clients, ways, facts }) => line([`[${library}](clients/${pageOf(library)}.md)`, clients.map(code).join(', '), ways.join(', '), ...facts]));

console.log([line(columns), line(columns.map(() => '---')), ...rows].join('\n'));
