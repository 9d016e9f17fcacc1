/** MQTT.js against a real Mosquitto: everything settles, the broker sees whether it was a goodbye, and who has gone. */
import { writeFileSync } from 'node:fs';
import mqtt from 'mqtt';
import type { MqttClient } from 'mqtt';
import { isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMisbehavingPeer } from '../runtime/support/misbehaving-peer.ts';
import { watch } from '../runtime/support/watched.ts';
import { whyMissing } from './support/programs.ts';
import { eventually, startService } from './support/service.ts';
import type { Service } from './support/service.ts';

const missing = whyMissing('Mosquitto', 'mosquitto');
const host = '127.0.0.1';

describe.skipIf(missing !== undefined)(`Mosquitto${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let server: Service;
  let observer: MqttClient;
  const heard: { readonly topic: string; readonly text: string }[] = [];
  const connect = (port = server.port): Promise<MqttClient> => mqtt.connectAsync(`mqtt://${host}:${String(port)}`, { reconnectPeriod: 50, will: { topic: 'wills', payload: Buffer.from('gone without a word'), qos: 0, retain: false } });
  const wills = (): number => heard.filter(({ topic }) => topic === 'wills').length;
  /** The broker counts, and says so once a second. */
  const connected = (): string | undefined => heard.findLast(({ topic }) => topic === '$SYS/broker/clients/connected')?.text;

  beforeAll(async () => {
    server = await startService({
      name: 'mosquitto',
      program: 'mosquitto',
      parameters(port, folder) {
        const file = `${folder}/mosquitto.conf`;
        writeFileSync(file, `listener ${String(port)} ${host}\nallow_anonymous true\nsys_interval 1\npersistence false\n${process.getuid?.() === 0 ? 'user root\n' : ''}`);
        return ['-c', file];
      },
      async answers(port) {
        const client = await mqtt.connectAsync(`mqtt://${host}:${String(port)}`, { reconnectPeriod: 0 });
        await client.endAsync();
      },
    });
    observer = await mqtt.connectAsync(`mqtt://${host}:${String(server.port)}`);
    observer.on('message', (topic, payload) => heard.push({ topic, text: payload.toString() }));
    await observer.subscribeAsync(['wills', 'work/#', '$SYS/broker/clients/connected']);
  });
  afterAll(async () => {
    await safelyCloseClient(observer);
    await server.stop();
  });

  it('says goodbye when nothing is under way: its will is not read', async () => {
    const client = await connect();
    await client.subscribeAsync('work/#');
    await client.publishAsync('work/one', 'done', { qos: 2 });
    expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'closed', phase: 'polite' });
    await eventually(() => expect(heard).toContainEqual({ topic: 'work/one', text: 'done' }));
    await eventually(() => expect(connected()).toBe('1'));
    expect(wills()).toBe(0);
  });

  it('breaks off what is never acknowledged, and the broker reads its will; the neighbour stays connected', async () => {
    const neighbour = await connect();
    const peer = await startMisbehavingPeer({ realPort: server.port, endless: Buffer.alloc(0) });
    const client = await connect(peer.port);
    peer.misbehave('ignores the goodbye');
    const answers = [1, 2].map((qos) => watch(client.publishAsync('work/two', 'never', { qos: qos === 1 ? 1 : 2 })));
    const before = peer.connections();
    expect(await safelyCloseClient(client, { politeMs: 50 })).toMatchObject({ outcome: 'closed', phase: 'cancel' });
    for (const answer of answers) await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
    expect(await peer.left()).toBe(0);
    await eventually(() => expect(wills()).toBe(1));
    await eventually(() => expect(connected()).toBe('2'));
    expect(peer.connections()).toBe(before);
    expect(heard.some(({ text }) => text === 'never')).toBe(false);
    expect(neighbour.connected).toBe(true);
    expect(await safelyCloseClient(neighbour)).toMatchObject({ outcome: 'closed', phase: 'polite' });
    await eventually(() => expect(connected()).toBe('1'));
    await peer.close();
  });
});
