import { EventEmitter } from 'node:events';
import { Curl } from 'node-libcurl';

/** The site's log, line by line as it grows: `'line'` for each, `'end'` after the last. */
export function tail(url: string): EventEmitter {
  const log = new EventEmitter();
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('data', (chunk) => log.emit('line', chunk.toString()));
  curl.on('end', () => {
    curl.close();
    log.emit('end');
  });
  curl.perform();
  return log;
}
