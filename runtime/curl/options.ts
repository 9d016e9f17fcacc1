import type { Readable } from 'node:stream';
import type { Curl } from 'node-libcurl';
import type { RetryOptions } from './retries.ts';

/** Headers as a record, as pairs, or as a `Headers` object. A record's value may be a list, and `undefined` leaves a header out. */
export type CurlHeaders = Readonly<Record<string, string | readonly string[] | undefined>> | Iterable<readonly [string, string]>;

/** What is added to an address behind the question mark. `undefined` leaves a name out. */
export type CurlQuery = Readonly<Record<string, string | number | boolean | undefined>> | URLSearchParams;

/** libcurl's own options, by their names without `CURLOPT_`. They are set last and checked by node-libcurl only. */
export type RawCurlOptions = Readonly<Record<string, unknown>>;

/** What a session and each of its requests can say. */
export interface CurlCommonOptions {
  readonly headers?: CurlHeaders;
  /** Milliseconds for a whole request. Default 30,000; 0 is no limit. */
  readonly timeoutMs?: number;
  /** Milliseconds until the connection stands. Default libcurl's. */
  readonly connectTimeoutMs?: number;
  /** How many redirects are followed; 0 for none. Default 20, as `fetch`. */
  readonly maxRedirects?: number;
  /** An address such as `http://127.0.0.1:8080` or `socks5h://…`. */
  readonly proxy?: string;
  /** `auto`: HTTP/2 over TLS where the server offers it. */
  readonly httpVersion?: 'auto' | '1.1' | '2' | '2-prior-knowledge';
  /** Whether the server's certificate is checked. Default true. */
  readonly verifyTls?: boolean;
  /** A file of certificates to trust. */
  readonly caFile?: string;
  /** How often a request is tried again, or in more detail when. Default 0. */
  readonly retries?: number | RetryOptions;
  readonly curl?: RawCurlOptions;
}

/** What a session is made with. */
export interface CurlSessionOptions extends CurlCommonOptions {
  /** What relative addresses are resolved against. */
  readonly baseUrl?: string | URL;
  /** How many connections there are at most. Default no limit. */
  readonly maxConnections?: number;
  readonly maxConnectionsPerHost?: number;
  /** Whether cookies are kept and sent again, within the session. Default true. */
  readonly cookies?: boolean;
  /** How the session is called in reports and errors. */
  readonly label?: string;
}

/** One part of a multipart body, as `setMimePost` of node-libcurl takes it. */
export type CurlMultipart = Parameters<Curl['setMimePost']>[0][number];

/** What one request is made with. At most one of `json`, `form`, `multipart` and `body`. */
export interface CurlRequestOptions extends CurlCommonOptions {
  readonly query?: CurlQuery;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string | number | boolean>> | URLSearchParams;
  readonly multipart?: readonly CurlMultipart[];
  readonly body?: string | Uint8Array | URLSearchParams | Readable;
  /** Ends the request: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}
