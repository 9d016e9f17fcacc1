// Closes that node-libcurl does not survive, or that strand a handle.
import { describe } from 'vitest';
import { bad, checkAll } from '../support/sample.ts';
import type { SampleOptions } from '../support/sample.ts';

// What else these samples do wrong is other rules' affair.
const alone: SampleOptions = { rules: ['no-unsafe-close-order'] };

describe('reported at the call', () => {
  checkAll([
    bad('Multi.close() before its handle', `
import { Easy, Multi } from 'node-libcurl';

export function arrange() {
  const multi = new Multi();
  const easy = new Easy();
  multi.addHandle(easy);
  multi.close(); // ! no-unsafe-close-order
  easy.close();
}
`, alone),
    bad('Multi.close() before a handle that it performs', `
import { Easy, Multi } from 'node-libcurl';

export async function arrange() {
  const multi = new Multi();
  const easy = new Easy();
  await multi.perform(easy);
  const pending = multi.perform(easy);
  multi.close(); // ! no-unsafe-close-order
  easy.close();
  await pending;
}
`, alone),
    bad('Share.close() before its user', `
import { Easy, Share } from 'node-libcurl';

export function arrange() {
  const share = new Share();
  const easy = new Easy();
  easy.setOpt('SHARE', share);
  share.close(); // ! no-unsafe-close-order
  easy.close();
}
`, alone),
    bad('Share.close() before a Curl that uses it', `
import { Curl, Share } from 'node-libcurl';

export function arrange() {
  const share = new Share();
  const curl = new Curl();
  curl.setOpt(Curl.option.SHARE, share);
  share.close(); // ! no-unsafe-close-order
  curl.close();
}
`, alone),
    bad('Share.close() before a list of its users', `
import { Easy, Share } from 'node-libcurl';

export function other(handles: readonly Easy[]) {
  for (const handle of handles) handle.close();
}

export function arrange(urls: readonly string[]) {
  const share = new Share();
  const handles = urls.map((url) => {
    const easy = new Easy();
    easy.setOpt('URL', url);
    easy.setOpt('SHARE', share);
    return easy;
  });
  share.close(); // ! no-unsafe-close-order
  for (const handle of handles) handle.close();
}
`, alone),
    bad('curl.close() of a handle with its own Multi in flight', `
import { Curl, Multi } from 'node-libcurl';

export function arrange(url: string) {
  const multi = new Multi();
  const curl = new Curl();
  curl.setMulti(multi);
  curl.setOpt('URL', url);
  curl.perform();
  curl.close(); // ! no-unsafe-close-order
}
`, alone),
    bad('removeHandle of a handle whose perform is pending', `
import { Easy, Multi } from 'node-libcurl';

export function arrange() {
  const multi = new Multi();
  const easy = new Easy();
  const pending = multi.perform(easy);
  multi.removeHandle(easy); // ! no-unsafe-close-order
  easy.close();
  multi.close();
  return pending;
}
`, alone),
  ]);
});
