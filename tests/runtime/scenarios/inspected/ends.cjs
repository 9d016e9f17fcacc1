// Makes a request, then ends as it is told. Usage: ends.cjs <url> <leave | close | crash | abort | shut down>
const { Agent } = require('undici');

const [, , url, how] = process.argv;
const agent = new Agent();
agent
  .request({ origin: url, path: '/ok', method: 'GET' })
  .then(({ body }) => body.text())
  .then(async () => {
    if (how === 'close') await agent.close();
    if (how === 'crash') throw new Error('The program fails.');
    if (how === 'abort') process.abort();
    if (how === 'leave') process.exit();
    if (how === 'shut down') {
      process.on('SIGTERM', () => agent.close().then(() => process.exit(7)));
      process.stdout.write('ready\n');
      setInterval(() => undefined, 1_000);
    }
  });
