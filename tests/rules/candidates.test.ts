// Which texts are looked at more closely. A "no" is final, so that it may only be said where no session can be.
import { namesAClient, readSettings } from 'eslint-plugin-safely-close/analysis';
import { describe, expect, it } from 'vitest';

const settings = readSettings(undefined);

describe('a text that may hold a session', () => {
  const texts = {
    'an import and a `new`': "import { Client } from 'undici';\nconst client = new Client(origin);",
    'an import under another name': "import { Client as Agent } from 'undici';\nconst client = new Agent(origin);",
    'the module as a whole': "const net = require('node:net');\nconst socket = net.connect(80);",
    'a name that is asked for by its text': "const net = require('net');\nconst socket = net['connect'](80);",
    'a name that is asked for by its text, with spaces': 'const net = require("net");\nconst socket = net[ "connect" ](80);',
    'a name that stands in quotes in a pattern': "const { 'connect': open } = require('net');\nopen(80);",
    'a default export, which has any name': "import Anything from 'ioredis';\nconst redis = new Anything();",
    'an export inside another one': "import fs from 'node:fs';\nconst file = await fs.promises.open(path);",
    'the outer one of these under a name of its own': "import { promises as files } from 'node:fs';\nconst file = await files.open(path);",
    'a comment between `import(` and the module': "const { Curl } = await import(/* webpackChunkName: 'curl' */ 'node-libcurl');",
    'a comment of a line in `require`': "const { Curl } = require( // the library\n  'node-libcurl');",
    'a `require` that may be missing': "const undici = require?.('undici');\nnew undici.Pool(origin);",
    'an export of what another module has': "export { Curl } from 'node-libcurl';",
    'an import of TypeScript': "import net = require('node:net');\nlet socket: net.Socket;",
    'a client whose name an operator follows': "import { Socket } from 'node:net';\nif (Socket instanceof Function) use(Socket);",
    'a class that extends one': "import { Agent } from 'node:http';\nclass Own extends Agent implements Other {}",
    'a statement without a semicolon': "import { Client } from 'undici'\nconst make = Client\nconst other = 1",
    'a path inside of a package': "import { Collection } from 'mongodb/lib/collection';\nconst client = new MongoClient(uri);",
    'a global': "const socket = new WebSocket('wss://example.test');",
    'the closing function': "import { safelyCloseClient } from 'safely-close';",
    'a tag': '/** @returnsOwned */\nexport declare function open(): Session;',
  };
  it.each(Object.entries(texts))('%s', (_name, text) => {
    expect(namesAClient(text, settings)).toBe(true);
  });
});

describe('a text that can hold none', () => {
  const texts = {
    'a library without what makes its clients': "import { readFile } from 'node:fs';\nconst text = readFile(path);",
    "a client's name without its library": 'const client = new Client(origin);',
    "a library's name that is no import": "const schemes = ['ws', 'wss'];\nif (schemes.includes(url.scheme)) go();",
    'an event that is called like a function of the library': "const { isIP } = require('net');\nsocket.on('connect', () => isIP(address));",
    'prose': "const { STATUS_CODES } = require('http');\nthrow new Error(`Server not found: ${STATUS_CODES[404]}`);",
    'the inner name of an export inside another one': "const fs = require('fs');\nfs.open(path, (error, descriptor) => fs.close(descriptor));",
    'a longer name': "const net = require('net');\nconst socketOptions = net.reconnectOptions;",
  };
  it.each(Object.entries(texts))('%s', (_name, text) => {
    expect(namesAClient(text, settings)).toBe(false);
  });
});

describe('names from the settings', () => {
  it.each(['openCurl', 'closeCurl'])('%s asks for a look, whatever is imported', (name) => {
    const own = readSettings({ factories: [{ name: 'openCurl' }], closers: [{ name: 'closeCurl' }] });
    expect(namesAClient(`import { ${name} } from './curl.js';`, own)).toBe(true);
    expect(namesAClient(`import { ${name} } from './curl.js';`, settings)).toBe(false);
  });
});
