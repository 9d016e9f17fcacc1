// Closes that libcurl survives.
import { describe } from 'vitest';
import { checkAll, good } from '../support/sample.ts';

describe('silent', () => {
  checkAll([
    good('in the events that come after the transfer', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export function fire(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', () => void safelyCloseClient(curl));
  curl.on('error', () => void safelyCloseClient(curl));
  curl.perform();
}
`, { modes: ['recommended'] }),
    good('safelyCloseClient, which waits until the callback is over', `
import { Curl } from 'node-libcurl';
import { closing, safelyCloseClient } from 'safely-close';

export async function arrange(run: (curl: Curl) => Promise<void>) {
  await using curl = closing(new Curl());
  curl.on('data', () => {
    void safelyCloseClient(curl);
  });
  await run(curl);
}
`, { rules: ['no-close-in-callback'] }),
    good('deferred by setImmediate', `
import { Curl } from 'node-libcurl';
import { closing } from 'safely-close';

export async function arrange(run: (curl: Curl) => Promise<void>) {
  await using curl = closing(new Curl());
  curl.on('data', () => {
    setImmediate(() => curl.close());
  });
  await run(curl);
}
`, { rules: ['no-close-in-callback'] }),
    good('another handle\'s callback of another library', `
import { createServer } from 'node:http';
import { Easy } from 'node-libcurl';

export function arrange() {
  return createServer((request, response) => {
    const easy = new Easy();
    easy.close();
    response.end(request.url);
  });
}
`, { rules: ['no-close-in-callback'] }),
    good('a callback that closes nothing', `
import { Easy } from 'node-libcurl';

export function arrange(easy: Easy, chunks: Buffer[]) {
  easy.setOpt('WRITEFUNCTION', (buffer: Buffer) => {
    chunks.push(buffer);
    return buffer.length;
  });
}
`),
    good('closing something else that is open meanwhile', `
import { Curl } from 'node-libcurl';
import { closing } from 'safely-close';

export async function arrange(dialog: { close(): void }, run: (curl: Curl) => Promise<void>) {
  await using curl = closing(new Curl());
  curl.on('data', () => {
    dialog.close();
  });
  await run(curl);
}
`),
  ]);
});
