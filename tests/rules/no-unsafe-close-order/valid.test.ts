// Orders that node-libcurl survives.
import { describe } from 'vitest';
import { checkAll, good } from '../support/sample.ts';
import type { SampleOptions } from '../support/sample.ts';

const alone: SampleOptions = { rules: ['no-unsafe-close-order'] };

describe('silent', () => {
  checkAll([
    good('handles first, then their Multi', `
import { Easy, Multi } from 'node-libcurl';

export async function arrange() {
  const multi = new Multi();
  const easy = new Easy();
  await multi.perform(easy);
  easy.close();
  multi.close();
}
`, alone),
    good('a handle that was removed again', `
import { Easy, Multi } from 'node-libcurl';

export function arrange() {
  const multi = new Multi();
  const easy = new Easy();
  multi.addHandle(easy);
  multi.removeHandle(easy);
  multi.close();
  easy.close();
}
`, alone),
    good('users first, then their Share', `
import { Easy, Share } from 'node-libcurl';

export function arrange() {
  const share = new Share();
  const easy = new Easy();
  easy.setOpt('SHARE', share);
  easy.close();
  share.close();
}
`, alone),
    good('a Curl with its own Multi that was never started', `
import { Curl, Multi } from 'node-libcurl';

export function arrange() {
  const multi = new Multi();
  const curl = new Curl();
  curl.setMulti(multi);
  curl.close();
  multi.close();
}
`, alone),
    good('a Curl with its own Multi, closed in the events that end its transfer', `
import { Curl, Multi } from 'node-libcurl';

export function arrange(url: string, multi: Multi) {
  const curl = new Curl();
  curl.setMulti(multi);
  curl.setOpt('URL', url);
  curl.on('end', () => curl.close());
  curl.on('error', () => curl.close());
  curl.perform();
}
`, alone),
    good('safelyCloseClient finds the right order itself', `
import { Easy, Multi } from 'node-libcurl';
import { closeAll } from 'safely-close';

export async function arrange() {
  const multi = new Multi();
  const easy = new Easy();
  multi.addHandle(easy);
  await closeAll([multi, easy]);
}
`, alone),
    good('scopes: what is opened last is closed first', `
import { Easy, Multi } from 'node-libcurl';
import { closing } from 'safely-close';

export async function arrange() {
  await using multi = closing(new Multi());
  await using easy = closing(new Easy());
  await multi.perform(easy);
}
`, alone),
    ...['handles.forEach((handle) => handle.close());', 'for (const handle of handles) handle.close();'].map((closing) =>
      good(`a list of users first, by ${closing}`, `
import { Easy, Share } from 'node-libcurl';

export function arrange(urls: readonly string[]) {
  const share = new Share();
  const handles = urls.map((url) => {
    const easy = new Easy();
    easy.setOpt('URL', url);
    easy.setOpt('SHARE', share);
    return easy;
  });
  ${closing}
  share.close();
}
`, alone)),
    good('unrelated handles', `
import { Easy, Multi } from 'node-libcurl';

export function arrange() {
  const multi = new Multi();
  const easy = new Easy();
  multi.close();
  easy.close();
}
`, alone),
  ]);
});
