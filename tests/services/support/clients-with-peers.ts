/** One client of each library of tests/services/package.json that speaks to a peer, as those of tests/runtime/support/clients-with-peers.ts. */
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serving } from '../../runtime/support/clients-with-peers.ts';
import type { ClientWithPeer } from '../../runtime/support/clients-with-peers.ts';

const host = '127.0.0.1';

/** A server of HTTP that answers each request alike, in the place of the service. */
function answering(head: Readonly<Record<string, string>>, body: (request: IncomingMessage) => string): ClientWithPeer['peer'] {
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume().on('end', () => response.writeHead(200, head).end(body(request)));
  };
  return {
    endless: Buffer.from(`HTTP/1.1 200 OK\r\n${Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`).join('')}content-length: 100000000\r\n\r\n`),
    real: () => serving(createHttpServer(answer)),
    standsIn: true,
  };
}

const credentials = { accessKeyId: 'nobody', secretAccessKey: 'none' };
const s3StandIn = answering({ 'content-type': 'application/xml' }, () => '<ListAllMyBucketsResult><Owner><ID>nobody</ID></Owner><Buckets/></ListAllMyBucketsResult>');
const sqsStandIn = answering({ 'content-type': 'application/x-amz-json-1.0' }, () => '{}');
const searchStandIn = answering({ 'content-type': 'application/json' }, () => '{}');

export const serviceClientsWithPeers: readonly ClientWithPeer[] = [
  {
    library: '@aws-sdk/client-s3', client: 'S3Client', gets: 'our error', peer: s3StandIn,
    make: ({ S3Client, ListBucketsCommand }, port) => { const client = new S3Client({ endpoint: `http://${host}:${port}`, region: 'here', credentials, forcePathStyle: true }); client.list = () => client.send(new ListBucketsCommand({})); return client; },
    connected: (client) => client.list(),
    work: (client) => client.list(),
  },
  {
    library: '@aws-sdk/client-s3', client: 'S3', gets: 'our error', peer: s3StandIn,
    make: ({ S3 }, port) => new S3({ endpoint: `http://${host}:${port}`, region: 'here', credentials, forcePathStyle: true }),
    connected: (client) => client.listBuckets({}),
    work: (client) => client.putObject({ Bucket: 'bucket', Key: 'key', Body: Buffer.alloc(5_000_000) }),
  },
  {
    library: '@aws-sdk/client-sqs', client: 'SQSClient', gets: 'our error', peer: sqsStandIn,
    make: ({ SQSClient, ReceiveMessageCommand }, port) => { const client = new SQSClient({ endpoint: `http://${host}:${port}`, region: 'here', credentials }); client.receive = () => client.send(new ReceiveMessageCommand({ QueueUrl: `http://${host}:${port}/queue`, WaitTimeSeconds: 20 })); return client; },
    connected: (client) => client.receive(),
    work: (client) => client.receive(),
  },
  {
    library: '@opensearch-project/opensearch', client: 'Client', gets: 'an error', peer: searchStandIn,
    make: ({ Client }, port) => new Client({ node: `http://${host}:${port}` }),
    connected: (client) => client.info(),
    work: (client) => client.search({ index: 'any' }),
  },
];
