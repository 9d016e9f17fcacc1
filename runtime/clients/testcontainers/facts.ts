import type { ClientFacts, LibraryFacts } from '../client-facts.ts';

const containerSettings = [
  'withCommand', 'withEntrypoint', 'withName', 'withLabels', 'withEnvironment', 'withPlatform', 'withTmpFs', 'withUlimits', 'withSecurityOpt',
  'withAddedCapabilities', 'withDroppedCapabilities', 'withNetwork', 'withNetworkMode', 'withNetworkAliases', 'withExtraHosts', 'withExposedPorts',
  'withBindMounts', 'withHealthCheck', 'withStartupTimeout', 'withWaitStrategy', 'withDefaultLogDriver', 'withPrivilegedMode', 'withUser', 'withReuse',
  'withAutoCleanup', 'withAutoRemove', 'withPullPolicy', 'withIpcMode', 'withCopyFilesToContainer', 'withCopyDirectoriesToContainer',
  'withCopyContentToContainer', 'withCopyArchivesToContainer', 'withCopyToContainerOptions', 'withWorkingDir', 'withResourcesQuota', 'withSharedMemorySize',
  'withLogConsumer', 'withHostname',
];

/** The containers of the modules, with the settings that each has of its own. */
const modules: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  elasticsearch: { ElasticsearchContainer: ['withPassword'] },
  kafka: { KafkaContainer: ['withZooKeeper', 'withKraft', 'withSaslSslListener'] },
  localstack: { LocalstackContainer: [] },
  mariadb: { MariaDbContainer: ['withDatabase', 'withUsername', 'withRootPassword', 'withUserPassword'] },
  mongodb: { MongoDBContainer: ['withUsername', 'withPassword', 'withWaitForRsHealthCheck'], MongoDBAtlasLocalContainer: ['withUsername', 'withPassword'] },
  mysql: { MySqlContainer: ['withDatabase', 'withUsername', 'withRootPassword', 'withUserPassword'] },
  nats: { NatsContainer: ['withJetStream', 'withUsername', 'withPass', 'withArg'] },
  neo4j: { Neo4jContainer: ['withPassword', 'withApoc', 'withPlugins', 'withTtl'] },
  postgresql: { PostgreSqlContainer: ['withDatabase', 'withUsername', 'withPassword', 'withSSL', 'withSSLCert'] },
  rabbitmq: { RabbitMQContainer: [] },
  redis: { RedisContainer: ['withPassword', 'withPersistence', 'withInitialData'] },
};

const maker = (name: string, settings: readonly string[]): ClientFacts => ({
  name,
  acquiredBy: [{ by: 'new', export: name }],
  armedBy: [],
  lifetime: 'scope',
  closes: [],
  secondClose: 'ignored',
  configures: settings,
  chains: settings,
  requests: [],
});

const moduleMakers = Object.values(modules).flatMap((containers) =>
  Object.entries(containers).map(([name, settings]) => maker(name, [...containerSettings, ...settings])),
);
const genericContainer: ClientFacts = {
  ...maker('GenericContainer', containerSettings),
  acquiredBy: [{ by: 'new', export: 'GenericContainer' }, { by: 'method', of: 'GenericContainerBuilder', method: 'build', awaited: true }],
};
const containerBuilder: ClientFacts = {
  ...maker('GenericContainerBuilder', ['withBuildArgs', 'withPullPolicy', 'withCache', 'withBuildkit', 'withPlatform', 'withTarget']),
  acquiredBy: [{ by: 'call', export: 'GenericContainer.fromDockerfile' }],
};
const containers = [genericContainer, ...moduleMakers];

/** Testcontainers and its modules: https://node.testcontainers.org (12.2). Docker answers in its own time, so no native dispose is bounded. */
export const testcontainers: LibraryFacts = {
  library: 'testcontainers',
  modules: ['testcontainers', ...Object.keys(modules).map((name) => `@testcontainers/${name}`)],
  clients: [
    ...containers,
    containerBuilder,
    maker('Network', []),
    maker('DockerComposeEnvironment', [
      'withBuild', 'withAutoCleanup', 'withEnvironment', 'withEnvironmentFile', 'withProfiles', 'withNoRecreate', 'withPullPolicy', 'withDefaultWaitStrategy',
      'withWaitStrategy', 'withStartupTimeout', 'withProjectName', 'withClientOptions',
    ]),
    {
      name: 'StartedTestContainer',
      typeNames: ['StartedGenericContainer', ...moduleMakers.map(({ name }) => (name === 'LocalstackContainer' ? 'StartedLocalStackContainer' : `Started${name}`))],
      acquiredBy: containers.map(({ name }) => ({ by: 'method', of: name, method: 'start', awaited: true }) as const),
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'stop', manner: 'force', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'asyncDispose', since: '11.3.0', bounded: false },
      configures: ['getHost', 'getHostname', 'getFirstMappedPort', 'getName', 'getLabels', 'getId', 'getNetworkNames'],
      requests: ['exec', 'logs', 'restart', 'commit', 'copyArchiveFromContainer', 'copyArchiveToContainer', 'copyFilesToContainer', 'copyDirectoriesToContainer', 'copyContentToContainer'].map(
        (name) => ({ name, gives: 'promise' }) as const,
      ),
    },
    {
      name: 'StartedNetwork',
      acquiredBy: [{ by: 'method', of: 'Network', method: 'start', awaited: true }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'stop', manner: 'force', settles: 'promise', mayThrow: true }],
      secondClose: 'rejects',
      nativeDispose: { symbol: 'asyncDispose', since: '11.3.0', bounded: false },
      configures: ['getId', 'getName'],
      requests: [],
    },
    {
      name: 'StartedDockerComposeEnvironment',
      acquiredBy: [{ by: 'method', of: 'DockerComposeEnvironment', method: 'up', awaited: true }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      // stop() leaves the stopped containers behind, down() removes them; disposing is down().
      closes: [
        { name: 'down', manner: 'force', settles: 'promise', mayThrow: true },
        { name: 'stop', manner: 'polite', settles: 'promise', mayThrow: true },
      ],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'asyncDispose', since: '11.3.0', bounded: false },
      configures: ['getContainer'],
      requests: [],
    },
  ],
};
