import type { Readable } from 'node:stream';

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
export function responseHead(status: number, headerBlocks: readonly object[], effectiveUrl: string, redirects: number): CurlResponseHead {
  return { status, ok: status >= 200 && status < 300, headers: lastHeaders(headerBlocks), url: effectiveUrl, redirected: redirects > 0 };
}

/** Redirects and interim answers have headers of their own; those of the answer come last. */
function lastHeaders(blocks: readonly object[]): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(blocks.at(-1) ?? {})) {
    if (name === 'result') continue;
    for (const single of Array.isArray(value) ? (value as unknown[]) : [value]) headers.append(name, String(single).trim());
  }
  return headers;
}
