import type { Readable } from 'node:stream';
import type { Curl } from 'node-libcurl';
import type { RetryOptions } from './retries.ts';

/** Headers as a record, as pairs, or as a `Headers` object. A record's value may be a list, and `undefined` leaves a header out. */
export type CurlHeaders = Readonly<Record<string, string | number | readonly string[] | undefined>> | Iterable<readonly [string, string]>;

/** One value of a query or a form. */
export type FieldValue = string | number | boolean;

/** The fields of a query or a form. A list repeats its name, and `undefined` leaves it out. */
export type CurlFields = Readonly<Record<string, FieldValue | readonly FieldValue[] | undefined>> | URLSearchParams;

/** What is added to an address behind the question mark. */
export type CurlQuery = CurlFields;

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
  /** `auto`: HTTP/2 over TLS where the server offers it. `2-prior-knowledge`: without asking; libcurl before 8.0 may fail the second request on such a connection. */
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
  readonly form?: CurlFields;
  readonly multipart?: readonly CurlMultipart[];
  /** What `fetch` takes, and Node's streams. What can be read only once (a stream, a generator) is sent in one attempt. */
  readonly body?: string | ArrayBuffer | ArrayBufferView | URLSearchParams | Blob | FormData | Readable | AsyncIterable<string | Uint8Array>;
  /** Ends the request: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}
