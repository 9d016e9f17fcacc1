import { once } from 'node:events';
import { connect, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2';

type ResponseHeaders = IncomingHttpHeaders & IncomingHttpStatusHeader;

/** The entries of a feed over HTTP/2, or `undefined` when the site has none at that path. */
export async function readFeed(origin: string, path: string, timeoutMs: number): Promise<string[] | undefined> {
  const session = connect(origin);
  const stream = session.request({ ':path': path });
  const [headers] = (await once(stream, 'response', { signal: AbortSignal.timeout(timeoutMs) })) as [ResponseHeaders];
  if (headers[':status'] !== 200) return undefined;

  stream.setEncoding('utf8');
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  session.close();
  return text.split('\n').filter((line) => line !== '');
}
