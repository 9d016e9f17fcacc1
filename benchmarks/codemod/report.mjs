// The figures for people: a page of the docs, and its chart.
import { chartStyle, escaped, pixels } from '../chart.mjs';
import { median, number } from '../figures.mjs';
import { longestFile, mostOfOnePackage } from './corpus.mjs';

const goals = { ratio: 10, growth: 1.5 };
/** Megabytes in which a run of any size shall find room for what lives on. */
export const boundedHeapMb = 256;
const seconds = (ms) => `${number(ms / 1_000, 1)} s`;
const megabytes = (kb) => `${number(kb / 1_024)} MB`;
const met = (isMet) => (isMet ? 'met' : 'missed');
const times = (runs) => runs.map(({ ms }) => ms);

/** The rival's time to ours, round by round, because rounds differ more than contenders. */
const ratios = ({ codemod, jscodeshift }) => codemod.map((own, round) => jscodeshift[round].ms / own.ms);

export function verdicts({ all, sessions, memory, same }) {
  const growth = memory.at(-1).peakKb / memory[0].peakKb;
  return [
    { goal: `all files: at least ${String(goals.ratio)} times as fast as jscodeshift's runner`, measured: `${number(median(ratios(all)), 1)} times`, isMet: median(ratios(all)) >= goals.ratio },
    { goal: 'files with sessions only: no slower than jscodeshift\'s runner', measured: `${number(median(ratios(sessions)), 1)} times`, isMet: median(ratios(sessions)) >= 1 },
    { goal: `four times the files take at most ${String(goals.growth)} times the memory`, measured: `${number(growth, 2)} times`, isMet: growth <= goals.growth },
    { goal: `all files within a heap of ${String(boundedHeapMb)} MB`, measured: memory.at(-1).bounded.isEnough ? `${megabytes(memory.at(-1).bounded.peakKb)} at its peak` : 'too small', isMet: memory.every(({ bounded }) => bounded.isEnough) },
    { goal: '`--workers 2` comes to the same files and sites', measured: said(same.workers), isMet: same.workers.files && same.workers.sites },
    { goal: '`--shard 1/4` to `4/4` add up to the same files and sites', measured: said(same.shards), isMet: same.shards.files && same.shards.sites },
  ];
}

const said = ({ files, sites }) => (files && sites ? 'byte for byte' : `files ${files ? 'equal' : 'differ'}, sites ${sites ? 'equal' : 'differ'}`);

export function markdown(result) {
  const { machine, corpus, all, sessions, memory, rounds } = result;
  const row = (name, { codemod, jscodeshift }) => `| ${name} | ${seconds(median(times(codemod)))} | ${seconds(median(times(jscodeshift)))} | ${number(median(ratios({ codemod, jscodeshift })), 1)} | ${number(Math.min(...ratios({ codemod, jscodeshift })), 1)} – ${number(Math.max(...ratios({ codemod, jscodeshift })), 1)} |`;
  return [
    '| Goal | Measured | |',
    '| --- | --- | --- |',
    ...verdicts(result).map(({ goal, measured, isMet }) => `| ${goal} | ${measured} | ${met(isMet)} |`),
    '',
    '| Files | safely-close-codemod | jscodeshift | Times | From – to |',
    '| --- | --: | --: | --: | --: |',
    row(`all ${number(corpus.files)}`, all),
    row(`the ${number(corpus.sessionFiles)} with sessions`, sessions),
    '',
    `| Files | Peak of resident memory | with a heap of ${String(boundedHeapMb)} MB |`,
    '| --: | --: | --: |',
    ...memory.map(({ files, peakKb, bounded }) => `| ${number(files)} | ${megabytes(peakKb)} | ${bounded.isEnough ? megabytes(bounded.peakKb) : 'too small'} |`),
    '',
    `Measured on ${machine.processor}, ${String(machine.cores)} cores, ${String(machine.memoryGb)} GB, ${machine.system}, load average before the run ${String(machine.loadBefore)}; Node.js ${machine.node}, jscodeshift ${machine.jscodeshift}, TypeScript ${machine.typescript}. Rounds: ${String(rounds)}, of which the medians are given. Other work on the machine makes the seconds longer for both; the ratios are of runs side by side.`,
  ].join('\n');
}

export function page(result) {
  const { corpus } = result;
  return `# What the codemod costs

Written by \`npm run bench:codemod -- --write\`; the command needs a build, some ten minutes and a machine with nothing else to do.

![Seconds for all files and for those with sessions, and memory by the number of files](codemod.svg)

${markdown(result)}

## How it is measured

- The corpus is real: whole packages as they are installed in the workspace, copied to a folder of their own, ${number(corpus.files)} files of
  ${number(corpus.packages)} packages. In ${number(corpus.sessionFiles)} of them, two in a hundred, the migration finds a session. Packages of more than ${String(mostOfOnePackage)} files, files of over
  ${String(longestFile / 1_024)} KB and files with more than 200 characters a line, which are bundles, are left out.
- The rival is jscodeshift's own runner with the transform that one usually writes: it parses each file, looks for an import of a client
  library, and then does the same as ours, because it calls the same code. Its transform is not sent through Babel (\`--no-babel\`), which
  would only cost it time. Of its two ways to run, in band and with as many workers as it likes, the faster one of each round counts.
- Ours runs in one thread. Both start as a process and write nothing (\`--dry-run\`, \`--dry\`).
- What makes the difference is the look at the text: a file that names no client library is never parsed. On the files with sessions
  alone that gains nothing, and the second row says what is left. Ours looks into neighbours there as well, which jscodeshift's runner,
  one file at a time, does not.
- Ours keeps what Node.js compiled of it from one run to the next, as it does for everybody; the first run on a machine takes some tenths
  of a second more.
- Memory is the peak of the process's resident memory, over parts of the corpus with the same share of sessions. Node.js lets garbage lie
  as long as there is room, so the second figure is that of a process with little room (\`--max-old-space-size=${String(boundedHeapMb)}\`): what a run
  has to keep does not grow with the number of files.
- For the last two goals copies of the corpus are rewritten and compared byte for byte; the sites are those of the JSON report.
`;
}

export function chart(result) {
  const groups = [
    { name: `all ${number(result.corpus.files)} files`, ...result.all },
    { name: `the ${number(result.corpus.sessionFiles)} files with sessions`, ...result.sessions },
  ];
  const bars = groups.flatMap(({ name, codemod, jscodeshift }) => [
    { label: `${name}: safely-close-codemod`, kind: 'own', value: median(times(codemod)), text: seconds(median(times(codemod))) },
    { label: 'jscodeshift', kind: 'rival', value: median(times(jscodeshift)), text: seconds(median(times(jscodeshift))) },
  ]);
  const memory = result.memory.map(({ files, peakKb }) => ({ label: `${number(files)} files`, kind: 'own', value: peakKb, text: megabytes(peakKb) }));
  const [time, space] = [barRows(bars, 52), barRows(memory, 52 + bars.length * 30 + 56)];
  const height = 52 + bars.length * 30 + 56 + memory.length * 30 + 16;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-label="What the codemod costs">
<style>${chartStyle}
</style>
<text class="heading" x="16" y="24">Seconds, shorter is better</text>
${time}
<text class="heading" x="16" y="${String(52 + bars.length * 30 + 28)}">Peak of resident memory</text>
${space}
</svg>
`;
}

const width = 860;
const left = 340;

function barRows(rows, top) {
  const most = Math.max(...rows.map(({ value }) => value));
  return rows
    .map(({ label, kind, value, text }, index) => {
      const y = top + index * 30;
      const length = Math.max(2, (value / most) * (width - left - 100));
      return `<text x="${String(left - 10)}" y="${String(y + 15)}" text-anchor="end">${escaped(label)}</text>\n<rect class="${kind}" x="${String(left)}" y="${String(y)}" width="${pixels(length)}" height="20" rx="2"/>\n<text class="quiet" x="${pixels(left + length + 8)}" y="${String(y + 15)}">${text}</text>`;
    })
    .join('\n');
}
