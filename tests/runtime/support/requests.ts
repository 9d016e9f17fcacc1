import type { Curl, Easy, Multi } from 'node-libcurl';
import { nodeLibcurl } from './libcurl.ts';
import { watch } from './watched.ts';
import type { Watched } from './watched.ts';

/** A request by `Curl`, in the shape that most code has: two events inside a promise. */
export function requestWithCurl(url: string, prepare?: (curl: Curl) => void): { readonly curl: Curl; readonly answer: Watched<number> } {
  const curl = new (nodeLibcurl().Curl)();
  curl.setOpt('URL', url);
  prepare?.(curl);
  const answer = watch(
    new Promise<number>((resolve, reject) => {
      curl.on('end', (status) => resolve(status));
      curl.on('error', reject);
    }),
  );
  curl.perform();
  return { curl, answer };
}

/** A request by `Easy` in a `Multi`. */
export function requestWithEasy(url: string, multi: Multi): { readonly easy: Easy; readonly answer: Watched<Easy> } {
  const easy = easyFor(url);
  return { easy, answer: watch(multi.perform(easy)) };
}

/** An `Easy` that throws what it receives away. */
export function easyFor(url: string): Easy {
  const easy = new (nodeLibcurl().Easy)();
  easy.setOpt('URL', url);
  easy.setOpt('WRITEFUNCTION', (_chunk, size, count) => size * count);
  return easy;
}
