/**
 * KafkaJS against the broker that librdkafka has for tests (Debian has no Kafka, but kcat starts it): everything settles, the
 * broker sees that they have gone, the neighbour goes on. It speaks the protocol of producers, consumers and their groups; not that of admins.
 */
import { readFileSync } from 'node:fs';
import { Kafka, logLevel } from 'kafkajs';
import type { Consumer, Producer } from 'kafkajs';
import { closing, isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watch } from '../runtime/support/watched.ts';
import { whyMissing } from './support/programs.ts';
import { eventually, startService } from './support/service.ts';
import type { Service } from './support/service.ts';

const missing = whyMissing('A broker of Kafka', 'kcat');
const host = '127.0.0.1';
const kafkaAt = (port: number): Kafka => new Kafka({ brokers: [`${host}:${String(port)}`], logLevel: logLevel.NOTHING });

/** The sockets of the broker that somebody is connected to. */
function connections(port: number): number {
  const established = '01';
  const address = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/tcp', 'utf8').split('\n').filter((line) => {
    const [, local, , state] = line.trim().split(/\s+/);
    return local === address && state === established;
  }).length;
}

describe.skipIf(missing !== undefined)(`Kafka${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let server: Service;
  let kafka: Kafka;
  let neighbour: Producer;
  let before: number;
  const send = (producer: Producer, value: string, topic = 'news') => producer.send({ topic, messages: [{ key: 'one', value }] });

  beforeAll(async () => {
    server = await startService({
      name: 'kafka',
      program: 'kcat',
      // The address is asked for, and not used. As a consumer, it stays.
      parameters: () => ['-C', '-b', 'unused', '-X', 'test.mock.num.brokers=1', '-d', 'mock', '-t', 'unused'],
      saysPort: (said) => Number(/bootstrap\.servers=127\.0\.0\.1:(\d+)/.exec(said)?.[1]) || undefined,
      async answers(port) {
        const producer = kafkaAt(port).producer();
        await producer.connect();
        await producer.disconnect();
      },
    });
    kafka = kafkaAt(server.port);
    neighbour = kafka.producer();
    await neighbour.connect();
    await send(neighbour, 'the first');
    before = await eventually(() => {
      const count = connections(server.port);
      expect(count).toBeGreaterThan(0);
      return count;
    });
  });
  afterAll(async () => {
    await safelyCloseClient(neighbour);
    await server.stop();
  });

  const onlyTheNeighbour = async (): Promise<void> => {
    await eventually(() => expect(connections(server.port)).toBe(before));
    expect(await send(neighbour, 'still there')).toMatchObject([{ errorCode: 0 }]);
  };

  it('lets a producer go when nothing is under way', async () => {
    const producer = closing(kafka.producer());
    await producer.connect();
    expect(await send(producer, 'done')).toMatchObject([{ errorCode: 0 }]);
    expect(connections(server.port)).toBeGreaterThan(before);
    expect(await safelyCloseClient(producer, { politeMs: 5_000, timeoutMs: 10_000 })).toMatchObject({ outcome: 'closed', phase: 'polite', errors: [] });
    await onlyTheNeighbour();
  });

  it('settles a message that a broker does not take any more', async () => {
    const producer = closing(kafka.producer());
    await producer.connect();
    await send(producer, 'done');
    await server.freeze();
    const sent = watch(send(producer, 'never taken'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await safelyCloseClient(producer, { timeoutMs: 3_000 })).toMatchObject({ outcome: 'closed', phase: 'cancel', remaining: [] });
    await eventually(() => expect(sent.state).toBe('rejected'));
    expect(isSessionClosed(sent.error)).toBe(true);
    server.thaw();
    await onlyTheNeighbour();
  });

  describe('a consumer', () => {
    const consume = async (groupId: string, take: (value: string) => Promise<void>): Promise<Consumer> => {
      const consumer = closing(kafka.consumer({ groupId, sessionTimeout: 6_000, maxWaitTimeInMs: 200 }));
      await consumer.connect();
      await consumer.subscribe({ topic: 'news', fromBeginning: true });
      await consumer.run({ eachMessage: ({ message }) => take(String(message.value)) });
      return consumer;
    };

    it('leaves its group when it has the time', async () => {
      const taken: string[] = [];
      const consumer = await consume('patient', async (value) => void taken.push(value));
      await eventually(() => expect(taken).toContain('the first'));
      expect(await safelyCloseClient(consumer, { politeMs: 10_000, timeoutMs: 20_000 })).toMatchObject({ outcome: 'closed', phase: 'polite', errors: [] });
      await onlyTheNeighbour();
    });

    it('loses its connections in the middle of a message that never is through, and the report says that its handler still runs', async () => {
      const taken: string[] = [];
      const consumer = await consume('stuck', (value) => {
        taken.push(value);
        return new Promise(() => undefined);
      });
      await eventually(() => expect(taken).toEqual(['the first']));
      const report = await safelyCloseClient(consumer, { timeoutMs: 3_000 });
      expect(report.outcome).toBe('remaining');
      expect(String(report.remaining[0]?.error)).toContain('a message handler (eachMessage, eachBatch) which has not ended');
      await onlyTheNeighbour();
    });
  });
});
