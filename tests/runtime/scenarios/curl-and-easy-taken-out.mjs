// Takes a Curl and an Easy out of their Multi in the middle of their requests and closes them, as the bare library allows: the Curl
// must not end the process, and the promise of the Easy must settle.
// Usage: curl-and-easy-taken-out.mjs <url>
import libcurl from 'node-libcurl';
import { closing, isSessionClosed, safelyCloseClient } from 'safely-close';

const multi = closing(new libcurl.Multi());
const curl = new libcurl.Curl();
curl.setOpt('URL', process.argv[2]);
curl.setMulti(multi);
curl.perform();
const easy = new libcurl.Easy();
easy.setOpt('URL', process.argv[2]);
const answer = multi.perform(easy).catch((error) => error);
setTimeout(() => {
  for (const handle of [curl.handle, easy]) multi.removeHandle(handle);
  curl.close();
  easy.close();
}, 20);
setTimeout(async () => {
  const error = await Promise.race([answer, 'pending']);
  await safelyCloseClient(multi);
  console.log(JSON.stringify(isSessionClosed(error)));
}, 60);
