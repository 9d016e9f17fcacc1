import type { ClientFacts, LibraryFacts } from '../client-facts.ts';

/** Packages and the service each is for: it exports `<Service>Client` and `<Service>`, which has a method for each command. */
const services: Readonly<Record<string, string>> = {
  'bedrock-runtime': 'BedrockRuntime',
  'cloudwatch': 'CloudWatch',
  'cloudwatch-logs': 'CloudWatchLogs',
  'cognito-identity-provider': 'CognitoIdentityProvider',
  'dynamodb': 'DynamoDB',
  'ec2': 'EC2',
  'ecs': 'ECS',
  'eventbridge': 'EventBridge',
  'firehose': 'Firehose',
  'kinesis': 'Kinesis',
  'kms': 'KMS',
  'lambda': 'Lambda',
  'rds-data': 'RDSData',
  's3': 'S3',
  'secrets-manager': 'SecretsManager',
  'ses': 'SES',
  'sesv2': 'SESv2',
  'sfn': 'SFN',
  'sns': 'SNS',
  'sqs': 'SQS',
  'ssm': 'SSM',
  'sts': 'STS',
};

const common: Omit<ClientFacts, 'name' | 'acquiredBy' | 'armedBy'> = {
  lifetime: 'process',
  // It drops the kept-alive sockets and breaks off what is under way, which is then tried again on new ones; a request handler that is
  // shared with other clients is closed for those too.
  closes: [{ name: 'destroy', manner: 'force', settles: 'nothing', mayThrow: false }],
  secondClose: 'ignored',
  configures: [],
  requests: [{ name: 'send', gives: 'promise' }],
};

/**
 * AWS SDK 3: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest (3.1169). A client holds nothing before its first request.
 * `DynamoDBDocumentClient` has a `destroy` that does nothing: what is to be closed is the client that it was made from.
 */
export const awsSdk: LibraryFacts = {
  library: '@aws-sdk',
  modules: Object.keys(services).map((service) => `@aws-sdk/client-${service}`),
  clients: Object.values(services).flatMap((service): readonly ClientFacts[] => [
    { name: `${service}Client`, acquiredBy: [{ by: 'new', export: `${service}Client` }], armedBy: ['send'], ...common },
    { name: service, acquiredBy: [{ by: 'new', export: service }], armedBy: 'acquisition', ...common, otherMethodsGive: 'promise' },
  ]),
};
