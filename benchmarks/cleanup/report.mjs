// The figures for people: tables, and a chart that suits light and dark pages.
import { judgedStates, states } from './states.mjs';

const methods = { bare: '`close()`', patient: '`close()` and 1 s', safe: '`safelyCloseClient()`', quick: 'the same, `politeMs: 0`' };
const ways = { bare: 'loop of `close()`', byHand: 'loop of hand-written aborts, then `close()`', safe: '`safelyCloseClient()` for each', together: '`closeAll()`', session: '`CurlSession.close()`' };
const speedGoal = 2;

const figure = (value, digits) => (Number.isFinite(value) ? value.toFixed(digits) : '–');
const percent = (share) => (Number.isFinite(share) ? `${figure(share * 100, 2)} %` : '–');
const title = (state) => states[state].title;

/** The ratio of medians: the ways took turns, so a busy machine met all of them. */
const ratio = ({ timesMs }, way) => median(timesMs[way]) / median(timesMs.bare);

function median(values) {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}

/** All goals, each with what was measured and whether it is met. */
export function verdicts({ cells, speeds }) {
  const judged = cells.filter(({ state, method, clients }) => judgedStates.includes(state) && clients > 0 && (method === 'safe' || method === 'quick'));
  const clients = judged.reduce((sum, cell) => sum + cell.clients, 0);
  const succeeded = judged.reduce((sum, cell) => sum + cell.succeeded, 0);
  const left = judged.reduce((sum, { pending, handles, sockets, hung }) => sum + pending + handles + sockets + hung, 0);
  return [
    { goal: '`safelyCloseClient()` succeeds with every client in every state', measured: `${percent(succeeded / clients)} of ${clients}`, isMet: succeeded === clients },
    { goal: 'and leaves nothing', measured: `${left} left`, isMet: left === 0 },
    ...speeds.map((speed) => ({
      goal: `closing ${speed.count} ${speed.state === 'idle' ? 'idle clients' : 'clients with a request in flight'} takes at most ${speedGoal} times as long as a loop of \`close()\``,
      measured: `${figure(ratio(speed, 'safe'), 1)} times${speed.timesMs.byHand === undefined ? '' : `; the least that settles their promises takes ${figure(ratio(speed, 'byHand'), 1)} times as long`}`,
      isMet: ratio(speed, 'safe') <= speedGoal,
    })),
  ];
}

/** Goals, then the tables behind them. */
export function markdown(result) {
  const { machine: on, asked, cells, speeds } = result;
  return [
    '| Goal | Measured | |',
    '| --- | --- | --- |',
    ...verdicts(result).map(({ goal, measured, isMet }) => `| ${goal} | ${measured} | ${isMet ? 'met' : 'missed'} |`),
    '',
    '| State | Closed by | Clients | Success | Left by client | Promises pending | Handles open | Sockets or streams open | Processes that did not end | Bystanders harmed | Median ms | p99 ms |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...cells.map((cell) => `| ${[title(cell.state), methods[cell.method], cell.clients, percent(cell.successRate), figure(cell.leftOver, 2), cell.pending, cell.handles, cell.sockets, cell.hung, states[cell.state].server === 'http2' ? cell.harmed : '–', figure(cell.medianMs, 3), figure(cell.p99Ms, 3)].join(' | ')} |`),
    ...(cells.some(({ clients }) => clients < asked) ? ['', 'The time ran out before all clients were through.'] : []),
    '',
    '| Closing at once | Way | Median ms | Microseconds a client | Ratio to the loop of `close()` | Settles its promises |',
    '| --- | --- | ---: | ---: | ---: | --- |',
    ...speeds.flatMap((speed) =>
      Object.keys(speed.timesMs).map((way) => {
        const settles = speed.state === 'idle' ? 'has none' : way === 'bare' ? 'no' : 'yes';
        return `| ${[`${speed.count} ${speed.state === 'idle' ? 'idle' : 'in flight, silent'}`, ways[way], figure(median(speed.timesMs[way]), 2), figure((median(speed.timesMs[way]) * 1_000) / speed.count, 2), figure(ratio(speed, way), 2), settles].join(' | ')} |`;
      }),
    ),
    ...speeds.filter(({ timesMs }) => timesMs.byHand !== undefined).flatMap(floor),
    '',
    `Measured on ${on.cpu}, ${on.cores} cores, ${on.platform}, load average before the run ${figure(on.loadBefore, 1)}; Node ${on.node}, node-libcurl ${on.nodeLibcurl} (${on.libcurl}). Rounds of the last table: ${speeds.map(({ state, timesMs }) => `${timesMs.bare.length} ${state === 'idle' ? 'idle' : 'in flight'}`).join(', ')}, of which the medians are given.`,
  ].join('\n');
}

/** What the goal for requests in flight has to be read against. */
function floor(speed) {
  return [
    '',
    `Settling costs something by itself: the least that does it takes ${figure(ratio(speed, 'byHand'), 1)} times as long as the loop of \`close()\`, which settles nothing. \`safelyCloseClient()\`, with its deadline, its report and its look at what is left, takes ${figure(median(speed.timesMs.safe) / median(speed.timesMs.byHand), 1)} times as long as that least.`,
  ];
}

/** The page of the docs. */
export function page(result) {
  return `# What closing leaves behind

Written by \`npm run bench:cleanup -- --write\`; the command needs a build, node-libcurl and about a quarter of an hour on a quiet machine; \`--continue\` goes on where a run was cut.

![How many of the clients each way of closing succeeds with, by state](cleanup.svg)

${markdown(result)}

## How it is measured

- A client is a \`Curl\` with one request. Batches of clients run in a process of their own each, against servers on the loopback in another
  process; the ways of closing take turns.
- **Success**: no promise pending, the handle closed, the socket gone on the server's side while the process still lived (with HTTP/2, the stream), and
  the process ended by itself. Sockets are counted, not told apart: each open one counts against a client. A process that did not end, or a
  bystander that was harmed, counts against its whole batch.
- **Median and p99** are from asking one client to close until that was done; all clients of a batch are asked at once. Of a transfer that never ends,
  \`safelyCloseClient()\` waits for its polite phase first, 100 ms by default; the rows with \`politeMs: 0\` do without.
- **States.** Silent: the server never answers. Dripping: a byte every 5 ms. Flooding: as fast as the loopback takes it, ${states.flood.atOnce} downloads at once.
  Connecting: in a TLS handshake with a peer that says nothing. Uploading: the server reads slowly, without end. Paused: by the client itself. Queued: in a \`Multi\` of
  their own that allows ${states.queued.connections} connections; there, a bare close takes each handle out of the \`Multi\` first and closes that last. HTTP/2: one connection for all, on which
  another request must get its answer afterwards; libcurl resets a stream with the next traffic on its connection, so streams are counted then. Mixed: ${states.mixed.parts.map((part) => title(part)).join('; ')}, in turns.
- **Answered** has no part in the goals: the socket of an answered request belongs to the connection cache that all \`Curl\`s of a process share, not to the client. No
  way of closing one client ends it, and it does not keep the process from ending. Only a \`Multi\` of its own, which a \`CurlSession\` has, promises no socket.
- **Closing at once**: one warm process, the ways take turns, young garbage is collected before each. A loop of \`close()\` leaves every promise of a request
  in flight pending for ever, so it does less. The hand-written aborts are the least that settles them too, with node-libcurl's public methods.
- **What these ratios depend on**: idle clients are closed many rounds over, so that the code is compiled. In the first thousands of closings, or after each full collection, which throws compiled
  code away, they take longer than the goal allows. On a busy machine both ratios differ from run to run by a third and more, and the least that settles with them: a verdict near its limit is one run's.
`;
}

const style = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .heading { font-weight: 600; font-size: 15px }
  .quiet { fill: #57606a; font-size: 12px }
  .bare { fill: #8c959f } .patient { fill: #bf8700 } .safe { fill: #0969da } .axis { stroke: #d0d7de }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .quiet { fill: #8b949e } .bare { fill: #6e7681 } .patient { fill: #d29922 } .safe { fill: #58a6ff } .axis { stroke: #30363d }
  }`;

/** A bar for each state and way of closing; a stump marks none at all. */
export function chart({ cells }) {
  const drawn = ['bare', 'patient', 'safe'];
  const [width, left, right, barHeight, gap] = [860, 220, 790, 9, 14];
  const measured = Object.keys(states).filter((state) => cells.some((cell) => cell.state === state && cell.clients > 0));
  const across = (share) => left + share * (right - left);
  const rows = measured.flatMap((state, index) => {
    const top = 70 + index * (drawn.length * barHeight + gap);
    const bars = drawn.flatMap((method, position) => {
      const { successRate } = cells.find((cell) => cell.state === state && cell.method === method);
      const y = top + position * barHeight;
      return [
        `<rect class="${method}" x="${left}" y="${y}" width="${Math.max(2, across(successRate) - left).toFixed(1)}" height="${barHeight - 1}"/>`,
        ...(method === 'safe' ? [`<text class="quiet" x="${(Math.max(across(successRate), left + 2) + 6).toFixed(1)}" y="${y + 8}">${percent(successRate)}</text>`] : []),
      ];
    });
    return [`<text x="${left - 10}" y="${top + 18}" text-anchor="end">${title(state)}</text>`, ...bars];
  });
  const bottom = 70 + measured.length * (drawn.length * barHeight + gap);
  const key = drawn.map((method, index) => `<rect class="${method}" x="${left + index * 190}" y="40" width="12" height="12"/><text x="${left + 18 + index * 190}" y="51">${methods[method].replaceAll('`', '')}</text>`);
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) => `<line class="axis" x1="${across(share)}" x2="${across(share)}" y1="62" y2="${bottom - 6}"/><text class="quiet" x="${across(share)}" y="${bottom + 12}" text-anchor="middle">${share * 100} %</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 26}" role="img" aria-label="What closing leaves behind">
<style>${style}
</style>
<text class="heading" x="16" y="24">Clients of which nothing was left, by state and way of closing</text>
${[...key, ...marks, ...rows].join('\n')}
</svg>
`;
}
