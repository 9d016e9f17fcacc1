import type { Readable } from 'node:stream';
import type { Curl } from 'node-libcurl';

/** What libcurl measured of a request, in milliseconds since it began. */
export interface CurlTimings {
  readonly nameLookupMs: number;
  readonly connectMs: number;
  readonly tlsMs: number;
  readonly firstByteMs: number;
  readonly totalMs: number;
}

/** What every answer says. */
interface CurlResponseHead {
  readonly status: number;
  /** Whether the status is from 200 to 299. */
  readonly ok: boolean;
  readonly headers: Headers;
  /** The address that answered, after all redirects. */
  readonly url: string;
  readonly redirected: boolean;
}

/** An answer that has arrived whole. */
export class CurlResponse implements CurlResponseHead {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: Headers;
  readonly url: string;
  readonly redirected: boolean;
  readonly timings: CurlTimings;
  readonly #body: Buffer;

  constructor(head: CurlResponseHead, timings: CurlTimings, body: Buffer) {
    this.status = head.status;
    this.ok = head.ok;
    this.headers = head.headers;
    this.url = head.url;
    this.redirected = head.redirected;
    this.timings = timings;
    this.#body = body;
  }

  /** The body as it came, decompressed. */
  bytes(): Buffer {
    return this.#body;
  }

  /** The body as UTF-8. */
  text(): string {
    return this.#body.toString('utf8');
  }

  /**
   * The body as JSON.
   *
   * @throws {SyntaxError} if it is none
   */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- What is expected is written once, at the call.
  json<Value = unknown>(): Value {
    return JSON.parse(this.text()) as Value;
  }
}

/** An answer whose body is still arriving. The stream fails if the request does, or if its session is closed. */
export interface CurlStreamedResponse extends CurlResponseHead {
  readonly body: Readable;
}

/** Brings the head of an answer into the form that `fetch` has. */
export function responseHead(status: number, headers: Headers, effectiveUrl: string, redirects: number): CurlResponseHead {
  return { status, ok: status >= 200 && status < 300, headers, url: effectiveUrl, redirected: redirects > 0 };
}

/**
 * Follows the headers of a request, line by line.
 *
 * @returns gives those of the last answer: redirects and interim answers have headers of their own, which come before
 */
export function followHeaders(curl: Curl): () => Headers {
  let lines: string[] = [];
  curl.on('header', (line: Buffer) => {
    const text = line.toString('latin1');
    if (text.startsWith('HTTP/')) lines = [];
    else lines.push(text);
  });
  return () => headersOf(lines);
}

function headersOf(lines: readonly string[]): Headers {
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    try {
      headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
    } catch {
      // No header by the standard, so `Headers` cannot hold it; the rest of the answer is as good as before.
    }
  }
  return headers;
}
