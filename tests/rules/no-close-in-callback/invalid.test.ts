// Closing or removing a node-libcurl handle inside one of libcurl's own callbacks.
import { describe } from 'vitest';
import { bad, checkAll } from '../support/sample.ts';

describe('reported at the call', () => {
  checkAll([
    ...['WRITEFUNCTION', 'HEADERFUNCTION', 'READFUNCTION', 'XFERINFOFUNCTION', 'PROGRESSFUNCTION', 'DEBUGFUNCTION'].map((option) =>
      bad(`${option}, of a handle opened here`, `
import { Easy } from 'node-libcurl';
import { closing } from 'safely-close';

export async function arrange(run: (easy: Easy) => Promise<void>) {
  await using easy = closing(new Easy());
  easy.setOpt('${option}', (buffer: Buffer) => {
    easy.close(); // ! no-close-in-callback
    return buffer.length;
  });
  await run(easy);
}
`)),
    bad('Curl.option in place of the name', `
import { Curl } from 'node-libcurl';
import { closing } from 'safely-close';

export async function arrange(run: (curl: Curl) => Promise<void>) {
  await using curl = closing(new Curl());
  curl.setOpt(Curl.option.WRITEFUNCTION, (buffer: Buffer) => {
    curl.close(); // ! no-close-in-callback
    return buffer.length;
  });
  await run(curl);
}
`),
    bad('a callback by name', `
import { Easy } from 'node-libcurl';
import { closing } from 'safely-close';

export async function arrange(run: (easy: Easy) => Promise<void>) {
  await using easy = closing(new Easy());
  const onData = (buffer: Buffer) => {
    easy.close(); // ! no-close-in-callback
    return buffer.length;
  };
  easy.setOpt('WRITEFUNCTION', onData);
  await run(easy);
}
`),
    bad('the data, header and progress of a Curl', `
import { Curl } from 'node-libcurl';
import { closing } from 'safely-close';

export async function arrange(run: (curl: Curl) => Promise<void>) {
  await using curl = closing(new Curl());
  curl.on('data', () => {
    curl.close(); // ! no-close-in-callback
  });
  curl.on('header', () => curl.close()); // ! no-close-in-callback
  curl.setProgressCallback(() => {
    curl.close(); // ! no-close-in-callback
    return 0;
  });
  await run(curl);
}
`),
    bad('removing a handle from its Multi', `
import { Easy, Multi } from 'node-libcurl';
import { closing } from 'safely-close';

export async function arrange(run: (easy: Easy) => Promise<void>) {
  await using multi = closing(new Multi());
  await using easy = closing(new Easy());
  easy.setOpt('WRITEFUNCTION', (buffer: Buffer) => {
    multi.removeHandle(easy); // ! no-close-in-callback
    return buffer.length;
  });
  await run(easy);
}
`),
    bad('closing the Multi, which aborts the process', `
import { Easy, Multi } from 'node-libcurl';
import { closing } from 'safely-close';

export async function arrange(run: (easy: Easy) => Promise<void>) {
  await using multi = closing(new Multi());
  await using easy = closing(new Easy());
  easy.setOpt('WRITEFUNCTION', (buffer: Buffer) => {
    multi.close(); // ! no-close-in-callback
    return buffer.length;
  });
  await run(easy);
}
`),
    bad('in a microtask from there', `
import { Curl } from 'node-libcurl';
import { closing } from 'safely-close';

export async function arrange(run: (curl: Curl) => Promise<void>) {
  await using curl = closing(new Curl());
  curl.on('data', () => {
    queueMicrotask(() => curl.close()); // ! no-close-in-callback
  });
  await run(curl);
}
`),
  ]);
});
