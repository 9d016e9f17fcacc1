// The figures for people: a table, and a chart that suits light and dark pages.

import { chartStyle as style, escaped, pixels } from '../chart.mjs';
import { median, number, percent } from '../figures.mjs';
import { mostOfOnePackage } from './corpus.mjs';

const goals = { without: 0.02, withSessions: 0.1, importMs: 60, growth: 2 };

const met = (isMet) => (isMet ? 'met' : 'missed');

/** The runs of two groups of files taken as runs over both. */
const together = (one, other) =>
  one.map((run, index) => ({
    ...run,
    files: run.files + other[index].files,
    lines: run.lines + other[index].lines,
    totalMs: run.totalMs + other[index].totalMs,
    pluginMs: run.pluginMs + other[index].pluginMs,
  }));

function summary(runs) {
  const shares = runs.map((run) => run.pluginMs / run.totalMs);
  return {
    files: runs[0].files,
    lines: runs[0].lines,
    totalMs: median(runs.map((run) => run.totalMs)),
    pluginMs: median(runs.map((run) => run.pluginMs)),
    share: median(shares),
    least: Math.min(...shares),
    most: Math.max(...shares),
  };
}

const typedNames = { recommended: '`recommended`', 'recommended-type-checked': '`recommended-type-checked`', 'no-floating-promises': '`@typescript-eslint/no-floating-promises`' };

function groupsOf(result) {
  return [
    { name: 'files without sessions', runs: together(result.without, result.throughImports), goal: goals.without },
    { name: '– no client behind imports either', runs: result.without },
    { name: '– a client behind imports', runs: result.throughImports },
    { name: 'files with sessions: installed packages', runs: result.withSessions, goal: goals.withSessions },
    { name: 'files with sessions: this workspace', runs: result.workspace, goal: goals.withSessions },
    ...Object.entries(result.typed).map(([name, runs]) => ({ name: `typed files with sessions: ${typedNames[name]}`, runs, isRival: name === 'no-floating-promises', ...(name === 'recommended' ? { goal: goals.withSessions } : {}) })),
  ].map((group) => ({ ...group, ...summary(group.runs) }));
}

const perStatement = ({ pluginMs, statements }) => (pluginMs / statements) * 1000;
const growthOf = (points) => perStatement(points.at(-1)) / perStatement(points[0]);

/** All goals, each with what was measured and whether it is met. */
export function verdicts(result) {
  const groups = groupsOf(result);
  const share = (name) => groups.find((group) => group.name === name).share;
  const rival = summary(result.typed['no-floating-promises']).pluginMs;
  const own = summary(result.typed.recommended).pluginMs;
  const loaded = median(result.importMs);
  const worst = Math.max(...Object.values(result.growth).map(growthOf));
  const judged = (goal, measured, isMet) => ({ goal, measured, isMet });
  const shareGoal = (name, most) => judged(`${name}: all eleven rules at most ${String(most * 100)} % of ESLint's time`, percent(share(name)), share(name) <= most);
  return [
    shareGoal('files without sessions', goals.without),
    shareGoal('files with sessions: installed packages', goals.withSessions),
    shareGoal('files with sessions: this workspace', goals.withSessions),
    judged('on the same typed files, all eleven rules (`recommended`) cost less than `@typescript-eslint/no-floating-promises`', `${number(own)} ms and ${number(rival)} ms, ${number(own / rival, 2)} times`, own < rival),
    judged(`a statement of 10,000 costs at most ${String(goals.growth)} times one of 1,000 (linear growth, with room for noise)`, `${number(worst, 2)} times in the worst shape`, worst <= goals.growth),
    judged(`the plugin loads in under ${String(goals.importMs)} ms (median of ${String(result.importMs.length)} processes)`, `${number(loaded)} ms`, loaded < goals.importMs),
  ];
}

/** Goals, then the tables behind them. */
export function markdown(result) {
  const { machine } = result;
  const groups = groupsOf(result);
  const statements = Object.values(result.growth)[0].map((point) => point.statements);
  const lines = [
    '| Goal | Measured | |',
    '| --- | --- | --- |',
    ...verdicts(result).map(({ goal, measured, isMet }) => `| ${goal} | ${measured} | ${met(isMet)} |`),
    '',
    '| Files | Number | Lines | ESLint, ms | Rules, ms | Share | From – to |',
    '| --- | --: | --: | --: | --: | --: | --: |',
    ...groups.map(({ name, files, lines: count, totalMs, pluginMs, share, least, most }) => `| ${name} | ${number(files)} | ${number(count)} | ${number(totalMs)} | ${number(pluginMs)} | ${percent(share)} | ${percent(least)} – ${percent(most)} |`),
    '',
    `| Microseconds a statement, function of … | ${statements.map((count) => number(count)).join(' | ')} | Last to first |`,
    `| --- | ${statements.map(() => '--:').join(' | ')} | --: |`,
    ...Object.entries(result.growth).map(([shape, points]) => `| ${shape} | ${points.map((point) => number(perStatement(point), 1)).join(' | ')} | ${number(growthOf(points), 2)} |`),
    '',
    `Measured on ${machine.processor}, ${String(machine.cores)} cores, ${String(machine.memoryGb)} GB, ${machine.system}, load average before the run ${String(machine.loadBefore)}; Node.js ${machine.node}, ESLint ${machine.eslint}, typescript-eslint ${machine.typescriptEslint}, TypeScript ${machine.typescript}. ` +
      `Rounds: ${String(result.rounds)}, of which the medians are given; the last column of the second table has the extremes.`,
  ];
  return lines.join('\n');
}

/** The page of the docs. */
export function page(result) {
  return `# What the rules cost

Written by \`npm run bench:lint -- --write\`; the command needs a build, a few minutes and a machine with nothing else to do.

![Shares of ESLint's time, and the time per statement of long functions](lint.svg)

${markdown(result)}

## How it is measured

- The times are ESLint's own statistics (\`stats: true\`). The total is everything that ESLint does with a file: parsing, scopes,
  code paths, all rules, reports. The rules beside which the plugin runs are those that ESLint itself calls recommended; a larger
  configuration makes the plugin's share smaller.
- Every round has a new ESLint and settings of its own, with which the plugin's caches start empty, as they do on a command line.
- The corpus is the JavaScript that the packages installed in the workspace ship: at most ${String(mostOfOnePackage)} files of one package for those
  without sessions, every file for those with sessions. A file has sessions where its text imports a library of the catalog, such as
  \`undici\`, and names one of its clients or what makes one; a name in prose, or an event that is called so, does not count. Where only the
  text of a relative import does, the rules look at that import, and the table has such files in a row of their own. Bundles are left out (${number(result.leftOut)} files of over 256 KB, or with over 200 characters a line). Files are parsed as the
  modules or scripts that they are; one that does not parse is left out.
- "This workspace" is the example, the inputs of the codemod's fixtures, and the tests of the runtime.
- Installed packages ship next to no TypeScript sources with sessions. The typed files are the TypeScript ones of "this workspace",
  linted with \`projectService\`. Every contender has a process of its own: the first rule that asks for types pays for the checker.
- Long functions are made up, in four shapes whose calls may all throw. The quickest round counts there.
`;
}

/** Bars of the shares, the goals as red strokes; below, a line for every shape of long functions. */
export function chart(result) {
  const width = 860;
  const left = 400;
  const groups = groupsOf(result);
  const most = Math.max(...groups.map((group) => Math.max(group.share, group.goal ?? 0)));
  const across = (share) => left + (share / most) * (width - left - 80);
  const bars = groups.flatMap(({ name, share, goal, isRival }, index) => {
    const top = 52 + index * 30;
    return [
      `<text x="${String(left - 10)}" y="${String(top + 15)}" text-anchor="end">${escaped(name)}</text>`,
      `<rect class="${isRival ? 'rival' : 'own'}" x="${String(left)}" y="${String(top)}" width="${pixels(across(share) - left)}" height="20" rx="2"/>`,
      `<text class="quiet" x="${pixels(Math.max(across(share), across(goal ?? 0)) + 8)}" y="${String(top + 15)}">${percent(share)}</text>`,
      ...(goal === undefined ? [] : [`<line class="goal" x1="${pixels(across(goal))}" x2="${pixels(across(goal))}" y1="${String(top - 3)}" y2="${String(top + 23)}"/>`]),
    ];
  });
  const start = 52 + groups.length * 30 + 50;
  const high = 180;
  const entries = Object.entries(result.growth);
  const points = entries.flatMap(([, list]) => list);
  const slowest = Math.max(...points.map(perStatement));
  const longest = Math.max(...points.map(({ statements }) => statements));
  const plotRight = 500;
  const x = (statements) => 60 + (statements / longest) * (plotRight - 60);
  const y = (value) => start + 20 + high - (value / slowest) * high;
  const lines = entries.flatMap(([shape, list], index) => [
    `<polyline class="line s${String(index)}" points="${list.map((point) => `${pixels(x(point.statements))},${pixels(y(perStatement(point)))}`).join(' ')}"/>`,
    `<line class="line s${String(index)}" x1="530" x2="550" y1="${String(start + 40 + index * 24)}" y2="${String(start + 40 + index * 24)}"/>`,
    `<text x="558" y="${String(start + 44 + index * 24)}">${escaped(shape)}</text>`,
  ]);
  const marks = entries[0][1].map(({ statements }) => `<text class="quiet" x="${pixels(x(statements))}" y="${String(start + high + 38)}" text-anchor="middle">${number(statements)}</text>`);
  const height = start + high + 70;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-label="What the rules cost">
<style>${style}
</style>
<text class="heading" x="16" y="24">Share of ESLint's time that all eleven rules take (red: the goal)</text>
${bars.join('\n')}
<text class="heading" x="16" y="${String(start)}">Microseconds a statement, by the length of the function</text>
<line class="axis" x1="60" x2="${String(plotRight)}" y1="${String(start + 20 + high)}" y2="${String(start + 20 + high)}"/>
<line class="axis" x1="60" x2="60" y1="${String(start + 20)}" y2="${String(start + 20 + high)}"/>
<text class="quiet" x="52" y="${String(start + 26)}" text-anchor="end">${number(slowest, slowest < 10 ? 1 : 0)}</text>
<text class="quiet" x="52" y="${String(start + 24 + high)}" text-anchor="end">0</text>
${marks.join('\n')}
<text class="quiet" x="${pixels((60 + plotRight) / 2)}" y="${String(start + high + 56)}" text-anchor="middle">statements</text>
${lines.join('\n')}
</svg>
`;
}
