/** testcontainers on a server that stands in for the Docker engine, which cannot be had everywhere: what is asked of it, and what is said where it does not answer. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closing, safelyCloseClient } from 'safely-close';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { serviceLibrary } from './support/service-library.ts';

const { exports, missing } = await serviceLibrary('testcontainers');

const container = { Id: 'one', Name: '/one', State: { Status: 'running', Running: true }, Config: { Hostname: 'one', Labels: {} }, HostConfig: {}, NetworkSettings: { Ports: {}, Networks: {} } };
const answers: Readonly<Record<string, unknown>> = {
  'GET /info': { ServerVersion: '28', OperatingSystem: 'none', OSType: 'linux', Architecture: 'none', NCPU: 1, MemTotal: 1, Labels: [] },
  'GET /images/anything:latest/json': { Id: 'sha256:1', Config: {} },
  'GET /containers/json': [],
  'POST /containers/create': { Id: 'one', Warnings: [] },
  'GET /containers/one/json': container,
};

describe.skipIf(missing !== undefined)(`testcontainers${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  const asked: string[] = [];
  let hangs = false;
  let docker: Server;
  beforeAll(async () => {
    docker = createServer((request: IncomingMessage, response: ServerResponse) => {
      const what = `${request.method ?? ''} ${request.url?.split('?')[0]?.replace(/^\/v[\d.]+/, '') ?? ''}`;
      asked.push(what);
      request.resume();
      if (hangs) return;
      const body = answers[what];
      response.writeHead(body === undefined ? 204 : what === 'POST /containers/create' ? 201 : 200, { 'content-type': 'application/json' }).end(body === undefined ? undefined : JSON.stringify(body));
    });
    await new Promise<void>((resolve) => docker.listen(0, '127.0.0.1', resolve));
    process.env['DOCKER_HOST'] = `tcp://127.0.0.1:${String((docker.address() as AddressInfo).port)}`;
    process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  });
  afterEach(() => {
    hangs = false;
    asked.length = 0;
  });
  afterAll(() => safelyCloseClient(docker, { politeMs: 0 }));

  const started = async (): Promise<object> => closing(await new exports.GenericContainer('anything').withWaitStrategy(exports.Wait.forListeningPorts()).start());

  it('stops and removes the container', async () => {
    const session = await started();
    expect(await safelyCloseClient(session, { timeoutMs: 10_000 })).toMatchObject({ outcome: 'closed', errors: [] });
    expect(asked).toContain('POST /containers/one/stop');
    expect(asked).toContain('DELETE /containers/one');
    expect(await safelyCloseClient(session)).toMatchObject({ outcome: 'already-closed' });
  });

  it('is said to be left open where the engine does not answer, within the deadline', async () => {
    const session = await started();
    hangs = true;
    expect(await safelyCloseClient(session, { timeoutMs: 300 })).toMatchObject({ outcome: 'remaining', remaining: [{ kind: 'session', label: 'testcontainers StartedTestContainer' }] });
  });
});
