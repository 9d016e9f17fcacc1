/**
 * The catalog of clients as pure data: what the linter, the codemod and the runtime know of each library.
 * It loads no closer and nothing of Node, so it also runs in a browser.
 */
import type { LibraryFacts } from './client-facts.ts';
import { http, https } from './http/facts.ts';
import { http2 } from './http2/facts.ts';
import { nodeLibcurl } from './node-libcurl/facts.ts';
import { undici } from './undici/facts.ts';

export type { Acquisition, ClientFacts, CloseMethod, LibraryFacts, NativeDispose, Request } from './client-facts.ts';

/** Every library that the project knows, in alphabetical order. */
export const catalog: readonly LibraryFacts[] = [http, http2, https, nodeLibcurl, undici];
