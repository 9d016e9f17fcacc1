#!/usr/bin/env node
// Does what CONTRIBUTING.md says, to the letter, in a fresh copy of the repository: "npm run test:contributing". Its blocks are read
// by their info strings: `sh` must succeed, `sh fails` must fail and the `text says` after it stands in its output, `ts <path>` is
// what a file is made to hold. Ends with the line "N passed, N failed, N skipped".
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The blocks of a page, without the indentation of the list that they stand in. */
function blocksOf(markdown) {
  return [...markdown.matchAll(/^( *)```(\S+)(?: ([^\n]*))?\n([\s\S]*?)^ *```$/gm)].map(([, indentation, language, word, body]) => ({
    language,
    word,
    text: body.split('\n').map((line) => line.replace(indentation, '')).join('\n'),
  }));
}

/** The files of a clone, as they are now. It has no packages: the first command sets it up, which takes a minute or two. */
function copyRepository(folder) {
  const { stdout } = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  for (const path of stdout.trim().split('\n')) if (existsSync(join(root, path))) cpSync(join(root, path), join(folder, path));
}

const tally = { passed: 0, failed: 0, skipped: 0 };

function say(isAsSaid, what, output) {
  tally[isAsSaid ? 'passed' : 'failed'] += 1;
  console.log(`${isAsSaid ? '✓' : '✗'} ${what}`);
  if (!isAsSaid) console.log(output);
}

function run(folder, command) {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_(?!config_)|INIT_CWD$|NODE_ENV$)/i.test(name)));
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', command], { cwd: folder, encoding: 'utf8', env: { ...inherited, NO_COLOR: '1' }, maxBuffer: 64 * 1024 * 1024 });
  return { succeeded: status === 0, output: stdout + stderr };
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'safely-close-contributing-')));
try {
  copyRepository(folder);
  const setUp = run(folder, 'npm run setup');
  say(setUp.succeeded, 'npm run setup', setUp.output);
  const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const sections = page.split(/^## /m).filter((section) => /^Adding a (client|rule)\n/.test(section));
  if (sections.length !== 2) throw new Error('CONTRIBUTING.md has no sections on adding a client and a rule.');
  let lastOutput = '';
  for (const { language, word, text } of sections.flatMap(blocksOf)) {
    if (language === 'ts') {
      if (!existsSync(join(folder, dirname(word)))) throw new Error(`There is no folder for ${word}.`);
      writeFileSync(join(folder, word), text);
    } else if (language === 'text') {
      for (const words of text.trim().split('\n')) say(lastOutput.includes(words), `  saying "${words}"`, lastOutput);
    } else {
      for (const command of text.trim().split('\n')) {
        const { succeeded, output } = run(folder, command);
        lastOutput = output;
        say(succeeded === (word !== 'fails'), `${command}${word === 'fails' ? ' fails' : ''}`, output);
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exitCode = tally.failed > 0 ? 1 : 0;
