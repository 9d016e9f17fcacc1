// Compiles what uses the packages, their declarations checked too, with the TypeScript of the given name.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const [name] = process.argv.slice(2);
const { version, bin } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));

for (const [moduleResolution, module] of [['nodenext', 'nodenext'], ['bundler', 'esnext']]) {
  const config = `tsconfig.${name}.${moduleResolution}.json`;
  const compilerOptions = { noEmit: true, strict: true, target: 'es2022', lib: ['es2022'], module, moduleResolution, skipLibCheck: false, types: [] };
  writeFileSync(config, JSON.stringify({ compilerOptions, files: ['types/usage.ts', 'types/migrate.ts'] }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [`node_modules/${name}/${bin.tsc}`, '-p', config], { encoding: 'utf8' });
  if (status !== 0) {
    console.error(`TypeScript ${version}, ${moduleResolution}:\n${stdout}${stderr}`);
    process.exit(1);
  }
}
console.log(`TypeScript ${version}`);
