// Closes a client with much more time than it takes. The process ends by itself, unless a timer of the closing is left.
// Usage: free-to-exit.mjs <at-once | hardened | hardened-between | signal>
import { defineClient, safelyCloseClient } from 'safely-close';

const [kind] = process.argv.slice(2);
const long = { timeoutMs: 600_000, politeMs: 600_000, cancelMs: 100_000 };
const turn = () => new Promise((resolve) => setImmediate(resolve));
const never = () => new Promise(() => undefined);

const client = { isOpen: true };
defineClient({
  name: 'Client',
  recognise: (value) => value === client,
  begin: () => ({
    inFlight: () => [],
    isClosed: () => !client.isOpen,
    polite: kind === 'at-once' || kind === 'hardened-between' ? turn : never,
    async cancel() {
      if (kind === 'hardened-between') void safelyCloseClient(client, { timeoutMs: 300_000 });
      await turn();
      client.isOpen = false;
    },
  }),
});

const patience = new AbortController();
const closing = safelyCloseClient(client, { ...long, signal: patience.signal });
await turn();
if (kind === 'hardened') void safelyCloseClient(client, { timeoutMs: 500_000, politeMs: 20 });
if (kind === 'signal') patience.abort();
const { outcome, phase } = await closing;
process.stdout.write(`${JSON.stringify({ outcome, phase })}\n`);
