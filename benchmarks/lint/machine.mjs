// On what the figures were measured.
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

const require = createRequire(import.meta.url);
const versionOf = (name) => require(`${name}/package.json`).version;

export function machine() {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    loadBefore: Math.round(loadavg()[0] * 10) / 10,
    system: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    eslint: versionOf('eslint'),
    typescriptEslint: versionOf('typescript-eslint'),
    typescript: versionOf('typescript'),
  };
}
