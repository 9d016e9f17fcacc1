/** A project in a temporary folder, and the command run in it as a user runs it. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Project {
  readonly folder: string;
  write(files: Readonly<Record<string, string | Uint8Array>>): void;
  read(path: string): string;
  /** Runs the command in the folder. */
  codemod(...commandArguments: string[]): Promise<Finished>;
  run(program: string, ...commandArguments: string[]): Promise<Finished>;
  remove(): void;
}

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const command = new URL('../../../node_modules/safely-close-codemod/dist/cli/main.js', import.meta.url).pathname;

export function createProject(files: Readonly<Record<string, string | Uint8Array>> = {}): Project {
  const folder = mkdtempSync(join(tmpdir(), 'safely-close-codemod-'));
  const project: Project = {
    folder,
    write(more) {
      for (const [path, content] of Object.entries(more)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    codemod: (...commandArguments) => project.run(process.execPath, command, ...commandArguments),
    run: (program, ...commandArguments) =>
      new Promise((resolve) => {
        const environment = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
        execFile(program, commandArguments, { cwd: folder, env: environment, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
          resolve({ exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
        });
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  project.write(files);
  return project;
}
