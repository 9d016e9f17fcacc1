// Uses curly and Curl without us, and says what is known of it. Run with --import safely-close/register.
import libcurl from 'node-libcurl';
import { closeAll, openSessions } from 'safely-close';

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const url = process.argv[2];

const answer = libcurl.curly.get(`${url}/never`).then(
  () => 'answered',
  (error) => error.cause?.code ?? String(error),
);
const { statusCode } = await libcurl.curly.get(`${url}/ok`);
say({ statusCode });
const open = openSessions();
say({ open: open.map(({ kind, createdAt }) => ({ kind, createdAt: createdAt?.replace(/^.*[\\/]/, '') })) });
if (process.argv[3] === 'close') {
  const reports = await closeAll(open.map(({ client }) => client), { politeMs: 0 });
  say({ outcomes: reports.map(({ outcome }) => outcome), answer: await answer, open: openSessions().length });
} else process.exit(0);
