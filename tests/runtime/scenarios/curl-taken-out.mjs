// Takes a Curl out of its Multi in the middle of a request and closes it, as the bare library allows.
// Usage: curl-taken-out.mjs <url>
import libcurl from 'node-libcurl';
import { closing, safelyCloseClient } from 'safely-close';

const multi = closing(new libcurl.Multi());
const curl = new libcurl.Curl();
curl.setOpt('URL', process.argv[2]);
curl.setMulti(multi);
curl.perform();
setTimeout(() => {
  multi.removeHandle(curl.handle);
  curl.close();
}, 20);
setTimeout(async () => {
  await safelyCloseClient(multi);
  console.log(JSON.stringify('lives on'));
}, 60);
