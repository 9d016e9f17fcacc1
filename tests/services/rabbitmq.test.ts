/** amqplib against a real RabbitMQ: everything settles, the broker sees that it has gone, what was not acknowledged is delivered again. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect } from 'amqplib';
import type { ChannelModel } from 'amqplib';
import { isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMisbehavingPeer } from '../runtime/support/misbehaving-peer.ts';
import { watch } from '../runtime/support/watched.ts';
import { programNamed, whyMissing } from './support/programs.ts';
import { eventually, freePort, startService } from './support/service.ts';
import type { Service } from './support/service.ts';

const missing = whyMissing('RabbitMQ', 'rabbitmq-server', 'rabbitmqctl', 'epmd');
const host = '127.0.0.1';

describe.skipIf(missing !== undefined)(`RabbitMQ${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let server: Service;
  let names: ChildProcess;
  let environment: Readonly<Record<string, string>>;
  let neighbour: ChannelModel;
  const open = async (port = server.port, name = 'ours'): Promise<ChannelModel> => {
    const connection = await connect(`amqp://guest:guest@${host}:${String(port)}`, { clientProperties: { connection_name: name } });
    connection.on('error', () => undefined);
    return connection;
  };

  beforeAll(async () => {
    // Erlang's directory of names: a daemon of its own, or else the broker would start one that outlives it.
    const namesPort = await freePort();
    names = spawn(programNamed('epmd') ?? 'epmd', ['-port', String(namesPort), '-address', host], { stdio: 'ignore' });
    const distributionPort = await freePort();
    server = await startService({
      name: 'rabbitmq',
      program: 'rabbitmq-server',
      parameters: () => [],
      environment(port, folder) {
        writeFileSync(`${folder}/rabbitmq.conf`, `listeners.tcp.1 = ${host}:${String(port)}\n`);
        writeFileSync(`${folder}/plugins`, '[].\n');
        environment = {
          ERL_EPMD_PORT: String(namesPort), ERL_EPMD_ADDRESS: host, HOME: folder, RABBITMQ_NODENAME: `test${String(port)}@localhost`, RABBITMQ_DIST_PORT: String(distributionPort),
          RABBITMQ_CONFIG_FILE: `${folder}/rabbitmq.conf`, RABBITMQ_MNESIA_BASE: `${folder}/data`, RABBITMQ_LOG_BASE: `${folder}/log`, RABBITMQ_ENABLED_PLUGINS_FILE: `${folder}/plugins`,
          RABBITMQ_SCHEMA_DIR: `${folder}/schema`, RABBITMQ_GENERATED_CONFIG_DIR: `${folder}/generated`, RABBITMQ_PID_FILE: `${folder}/pid`,
        };
        return environment;
      },
      async answers(port) {
        await (await connect(`amqp://guest:guest@${host}:${String(port)}`)).close();
      },
    });
    neighbour = await open(server.port, 'neighbour');
  });
  afterAll(async () => {
    await safelyCloseClient(neighbour);
    await server.stop();
    names.kill('SIGKILL');
  });

  /** The broker's own list. Its program takes its time. */
  function connections(): string[] {
    const { stdout } = spawnSync(programNamed('rabbitmqctl') ?? '', ['--quiet', 'list_connections', 'client_properties'], { env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', ...environment }, encoding: 'utf8' });
    return [...stdout.matchAll(/"connection_name","([^"]*)"/g)].map(([, name = '']) => name).sort();
  }
  const onlyTheNeighbour = (): Promise<void> => eventually(() => expect(connections()).toEqual(['neighbour']), 30_000);

  it('says goodbye when nothing is under way', async () => {
    const connection = await open();
    await connection.createChannel();
    expect(connections()).toEqual(['neighbour', 'ours']);
    expect(await safelyCloseClient(connection, { politeMs: 5_000, timeoutMs: 10_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
    await onlyTheNeighbour();
  });

  it('has what a consumer did not acknowledge delivered again, to the neighbour', async () => {
    const channel = await neighbour.createChannel();
    await channel.assertQueue('work');
    channel.sendToQueue('work', Buffer.from('to be done'));
    const connection = await open();
    const consumer = await connection.createChannel();
    await new Promise((resolve, reject) => consumer.consume('work', resolve).catch(reject));
    expect(await safelyCloseClient(connection)).toMatchObject({ outcome: 'closed' });
    const again = await eventually(async () => {
      const message = await channel.get('work', { noAck: true });
      if (message === false) throw new Error('nothing came');
      return message;
    });
    expect(again.content.toString()).toBe('to be done');
    expect(again.fields.redelivered).toBe(true);
    await channel.close();
  });

  it('settles who waits on a channel when the broker does not answer, and leaves nothing there', async () => {
    const peer = await startMisbehavingPeer({ realPort: server.port, endless: Buffer.alloc(0) });
    const connection = await open(peer.port);
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue('never confirmed', { autoDelete: true });
    peer.misbehave('ignores the goodbye');
    channel.sendToQueue('never confirmed', Buffer.from('text'));
    const answers = [watch(channel.checkQueue('work')), watch(connection.createChannel()), watch(channel.waitForConfirms())];
    expect(await safelyCloseClient(connection, { politeMs: 50 })).toMatchObject({ outcome: 'closed', phase: 'cancel' });
    const [first, second, third] = answers;
    for (const answer of [first, second]) await expect(answer?.promise).rejects.toSatisfy(isSessionClosed);
    await expect(third?.promise).rejects.toThrow();
    expect(await peer.left()).toBe(0);
    await onlyTheNeighbour();
    await peer.close();
    expect(await neighbour.createChannel()).toBeDefined();
  });
});
