import { Easy, Multi } from 'node-libcurl';
import { deadline } from './deadline.ts';

/** Downloads a document, of which nobody knows the size; tells of the bytes as they come. */
export async function download(url: string, timeoutMs: number, progress: (bytes: number) => void): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const multi = new Multi();
  const easy = new Easy();
  try {
    easy.setOpt('URL', url);
    easy.setOpt('WRITEFUNCTION', (chunk, size, count) => {
      chunks.push(chunk);
      progress(size * count);
      return size * count;
    });
    await Promise.race([multi.perform(easy), deadline(timeoutMs)]);
    return Buffer.concat(chunks);
  } finally {
    easy.close();
    multi.close();
  }
}
