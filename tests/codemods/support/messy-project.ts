/** Sources with every outcome, in several folders: what reports are made of. */
export const manifest = '{ "name": "p", "type": "module", "engines": { "node": ">=24" } }\n';

/** Rewritten. */
export const leaking = `import { Client } from 'undici';

export async function status(origin) {
  const client = new Client(origin);
  const { statusCode } = await client.request({ method: 'HEAD', path: '/' });
  return statusCode;
}
`;

/** Left for a person. */
export const forReview = `import { Client } from 'undici';

export function fire(origin) {
  const client = new Client(origin);
  client.request({ method: 'POST', path: '/' });
}
`;

/** Nothing to do. */
export const handedOver = `import { Client } from 'undici';

export function connect(origin) {
  const client = new Client(origin);
  return client;
}
`;

/** Two sessions, far from each other; the closes stand below. */
export const twoSessions = `import { Client } from 'undici';

export async function first(origin) {
  const one = new Client(origin);
  try {
    await one.request({ method: 'HEAD', path: '/' });
    await one.request({ method: 'HEAD', path: '/1' });
    await one.request({ method: 'HEAD', path: '/2' });
    await one.request({ method: 'HEAD', path: '/3' });
    await one.request({ method: 'HEAD', path: '/4' });
    await one.request({ method: 'HEAD', path: '/5' });
    await one.request({ method: 'HEAD', path: '/6' });
  } finally {
    await one.close();
  }
}

export async function second(origin) {
  const two = new Client(origin);
  const { statusCode } = await two.request({ method: 'HEAD', path: '/' });
  return statusCode;
}
`;

/** Text that would be markup, were it not escaped. */
export const hostile = leaking.replace("'HEAD'", "'</script><script>document.title = 1</script><img src=x onerror=alert(1)>'").replaceAll('client', '$client');

export const messyFiles: Readonly<Record<string, string | Uint8Array>> = {
  'package.json': manifest,
  'api/status.js': leaking,
  'api/routes/two sessions.js': twoSessions,
  'jobs/fire.js': forReview,
  'jobs/connect.js': handedOver,
  'jobs/<hostile> & "quoted".js': hostile,
  'jobs/App.vue': `<script>\n${leaking}</script>\n`,
  'jobs/broken.js': "import { Client } from 'undici';\nconst client = new Client(;\n",
  'jobs/latin1.js': Buffer.from(`// caf\u00e9\n${leaking}`, 'latin1'),
};
