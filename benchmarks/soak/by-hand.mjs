import libcurl from 'node-libcurl';

const { CurlPause, Multi } = libcurl;
const mostTurns = 100_000;

/**
 * Ends clients with node-libcurl alone, in the one order in which it leaves nothing: an error thrown by each transfer's progress
 * function, then, when all are told, close(). What the process grows by in spite of that is not of our making.
 *
 * @returns no reports: nobody looks whether anything remained
 */
export async function endByHand(clients, answers) {
  const multi = clients.find((client) => client instanceof Multi);
  const handles = clients.filter((client) => client !== multi && client.isOpen).map((client) => ({ client, easy: client.handle ?? client }));
  for (const { easy } of handles) if (easy.isInsideMultiHandle) abort(easy);
  for (let turn = 0; turn < mostTurns && answers.pending.length > 0; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  for (const { client, easy } of handles) {
    if (multi !== undefined && easy.isInsideMultiHandle) multi.removeHandle(easy);
    client.close();
  }
  multi?.close();
  return [];
}

function abort(easy) {
  const reason = new Error('ended by hand');
  easy.setOpt('WRITEFUNCTION', (_piece, size, length) => size * length);
  easy.setOpt('XFERINFOFUNCTION', () => {
    throw reason;
  });
  easy.setOpt('NOPROGRESS', false);
  easy.pause(CurlPause.All);
  easy.pause(CurlPause.Cont);
}
