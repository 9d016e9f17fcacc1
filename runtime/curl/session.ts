/// <reference lib="esnext.disposable" preserve="true" />
import libcurl from 'node-libcurl';
import type { Curl, Share } from 'node-libcurl';
import { addRoom } from '../clients/rooms.ts';
import { noteHandleOfCurl } from '../clients/node-libcurl/multi-ledger.ts';
import { closing } from '../closing.ts';
import { SessionClosedError, isSessionClosed } from '../errors.ts';
import { onNextTurn, startTimer, stopTimer } from '../escalation/clock.ts';
import type { CloseOptions } from '../options.ts';
import { register } from '../registry.ts';
import type { CloseReport } from '../report.ts';
import { safelyCloseClient } from '../safely-close-client.ts';
import { awaited, closingOf, closingSession } from './closing-session.ts';
import type { RunningRequest, SessionInside } from './closing-session.ts';
import type { CurlRequestOptions, CurlSessionOptions } from './options.ts';
import { addressOf, isSentOnce, methodOf, prepare } from './prepare.ts';
import { CurlResponse, followHeaders, responseHead } from './response.ts';
import { streamBody } from './response-body.ts';
import type { CurlStreamedResponse, CurlTimings } from './response.ts';
import { delayBeforeRetry } from './retries.ts';

const microseconds = 1_000;

/**
 * Requests by libcurl with everything that belongs to them in one place: connections, cookies, names, running requests.
 * Their promises always settle, and closing the session leaves nothing, no socket either.
 *
 * @example
 * await using session = new CurlSession({ baseUrl: 'https://example.org/api/', headers: { accept: 'application/json' } });
 * const user = (await session.get('users/1')).json();
 */
export class CurlSession implements AsyncDisposable {
  readonly #options: CurlSessionOptions;
  // eslint-disable-next-line safely-close/require-owner-dispose -- `close` gives the session itself to its room, which closes what is inside.
  readonly #inside: SessionInside;

  /** @param options what all requests of the session have in common, see {@link CurlSessionOptions} */
  constructor(options: CurlSessionOptions = {}) {
    this.#options = options;
    this.#inside = { running: new Set(), refusal: undefined, isClosed: false, ...openHandles(options) };
    insides.set(this, this.#inside);
    register(this, 'CurlSession', options.label ?? 'CurlSession', CurlSession, { handedOut: true });
  }

  /** How many requests are running, those that wait for a connection or for another attempt included. */
  get pending(): number {
    return awaited(this.#inside.running).length;
  }

  /** Whether the session takes no more requests. */
  get closed(): boolean {
    return this.#inside.refusal !== undefined || this.#inside.isClosed;
  }

  /** {@link request} with `GET`. */
  get(url: string | URL, options?: CurlRequestOptions): Promise<CurlResponse> {
    return this.request('GET', url, options);
  }

  /** {@link request} with `HEAD`. */
  head(url: string | URL, options?: CurlRequestOptions): Promise<CurlResponse> {
    return this.request('HEAD', url, options);
  }

  /** {@link request} with `POST`. */
  post(url: string | URL, options?: CurlRequestOptions): Promise<CurlResponse> {
    return this.request('POST', url, options);
  }

  /** {@link request} with `PUT`. */
  put(url: string | URL, options?: CurlRequestOptions): Promise<CurlResponse> {
    return this.request('PUT', url, options);
  }

  /** {@link request} with `PATCH`. */
  patch(url: string | URL, options?: CurlRequestOptions): Promise<CurlResponse> {
    return this.request('PATCH', url, options);
  }

  /** {@link request} with `DELETE`. */
  delete(url: string | URL, options?: CurlRequestOptions): Promise<CurlResponse> {
    return this.request('DELETE', url, options);
  }

  /**
   * Makes a request and waits for the whole answer. An answer of any status is an answer, as with `fetch`.
   *
   * @param method such as `GET`, in capitals or not
   * @param url absolute, or relative to the session's `baseUrl`
   * @param options see {@link CurlRequestOptions}
   * @returns the answer
   * @throws {SessionClosedError} when the session is closed, before or meanwhile
   * @throws {CurlEasyError} with libcurl's `code` when the request fails
   * @throws {SafelyCloseError} `ERR_SAFELY_CLOSE_INVALID_OPTION` for a method, header, time or body that cannot be sent
   * @throws the signal's reason when it aborts
   */
  async request(method: string, url: string | URL, options: CurlRequestOptions = {}): Promise<CurlResponse> {
    const verb = methodOf(method);
    const retries = isSentOnce(options) ? 0 : (options.retries ?? this.#options.retries);
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await this.#attempt(verb, url, options, collected);
        const delayMs = delayBeforeRetry(retries, verb, attempt, { status: response.status, retryAfter: response.headers.get('retry-after') });
        if (delayMs === undefined) return response;
        await this.#pause(delayMs, options.signal);
      } catch (error) {
        const delayMs = delayBeforeRetry(retries, verb, attempt, { error });
        if (delayMs === undefined) throw error;
        await this.#pause(delayMs, options.signal);
      }
    }
  }

  /**
   * Makes a request and resolves when the head of the answer is there; its body is read from a stream. Read it or destroy
   * it: until then the request is running.
   *
   * @param method such as `GET`, in capitals or not
   * @param url absolute, or relative to the session's `baseUrl`
   * @param options see {@link CurlRequestOptions}; there are no further attempts
   * @returns the head of the answer, and its body as a stream
   * @throws as {@link request}; after the head, the stream fails instead
   */
  async stream(method: string, url: string | URL, options: CurlRequestOptions = {}): Promise<CurlStreamedResponse> {
    return this.#attempt(methodOf(method), url, options, streamed);
  }

  /**
   * Closes the session as `safelyCloseClient` does. It never rejects, unless `throwOnFailure` is set.
   *
   * @param options see {@link CloseOptions}; times in milliseconds
   * @returns what became of each request
   */
  close(options?: CloseOptions): Promise<CloseReport> {
    return safelyCloseClient(this, options);
  }

  /** What `await using` calls: the same as {@link close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #attempt<Answer>(method: string, url: string | URL, options: CurlRequestOptions, take: Take<Answer>): Promise<Answer> {
    const inside = this.#inside;
    return new Promise<Answer>((resolve, reject) => {
      if (inside.refusal !== undefined) throw inside.refusal;
      if (inside.isClosed) throw new SessionClosedError(this.#options.label ?? 'CurlSession');
      options.signal?.throwIfAborted();
      const address = addressOf(url, options.query, this.#options.baseUrl);
      const { origin, pathname } = new URL(address);
      // eslint-disable-next-line safely-close/require-safe-close -- While libcurl is inside it, it cannot be closed: `finish` leaves that to whoever ends the transfer.
      const curl = new libcurl.Curl();
      const request: RunningRequest = { label: `${method} ${origin}${pathname}`, curl };
      const finish = (): void => {
        request.isSettled = true;
        options.signal?.removeEventListener('abort', abort);
        // Still inside, it cannot be freed yet: whoever ends the transfer does that.
        if (curl.handle.isInsideMultiHandle) return;
        curl.close();
        inside.running.delete(request);
      };
      let isStopped = false;
      const stop = (reason: unknown): void => {
        if (isStopped || request.isSettled === true) return;
        isStopped = true;
        void end(request, reason).then(() => inside.running.delete(request));
      };
      let fail = reject;
      const abort = (): void => {
        // The waiting code learns it at once; the transfer ends a moment later, and counts as running until then.
        stop(options.signal?.reason);
        fail(options.signal?.reason);
      };
      try {
        curl.setMulti(inside.multi);
        noteHandleOfCurl(curl.handle);
        curl.setOpt('SHARE', inside.share);
        prepare(curl, method, address, this.#options, options);
        fail = take(curl, { resolve, reject, finish, stop });
        curl.on('error', (error: Error) => {
          finish();
          fail(plainReason(error));
        });
        this.#inside.running.add(request);
        options.signal?.addEventListener('abort', abort, { once: true });
        curl.perform();
      } catch (error) {
        finish();
        throw error;
      }
    });
  }

  /** Waits before another attempt. That counts as running, and ends with the session. */
  async #pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
    const inside = this.#inside;
    await new Promise<void>((resolve, reject) => {
      const stop = (error: unknown): void => {
        stopTimer(timer);
        inside.running.delete(request);
        signal?.removeEventListener('abort', abort);
        if (error === undefined) resolve();
        else reject(error);
      };
      const abort = (): void => stop(signal?.reason);
      const request: RunningRequest = { label: 'a request that waits for another attempt', stop };
      const timer = startTimer(() => stop(undefined), delayMs);
      inside.running.add(request);
      if (signal?.aborted === true) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  }
}

const ofSession: CloseOptions = { label: 'CurlSession’s Multi' };

/** What all requests of a session go through, and what they share. Where one of the two cannot be set up, neither stays. */
function openHandles(options: CurlSessionOptions): Pick<SessionInside, 'multi' | 'share'> {
  const multi = new libcurl.Multi();
  try {
    closing(multi, options.label === undefined ? ofSession : { label: `${options.label}’s Multi` });
    if (options.maxConnections !== undefined) multi.setOpt('MAX_TOTAL_CONNECTIONS', options.maxConnections);
    if (options.maxConnectionsPerHost !== undefined) multi.setOpt('MAX_HOST_CONNECTIONS', options.maxConnectionsPerHost);
    return { multi, share: openShare(options) };
  } catch (error) {
    void safelyCloseClient(multi);
    throw error;
  }
}

function openShare({ cookies = true }: CurlSessionOptions): Share {
  const { CurlShareLock, CurlShareOption } = libcurl;
  const share = new libcurl.Share();
  try {
    for (const data of [CurlShareLock.DataDns, CurlShareLock.DataSslSession, ...(cookies ? [CurlShareLock.DataCookie] : [])]) {
      share.setOpt(CurlShareOption.SHARE, data);
    }
    return share;
  } catch (error) {
    void safelyCloseClient(share);
    throw error;
  }
}

/** A request whose answer is to be taken. */
interface Taken<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  /** The transfer is over. */
  readonly finish: () => void;
  /** Ends the transfer: nobody wants the rest. */
  readonly stop: (reason: unknown) => void;
}

/** How the answer of a request is taken. What it returns tells whoever waits for the answer that the request failed. */
type Take<Answer> = (curl: Curl, request: Taken<Answer>) => (error: unknown) => void;

const collected: Take<CurlResponse> = (curl, { resolve, reject, finish }) => {
  curl.enable(libcurl.CurlFeature.NoDataParsing | libcurl.CurlFeature.NoHeaderStorage);
  const headers = followHeaders(curl);
  curl.on('end', (_status: number, body: string | Buffer) => {
    const response = new CurlResponse(headOf(curl, headers()), timingsOf(curl), Buffer.isBuffer(body) ? body : Buffer.from(body));
    finish();
    resolve(response);
  });
  return reject;
};

const streamed: Take<CurlStreamedResponse> = (curl, { resolve, reject, finish, stop }) => {
  curl.enable(libcurl.CurlFeature.NoDataStorage | libcurl.CurlFeature.NoHeaderStorage);
  const headers = followHeaders(curl);
  const answer = (): CurlStreamedResponse => ({ ...headOf(curl, headers()), body });
  const body = streamBody(curl, () => {
    const head = answer();
    // What the waiting code does with it may close the handle, which libcurl forbids in here.
    onNextTurn(() => resolve(head));
  }, stop);
  curl.on('end', () => {
    // Where there was no body it is not known yet.
    resolve(answer());
    finish();
    body.push(null);
  });
  return (error) => {
    reject(error);
    body.destroy(error instanceof Error ? error : new Error(String(error), { cause: error }));
  };
};

function headOf(curl: Curl, headers: Headers): ReturnType<typeof responseHead> {
  const read = (name: 'RESPONSE_CODE' | 'EFFECTIVE_URL' | 'REDIRECT_COUNT'): unknown => curl.getInfo(name);
  return responseHead(Number(read('RESPONSE_CODE')), headers, String(read('EFFECTIVE_URL')), Number(read('REDIRECT_COUNT')));
}

function timingsOf(curl: Curl): CurlTimings {
  const read = (name: 'NAMELOOKUP_TIME_T' | 'CONNECT_TIME_T' | 'APPCONNECT_TIME_T' | 'STARTTRANSFER_TIME_T' | 'TOTAL_TIME_T'): number => Number(curl.getInfo(name)) / microseconds;
  return {
    nameLookupMs: read('NAMELOOKUP_TIME_T'),
    connectMs: read('CONNECT_TIME_T'),
    tlsMs: read('APPCONNECT_TIME_T'),
    firstByteMs: read('STARTTRANSFER_TIME_T'),
    totalMs: read('TOTAL_TIME_T'),
  };
}

/** node-libcurl wraps what a callback threw. Our own reasons are given as they are. */
function plainReason(error: Error): Error {
  return isSessionClosed(error) && error.cause instanceof Error ? error.cause : error;
}

/** Ends one transfer of the session, as closing its handle would, and leaves the others alone. */
async function end(request: RunningRequest, reason: unknown): Promise<void> {
  const attempt = { reason: new SessionClosedError('request', { cause: reason }), signal: { aborted: false }, pass: 1, patienceMs: 0 };
  await closingOf(request)?.cancel?.(attempt);
}

const insides = new WeakMap<object, SessionInside>();

addRoom({
  library: 'node-libcurl',
  name: 'CurlSession',
  level: 1,
  recognise: (value): value is object => insides.has(value),
  begin(session) {
    const inside = insides.get(session);
    if (inside === undefined) throw new TypeError('This is no CurlSession.');
    return closingSession(inside);
  },
});
