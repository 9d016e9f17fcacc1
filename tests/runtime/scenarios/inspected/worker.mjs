// A worker that listens for ever, started by the same file. Usage: worker.mjs
import { createServer } from 'node:net';
import { isMainThread, Worker } from 'node:worker_threads';

if (isMainThread) new Worker(new URL(import.meta.url));
else createServer().listen(0, '127.0.0.1');
