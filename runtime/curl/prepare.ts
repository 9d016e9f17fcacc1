/** Turning the options of a session and a request into libcurl's. */
import { PassThrough, Readable, pipeline } from 'node:stream';
import type { Curl } from 'node-libcurl';
import type { CurlCommonOptions, CurlHeaders, CurlQuery, CurlRequestOptions, CurlSessionOptions } from './options.ts';

const defaultTimeoutMs = 30_000;
const defaultMaxRedirects = 20;
/** `CURL_HTTP_VERSION_…`. */
const httpVersions = { auto: 4, '1.1': 2, '2': 3, '2-prior-knowledge': 5 } as const;

/** The address of a request. */
export function addressOf(url: string | URL, query: CurlQuery | undefined, baseUrl: string | URL | undefined): string {
  const address = new URL(url, baseUrl);
  for (const [name, value] of query instanceof URLSearchParams ? query : Object.entries(query ?? {})) {
    if (value !== undefined) address.searchParams.append(name, String(value));
  }
  return address.href;
}

/** Sets all that a request needs on its handle. */
export function prepare(curl: Curl, method: string, address: string, session: CurlSessionOptions, request: CurlRequestOptions): void {
  const options: CurlCommonOptions = { ...session, ...request };
  const set = (name: string, value: unknown): void => {
    curl.setOpt(name as 'URL', value as string);
  };
  set('URL', address);
  set('NOSIGNAL', true);
  set('ACCEPT_ENCODING', '');
  set('TIMEOUT_MS', options.timeoutMs ?? defaultTimeoutMs);
  if (options.connectTimeoutMs !== undefined) set('CONNECTTIMEOUT_MS', options.connectTimeoutMs);
  const maxRedirects = options.maxRedirects ?? defaultMaxRedirects;
  set('FOLLOWLOCATION', maxRedirects > 0);
  set('MAXREDIRS', maxRedirects);
  set('HTTP_VERSION', httpVersions[options.httpVersion ?? 'auto']);
  if (options.proxy !== undefined) set('PROXY', options.proxy);
  if (options.verifyTls === false) {
    set('SSL_VERIFYPEER', false);
    set('SSL_VERIFYHOST', 0);
  }
  if (options.caFile !== undefined) set('CAINFO', options.caFile);
  if (session.cookies !== false) set('COOKIEFILE', '');

  const headers = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const source of [session.headers, request.headers]) mergeHeaders(headers, source);
  setMethodAndBody(curl, set, method, request, headers);
  set('HTTPHEADER', [...headers.values()].flatMap(linesOf));
  for (const [name, value] of Object.entries({ ...session.curl, ...request.curl })) set(name, value);
}

/** A header's lines in libcurl's words: a semicolon for an empty value, a bare colon for none at all. */
function linesOf({ name, values }: { readonly name: string; readonly values: readonly string[] }): string[] {
  if (values.length === 0) return [`${name}:`];
  return values.map((value) => (value === '' ? `${name};` : `${name}: ${value}`));
}

type Headers = Map<string, { readonly name: string; readonly values: string[] }>;

/** A later source replaces what an earlier one says of a header. */
function mergeHeaders(headers: Headers, source: CurlHeaders | undefined): void {
  const own: Headers = new Map();
  for (const [name, value] of entriesOf(source)) {
    const key = name.toLowerCase();
    const known = own.get(key) ?? { name, values: [] };
    known.values.push(...(typeof value === 'string' ? [value] : value));
    own.set(key, known);
  }
  for (const [key, header] of own) headers.set(key, header);
}

function entriesOf(source: CurlHeaders | undefined): (readonly [string, string | readonly string[]])[] {
  if (source === undefined) return [];
  if (Symbol.iterator in source) return [...(source as Iterable<readonly [string, string]>)];
  return Object.entries(source).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

function addHeader(headers: Headers, name: string, value: string): void {
  if (!headers.has(name.toLowerCase())) headers.set(name.toLowerCase(), { name, values: [value] });
}

/** Keeps libcurl from adding a header of its own, where nobody asked for it: `Name:` without a value removes it. */
function withoutHeader(headers: Headers, name: string): void {
  if (!headers.has(name.toLowerCase())) headers.set(name.toLowerCase(), { name, values: [] });
}

function setMethodAndBody(curl: Curl, set: (name: string, value: unknown) => void, method: string, request: CurlRequestOptions, headers: Headers): void {
  const body = bodyOf(request, headers);
  if (method === 'HEAD') set('NOBODY', true);
  else if (request.multipart !== undefined) {
    curl.setMimePost([...request.multipart]);
    if (method !== 'POST') set('CUSTOMREQUEST', method);
  } else if (body !== undefined || method === 'POST') {
    // As a POST, so that redirects change the method as browsers do; other methods keep theirs.
    set('POST', true);
    if (method !== 'POST') set('CUSTOMREQUEST', method);
    // A server that does not know the question would make us wait a second for its answer.
    withoutHeader(headers, 'Expect');
    setBody(curl, set, body ?? Buffer.alloc(0), headers);
  } else if (method !== 'GET') set('CUSTOMREQUEST', method);
}

/** The body, and the header that says what it is. */
function bodyOf({ json, form, body }: CurlRequestOptions, headers: Headers): Buffer | Readable | undefined {
  if (json !== undefined) {
    addHeader(headers, 'Content-Type', 'application/json');
    return Buffer.from(JSON.stringify(json));
  }
  const fields = form ?? (body instanceof URLSearchParams ? body : undefined);
  if (fields !== undefined) {
    addHeader(headers, 'Content-Type', 'application/x-www-form-urlencoded');
    return Buffer.from(String(fields instanceof URLSearchParams ? fields : searchParams(fields)));
  }
  if (body === undefined || body instanceof Readable) return body;
  if (typeof body === 'string') addHeader(headers, 'Content-Type', 'text/plain;charset=UTF-8');
  return Buffer.from(body as string | Uint8Array);
}

function searchParams(fields: Readonly<Record<string, string | number | boolean>>): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) parameters.append(name, String(value));
  return parameters;
}

/** node-libcurl reads an upload piece by piece, in bytes; what comes as text or as objects is turned into those. */
function bytesOf(body: Readable): Readable {
  if (!body.readableObjectMode && body.readableEncoding === null) return body;
  const bytes = new PassThrough();
  // Either one's failure ends the other; the request tells of it.
  pipeline(body, bytes, () => undefined);
  return bytes;
}

function setBody(curl: Curl, set: (name: string, value: unknown) => void, body: Buffer | Readable, headers: Headers): void {
  if (body instanceof Readable) {
    if (!headers.has('content-length')) addHeader(headers, 'Transfer-Encoding', 'chunked');
    curl.setUploadStream(bytesOf(body));
  } else {
    let position = 0;
    set('POSTFIELDSIZE_LARGE', body.length);
    set('READFUNCTION', (buffer: Buffer, size: number, count: number) => {
      const written = body.copy(buffer, 0, position, position + size * count);
      position += written;
      return written;
    });
    // A redirect or a new connection sends it again from the beginning.
    set('SEEKFUNCTION', (offset: number) => {
      position = offset;
      return 0;
    });
  }
  // libcurl would say that it is a form.
  withoutHeader(headers, 'Content-Type');
}
