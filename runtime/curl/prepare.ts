/** Turning the options of a session and a request into libcurl's. */
import { PassThrough, Readable, pipeline } from 'node:stream';
import { isAnyArrayBuffer } from 'node:util/types';
import type { Curl } from 'node-libcurl';
import { SafelyCloseError } from '../errors.ts';
import type { CurlCommonOptions, CurlFields, CurlHeaders, CurlMultipart, CurlQuery, CurlRequestOptions, CurlSessionOptions, FieldValue } from './options.ts';

const defaultTimeoutMs = 30_000;
const defaultMaxRedirects = 20;
/** `CURL_HTTP_VERSION_…`. */
const httpVersions = { auto: 4, '1.1': 2, '2': 3, '2-prior-knowledge': 5 } as const;

/** What methods and the names of headers are made of. */
const token = /^[\w!#$%&'*+.^`|~-]+$/;
/** What would end a header's line, and begin another one. */
const endsLine = /[\0\r\n]/;

/** The address of a request. */
export function addressOf(url: string | URL, query: CurlQuery | undefined, baseUrl: string | URL | undefined): string {
  const address = new URL(url, baseUrl);
  for (const [name, value] of fieldsOf(query)) address.searchParams.append(name, value);
  return address.href;
}

/** The method as it is sent: in capitals, as servers know it. */
export function methodOf(method: string): string {
  if (typeof method !== 'string' || !token.test(method)) throw unusable(`The method of a request must be a word such as GET, but it is ${JSON.stringify(method)}.`);
  return method.toUpperCase();
}

/** Whether the body of a request can be read only once: another attempt would send an empty one. */
export function isSentOnce({ body, multipart = [] }: CurlRequestOptions): boolean {
  const isStream = (part: CurlMultipart): boolean => part.type === 'stream' || (part.type === 'subparts' && part.parts.some(isStream));
  return isOneShot(body) || multipart.some(isStream);
}

function isOneShot(body: CurlRequestOptions['body']): body is Readable | AsyncIterable<string | Uint8Array> {
  return typeof body === 'object' && Symbol.asyncIterator in body;
}

function unusable(message: string): SafelyCloseError {
  return new SafelyCloseError('ERR_SAFELY_CLOSE_INVALID_OPTION', message);
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
  set('TIMEOUT_MS', milliseconds('timeoutMs', options.timeoutMs ?? defaultTimeoutMs));
  if (options.connectTimeoutMs !== undefined) set('CONNECTTIMEOUT_MS', milliseconds('connectTimeoutMs', options.connectTimeoutMs));
  const maxRedirects = options.maxRedirects ?? defaultMaxRedirects;
  set('FOLLOWLOCATION', maxRedirects > 0);
  set('MAXREDIRS', maxRedirects);
  const { httpVersion = 'auto' } = options;
  if (!Object.hasOwn(httpVersions, httpVersion)) throw unusable(`The option httpVersion must be one of ${Object.keys(httpVersions).sort().join(', ')}, but it is ${JSON.stringify(httpVersion)}.`);
  set('HTTP_VERSION', httpVersions[httpVersion]);
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

/** A time as libcurl takes it, which has 0 for no limit. */
function milliseconds(name: string, value: number): number {
  if (typeof value !== 'number' || !(value >= 0)) throw unusable(`The option ${name} must be a number of milliseconds of at least 0, but it is ${String(value)}.`);
  return value === Infinity ? 0 : Math.ceil(value);
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
    if (!token.test(name)) throw unusable(`The name of a header must be a word such as accept, but it is ${JSON.stringify(name)}.`);
    for (const single of Array.isArray(value) ? (value as readonly unknown[]) : [value]) known.values.push(valueOf(name, single));
    own.set(key, known);
  }
  for (const [key, header] of own) headers.set(key, header);
}

/** A header's value, which must not bring further headers with it. */
function valueOf(name: string, value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw unusable(`The header ${name} must be a text or a number, but it is ${value === null ? 'null; undefined leaves it out' : typeof value}.`);
  if (endsLine.test(String(value))) throw unusable(`The header ${name} must be one line, but it has a line break or a NUL in it.`);
  return String(value);
}

function entriesOf(source: CurlHeaders | undefined): (readonly [string, string | number | readonly string[]])[] {
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
function bodyOf({ json, form, body, multipart }: CurlRequestOptions, headers: Headers): Buffer | Readable | undefined {
  const given = Object.entries({ json, form, multipart, body }).filter(([, value]) => value !== undefined);
  if (given.length > 1) throw unusable(`A request has one body, but there are ${given.map(([name]) => name).join(' and ')}.`);
  if (json !== undefined) {
    const text = JSON.stringify(json) as string | undefined;
    if (text === undefined) throw unusable(`The option json must be what JSON can say, but it is a ${typeof json}.`);
    addHeader(headers, 'Content-Type', 'application/json');
    return Buffer.from(text);
  }
  const fields = form ?? (body instanceof URLSearchParams ? body : undefined);
  if (fields !== undefined) {
    addHeader(headers, 'Content-Type', 'application/x-www-form-urlencoded');
    return Buffer.from(String(new URLSearchParams(fieldsOf(fields))));
  }
  if (body instanceof Blob || body instanceof FormData) return platformBodyOf(body, headers);
  if (body === undefined || body instanceof Readable) return body;
  if (isOneShot(body)) return Readable.from(body);
  if (typeof body === 'string') {
    addHeader(headers, 'Content-Type', 'text/plain;charset=UTF-8');
    return Buffer.from(body);
  }
  if (isAnyArrayBuffer(body)) return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  throw unusable(`The option body must be text, bytes or a stream, but it is ${body === null ? 'null' : `a ${typeof body}`}. An object goes into json or form.`);
}

/** The platform knows how these are written. */
function platformBodyOf(body: Blob | FormData, headers: Headers): Readable {
  const written = new Response(body);
  const type = written.headers.get('content-type');
  if (type !== null) addHeader(headers, 'Content-Type', type);
  if (body instanceof Blob) addHeader(headers, 'Content-Length', String(body.size));
  return Readable.from((written.body ?? []) as AsyncIterable<Uint8Array>);
}

/** Name and value of each field, a list's one by one. */
function fieldsOf(fields: CurlFields | undefined): [string, string][] {
  if (fields instanceof URLSearchParams) return [...fields];
  return Object.entries(fields ?? {}).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? (value as readonly FieldValue[]) : [value as FieldValue | undefined];
    return values.flatMap((single): [string, string][] => (single === undefined ? [] : [[name, String(single)]]));
  });
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
    const length = headers.get('content-length')?.values[0];
    // Without a size libcurl would go on asking for more where the stream has ended.
    if (length === undefined) addHeader(headers, 'Transfer-Encoding', 'chunked');
    else set('POSTFIELDSIZE_LARGE', Number(length));
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
