// How the cost grows with the length of one function.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './corpus.mjs';
import { lintTimes } from './measure.mjs';

export const lengths = [1000, 2500, 5000, 10000];
const folder = join(root, '.cache', 'bench-lint-growth');

const lines = (count, line) => Array.from({ length: count }, (_, index) => line(index)).join('\n');
const inFunction = (body) => `import { Curl } from 'node-libcurl';\nexport async function work(input) {\n${body}\n}\n`;

/** Functions of a number of statements; every call in them may throw, and so is a way out. */
export const shapes = {
  'one session, closed in `finally`': (count) =>
    inFunction(`const curl = new Curl();\ntry {\ncurl.perform();\n${lines(count - 4, (index) => `input.step${String(index)}(${String(index)});`)}\n} finally {\ncurl.close();\n}`),
  'one session, used by every statement': (count) =>
    inFunction(`const curl = new Curl();\ntry {\n${lines(count - 3, (index) => `curl.setOpt('URL', input.part${String(index)});`)}\n} finally {\ncurl.close();\n}`),
  'a session in every ten statements': (count) =>
    inFunction(lines(Math.floor(count / 10), (index) => {
      const name = `curl${String(index)}`;
      return `const ${name} = new Curl();\ntry {\n${name}.perform();\n${lines(6, (step) => `input.step${String(step)}(${name});`)}\n} finally {\n${name}.close();\n}`;
    })),
  'one session, a branch in every second statement': (count) =>
    inFunction(`const curl = new Curl();\ntry {\ncurl.perform();\n${lines(Math.floor((count - 4) / 2), (index) => `if (input.flag${String(index)}) input.step${String(index)}(curl);`)}\n} finally {\ncurl.close();\n}`),
};

/**
 * Lints every shape in every length.
 *
 * @returns For every shape a list with, for every length, `statements`, and the least of several runs' `pluginMs` and `totalMs`.
 */
export async function growth(rounds, tell) {
  mkdirSync(folder, { recursive: true });
  const grown = {};
  const fileOf = (shape, count) => {
    const path = join(folder, `shape-${String(Object.keys(shapes).indexOf(shape))}-${String(count)}.mjs`);
    writeFileSync(path, shapes[shape](count));
    return path;
  };
  for (const shape of Object.keys(shapes)) {
    tell(`growth: ${shape}`);
    // What the first lengths would otherwise pay for the engine's warming up.
    for (let run = 0; run < 3; run += 1) await lintTimes([fileOf(shape, lengths[0])], 'recommended');
    grown[shape] = [];
    for (const statements of lengths) {
      const path = fileOf(shape, statements);
      const runs = [];
      for (let round = 0; round < rounds; round += 1) runs.push(await lintTimes([path], 'recommended'));
      grown[shape].push({ statements, pluginMs: Math.min(...runs.map((run) => run.pluginMs)), totalMs: Math.min(...runs.map((run) => run.totalMs)) });
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return grown;
}
