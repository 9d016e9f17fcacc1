// Other names for a session, and clients around clients.
import { bad, good } from '../support/sample.ts';
import { reportedBy, scenario, silent } from '../support/scenario.ts';

scenario(125, 'assigned to another local of the same function', reportedBy('require-safe-close'), [
  bad('an alias is no hand-over', `
import { Easy } from 'node-libcurl';

export function probe() {
  let alias: Easy;
  const easy = new Easy(); // ! require-safe-close
  alias = easy;
  console.log(alias);
}
`),
  good('closed through the alias', `
import { Easy } from 'node-libcurl';

export function probe() {
  let alias: Easy;
  const easy = new Easy();
  alias = easy;
  alias.close();
}
`),
]);

scenario(127, 'neither wrapper nor inner is closed', reportedBy('require-safe-close'), [
  bad('one defect, told once, where the inner one is made', `
import { Agent, RetryAgent } from 'undici';

export function retrying(origin: string) {
  const agent = new Agent(); // ! require-safe-close
  const retry = new RetryAgent(agent);
  return retry.request({ origin, path: '/', method: 'GET' });
}
`),
]);

scenario(129, 'inner and wrapper each have a scope', silent, [
  good('two `await using`', `
import { closing } from 'safely-close';
import { Agent, RetryAgent } from 'undici';

export async function status(origin: string) {
  await using agent = closing(new Agent());
  await using retry = closing(new RetryAgent(agent));
  return (await retry.request({ origin, path: '/', method: 'HEAD' })).statusCode;
}
`),
]);

scenario(131, 'an object holds two sessions, one of which is closed', reportedBy('require-safe-close'), [
  bad('the other leaks', `
import { Easy } from 'node-libcurl';

export function compare(url: string) {
  const left = new Easy();
  try {
    const right = new Easy(); // ! require-safe-close
    const pair = { left, right };
    pair.left.setOpt('URL', url);
    pair.right.setOpt('URL', url);
  } finally {
    left.close();
  }
}
`),
]);

scenario(133, 'the wrapper goes into a cache', silent, [
  good('what it wraps goes with it', `
import { Agent, RetryAgent } from 'undici';

const known = new Map<string, RetryAgent>();

export function agentFor(origin: string) {
  const retry = new RetryAgent(new Agent());
  known.set(origin, retry);
  return retry;
}
`, { modes: ['recommended'] }),
]);
