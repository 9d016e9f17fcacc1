/** node-libcurl's classes as far as closing needs them, and how to tell them by shape. */
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { hasFlags, hasMethods } from '../shape.ts';

/** `Easy`: one libcurl handle. */
export interface EasyHandle {
  readonly id: number;
  readonly isOpen: boolean;
  readonly isInsideMultiHandle: boolean;
  setOpt(option: string, value: unknown): number;
  getInfo(info: string): { readonly code: number; readonly data: unknown };
  readonly pauseFlags: number;
  pause(flags: number): number;
  close(): void;
}

/** `Curl`: an `Easy` with events, inside the default `Multi` or the one that `setMulti` gave it. */
export interface CurlHandle extends EventEmitter {
  readonly handle: EasyHandle;
  readonly isRunning: boolean;
  readonly multiInstance?: MultiHandle | undefined;
  /** The stream that the response is read from, while one is read. */
  readonly writeFunctionStream?: Duplex | null;
  /** The stream that is uploaded, while one is. */
  readonly readFunctionStream?: Duplex | null;
  perform(): this;
  onError(error: Error, code: number): void;
  close(): void;
}

/** `Multi`: what handles are performed in. It never says which ones. */
export interface MultiHandle {
  addHandle(easy: EasyHandle): number;
  removeHandle(easy: EasyHandle): number;
  perform(easy: EasyHandle): Promise<EasyHandle>;
  onMessage(callback: MessageCallback | null): this;
  getCount(): number;
  close(): void;
}

/** What `Multi.onMessage` takes. */
export type MessageCallback = (error: Error | null, easy: EasyHandle, code: number) => void;

/** `Share`: what handles share cookies, names and sessions through. */
export interface ShareHandle {
  setOpt(option: string, value: number): number;
  close(): void;
}

export function isEasy(value: object): value is EasyHandle {
  return hasMethods(value, 'setOpt', 'getInfo', 'pause', 'dupHandle', 'close') && hasFlags(value, 'isOpen', 'isInsideMultiHandle');
}

export function isCurl(value: object): value is CurlHandle {
  if (!hasMethods(value, 'perform', 'setOpt', 'on', 'onError', 'close') || !hasFlags(value, 'isRunning')) return false;
  const handle: unknown = Reflect.get(value, 'handle');
  // By fewer marks than an Easy alone is: the Curl around it has said enough.
  return typeof handle === 'object' && handle !== null && hasMethods(handle, 'setOpt', 'pause') && 'isInsideMultiHandle' in handle;
}

export function isMulti(value: object): value is MultiHandle {
  return hasMethods(value, 'addHandle', 'removeHandle', 'perform', 'onMessage', 'getCount', 'close');
}

export function isShare(value: object): value is ShareHandle {
  if (!hasMethods(value, 'setOpt', 'close') || 'perform' in value || 'addHandle' in value || 'on' in value) return false;
  const { constructor } = value;
  return typeof constructor === 'function' && typeof Reflect.get(constructor, 'strError') === 'function';
}
