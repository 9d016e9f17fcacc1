import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closing, openHandles } from 'safely-close';
import { libcurlMissing, withLibcurl } from './support/libcurl.ts';
import { startMisbehavingServer } from './support/misbehaving-server.ts';
import type { MisbehavingServer } from './support/misbehaving-server.ts';
import { runScenario } from './support/run-scenario.ts';

describe('openHandles', () => {
  let server: MisbehavingServer;
  beforeAll(async () => {
    server = await startMisbehavingServer();
  });
  afterAll(() => server.close());

  it('gives what libuv watches, and lists what nobody knows as well', async () => {
    const listening = createServer().listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const { port } = listening.address() as { port: number };
    const isTheServer = ({ type, local, peer }: { type: string; local?: string; peer?: string }): boolean => type === 'tcp' && local === `127.0.0.1:${port}` && peer === undefined;
    expect(openHandles().find(isTheServer)).toMatchObject({ keepsProcessAlive: true, fd: expect.any(Number) as number });
    expect(openHandles().find(isTheServer)?.session).toBeUndefined();
    closing(listening);
    expect(openHandles().find(isTheServer)?.session).toMatchObject({ client: listening });
    listening.unref();
    expect(openHandles().find(isTheServer)).toMatchObject({ keepsProcessAlive: false });
    listening.close();
    await once(listening, 'close');
    expect(openHandles().find(isTheServer)).toBeUndefined();
  });

  it('tells both ends of a connection over IPv6', async ({ skip }) => {
    const listening = createServer().listen(0, '::1');
    await Promise.race([once(listening, 'listening'), once(listening, 'error').then(() => skip('this machine has no IPv6'))]);
    const { port } = listening.address() as { port: number };
    const socket = connect(port, '::1');
    await once(socket, 'connect');
    expect(openHandles().map(({ peer }) => peer)).toContain(`::1:${port}`);
    socket.destroy();
    listening.close();
  });

  // Which descriptor has which ends is read from Linux' /proc; elsewhere libcurl's polls have no ends.
  it.skipIf(libcurlMissing !== undefined || process.platform !== 'linux')(`finds the session of each handle, those of libcurl included${withLibcurl}`, async () => {
    const end = await runScenario('open-handles', [server.url], { nodeOptions: ['--import', 'safely-close/register'] });
    expect(end.lines).toEqual([
      [
        'poll 127.0.0.1:PORT 127.0.0.1:PEER true node-libcurl Curl',
        'poll 127.0.0.1:PORT 127.0.0.1:PEER true node-libcurl Multi',
        'process the child true ?',
        'tcp 127.0.0.1:PORT 127.0.0.1:PEER true net.Socket',
        'tcp 127.0.0.1:PORT 127.0.0.1:PEER true undici Pool',
        'tcp 127.0.0.1:PORT 127.0.0.1:SILENT true http2 ClientHttp2Session',
        'tcp 127.0.0.1:PORT true http.Server',
        'tcp 127.0.0.1:SILENT 127.0.0.1:PORT true net.Server',
        'tcp 127.0.0.1:SILENT true net.Server',
      ],
    ]);
  });
});
