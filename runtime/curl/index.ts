/** Sessions of requests by libcurl. Needs node-libcurl, which is installed beside this package. */
export type { CurlCommonOptions, CurlFields, CurlHeaders, CurlMultipart, CurlQuery, CurlRequestOptions, CurlSessionOptions, RawCurlOptions } from './options.ts';
export type { CurlResponse, CurlStreamedResponse, CurlTimings } from './response.ts';
export type { RetryOptions } from './retries.ts';
export { CurlSession } from './session.ts';
