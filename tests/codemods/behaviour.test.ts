/**
 * What a program does stays the same: whole programs run before and after their migration, with real clients against real
 * servers on the loopback. Everything that they say and every request that the servers see must be alike; after the migration
 * they must also end by themselves and leave no socket.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeAll, closing } from 'safely-close';
import { migrateSource } from 'safely-close-codemod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const programs = new URL('./behaviour/', import.meta.url).pathname;
const modules = new URL('../../node_modules', import.meta.url).pathname;
const libcurl = spawnSync(process.execPath, ['-e', "require('node-libcurl')"], { cwd: modules });

interface Site {
  readonly origins: readonly string[];
  /** Takes what was asked for since the last call. */
  requests(): string[];
  openSockets(): number;
  close(): Promise<void>;
}

async function startSite(): Promise<Site> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const answers: Record<string, [status: number, body: string]> = { '/text': [200, 'hello'], '/json': [200, '{"a":1}'], '/slow': [200, 'late'] };
  await using starting = new AsyncDisposableStack();
  const servers = [
    starting.use(closing(createServer((request, response) => {
      const path = request.url ?? '';
      asked.push(`${String(request.method)} ${path}`);
      if (path === '/drop') return void request.socket.destroy();
      const [status, body] = answers[path] ?? [404, 'nothing'];
      response.writeHead(status, { 'content-type': 'text/plain' });
      setTimeout(() => response.end(body), path === '/slow' ? 500 : 0);
    }))),
    starting.use(closing(createHttp2Server())).on('stream', (stream, headers) => {
      const path = headers[':path'] ?? '';
      asked.push(`h2 ${path}`);
      const [status, body] = answers[path] ?? [404, 'nothing'];
      stream.respond({ ':status': status });
      stream.end(body);
    }),
  ];
  for (const server of servers) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
  const started = starting.move();
  return {
    origins: servers.map((server) => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`),
    requests: () => asked.splice(0),
    openSockets: () => sockets.size,
    close: async () => {
      await closeAll(sockets);
      await started.disposeAsync();
    },
  };
}

interface Run {
  /** The lines that the program said. */
  readonly lines: string[];
  readonly endedByItself: boolean;
  readonly stderr: string;
}

/** Runs a program until it ends, or until it has said that it is done and then does not end. */
function runProgram(file: string, origins: readonly string[], graceMs: number): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [file, ...origins], (error, stdout, stderr) => {
      resolve({ lines: stdout.split('\n').filter((line) => line !== ''), endedByItself: error === null, stderr });
    });
    child.stdout?.on('data', (text: string) => {
      if (text.includes('["done"]')) setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
    });
    setTimeout(() => child.kill('SIGKILL'), 45_000).unref();
  });
}

describe.skipIf(libcurl.status !== 0)('programs do the same before and after (needs node-libcurl)', () => {
  let site: Site;
  let folder: string;
  beforeAll(async () => {
    site = await startSite();
    folder = mkdtempSync(join(tmpdir(), 'safely-close-behaviour-'));
    symlinkSync(modules, join(folder, 'node_modules'));
  });
  afterAll(async () => {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(readdirSync(programs))('%s', (name) => {
    const source = readFileSync(join(programs, name), 'utf8');

    test.each(['await-using', 'try-finally'] as const)('with %s', async (closeStyle) => {
      const outcome = migrateSource(name, source, { closeStyle, moduleSystem: name.endsWith('.cjs') ? 'commonjs' : 'esm' });
      if (outcome.status === 'failed') throw new Error(outcome.problem.message);
      expect(outcome.sites.filter((site) => site.outcome !== 'changed')).toEqual([]);

      writeFileSync(join(folder, `before-${name}`), source);
      writeFileSync(join(folder, `after-${name}`), outcome.text);
      const before = await runProgram(join(folder, `before-${name}`), site.origins, 300);
      const requestsBefore = site.requests();
      const after = await runProgram(join(folder, `after-${name}`), site.origins, 20_000);
      const requestsAfter = site.requests();

      expect(before.lines.at(-1)).toBe('["done"]');
      expect(after.stderr).toBe('');
      expect(after.lines).toEqual(before.lines);
      expect(requestsAfter).toEqual(requestsBefore);
      expect(after.endedByItself).toBe(true);
      await expect.poll(() => site.openSockets(), { timeout: 5_000 }).toBe(0);
    });
  });
});
