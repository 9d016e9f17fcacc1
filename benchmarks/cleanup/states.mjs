/**
 * The states in which clients are closed: what the server does to them, and how many there may be at once. A flood keeps the process
 * so busy that more of them would measure the machine; one connection of libcurl's takes a hundred streams.
 */
export const states = {
  idle: { title: 'idle', path: undefined },
  connecting: { title: 'connecting (TLS)', path: '/', server: 'deaf' },
  silent: { title: 'in flight, silent', path: '/never' },
  drip: { title: 'in flight, dripping', path: '/drip', flows: true },
  flood: { title: 'in flight, flooding', path: '/big', flows: true, atOnce: 25 },
  uploading: { title: 'uploading', path: '/swallow', uploads: true, atOnce: 50 },
  paused: { title: 'paused', path: '/drip', flows: true, pauses: true },
  queued: { title: 'queued behind a limit', path: '/never', connections: 2 },
  http2: { title: 'HTTP/2 beside another stream', path: '/never', server: 'http2', atOnce: 90 },
  mixed: { title: 'mixed', parts: ['idle', 'connecting', 'silent', 'drip', 'uploading', 'paused'], atOnce: 96 },
  answered: { title: 'answered', path: '/ok', answers: true, lingers: true },
};

/** Those of which the goal speaks. The connection of an answered request belongs to a cache that no client owns. */
export const judgedStates = Object.keys(states).filter((name) => name !== 'answered');

/** The state of the client with this number in a batch. */
export function partOf(name, index) {
  const { parts } = states[name];
  return parts === undefined ? name : parts[index % parts.length];
}
