import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { Easy, Multi } from 'node-libcurl';
import { deadline } from './deadline.ts';

/** Streams a document into a file; gives the number of bytes. */
export async function download(url: string, file: string, timeoutMs: number): Promise<number> {
  const out = createWriteStream(file);
  const multi = new Multi();
  const easy = new Easy();
  try {
    easy.setOpt('URL', url);
    easy.setOpt('WRITEFUNCTION', (chunk, size, count) => {
      out.write(chunk);
      return size * count;
    });
    await Promise.race([multi.perform(easy), deadline(timeoutMs)]);
    out.end();
    await finished(out);
    return out.bytesWritten;
  } finally {
    easy.close();
    multi.close();
  }
}
