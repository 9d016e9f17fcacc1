/** The server of an Express application, closed while a visitor misbehaves: the real library, raw connections. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isSessionClosed, safelyCloseClient } from 'safely-close';
import { describe, expect, it } from 'vitest';
import { describeClosedThoughVisitorsMisbehave, host } from '../runtime/support/closed-though-visitors-misbehave.ts';
import { eventually } from './support/service.ts';
import { serviceLibrary } from './support/service-library.ts';

const { exports, missing } = await serviceLibrary('express');
const express = exports?.default;

const open = async (): Promise<{ server: Server; port: number; ended: unknown[] }> => {
  const application = express();
  const ended: unknown[] = [];
  application.get('/', (request: { on(event: string, listener: (error: unknown) => void): void }) => request.on('error', (error) => ended.push(error)));
  application.get('/soon', (_request: unknown, response: { send(text: string): void }) => setTimeout(() => response.send('here'), 100));
  application.post('/', (request: { on(event: string, listener: (error: unknown) => void): void; resume(): void }) => {
    request.on('error', (error) => ended.push(error));
    request.resume();
  });
  const server: Server = await new Promise((resolve) => { const listens = application.listen(0, host, () => resolve(listens)); });
  return { server, port: (server.address() as AddressInfo).port, ended };
};

describeClosedThoughVisitorsMisbehave([{ library: 'express', name: 'Server', head: Buffer.from('GET / HTTP/1.1\r\nhost: here\r\n'), missing, open }]);

describe.skipIf(missing !== undefined)(`express${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  it('lets a request that is short end', async () => {
    const { server, port } = await open();
    const answer = fetch(`http://${host}:${String(port)}/soon`);
    await eventually(() => new Promise<void>((resolve, reject) => server.getConnections((_error, count) => (count > 0 ? resolve() : reject(new Error('nobody is there'))))));
    expect(await safelyCloseClient(server, { timeoutMs: 10_000, politeMs: 5_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
    expect(await (await answer).text()).toBe('here');
  });

  it('tells who reads an upload that the server was closed', async () => {
    const { server, port, ended } = await open();
    const { request } = await import('node:http');
    const upload = request({ host, port, method: 'POST', headers: { 'content-length': 1_000_000 } });
    upload.on('error', () => undefined);
    upload.write('x');
    await eventually(() => new Promise<void>((resolve, reject) => server.getConnections((_error, count) => (count > 0 ? resolve() : reject(new Error('nobody is there'))))));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await safelyCloseClient(server, { timeoutMs: 3_000, politeMs: 50 })).toMatchObject({ outcome: 'closed' });
    await eventually(() => expect(ended.some(isSessionClosed)).toBe(true));
  });

  it('leaves another server of the same application alone', async () => {
    const application = express();
    application.get('/', (_request: unknown, response: { send(text: string): void }) => response.send('fine'));
    const neighbour = createServer(application);
    await new Promise<void>((resolve) => neighbour.listen(0, host, resolve));
    const server: Server = await new Promise((resolve) => { const listens = application.listen(0, host, () => resolve(listens)); });
    expect(await safelyCloseClient(server)).toMatchObject({ outcome: 'closed' });
    expect(await (await fetch(`http://${host}:${String((neighbour.address() as AddressInfo).port)}/`)).text()).toBe('fine');
    expect(await safelyCloseClient(neighbour)).toMatchObject({ outcome: 'closed' });
  });
});
