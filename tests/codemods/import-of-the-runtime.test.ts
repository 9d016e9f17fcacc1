/** Where the import of the runtime goes: after what has to stand first, into the one that is there, in the file's own module system. */
import { migrateSource } from 'safely-close-codemod';
import { describe, expect, test } from 'vitest';

/** What becomes of all that stands before the function that is rewritten. */
function headOf(head: string, moduleSystem: 'esm' | 'commonjs' = 'esm', use = leaking): string {
  const outcome = migrateSource(moduleSystem === 'esm' ? 'page.mjs' : 'page.cjs', head + use, { closeStyle: 'await-using', moduleSystem });
  if (outcome.status === 'failed') throw new Error(outcome.problem.message);
  expect(outcome.sites.map(({ outcome: what }) => what)).toEqual(['changed']);
  return outcome.text.slice(0, outcome.text.indexOf('async function status'));
}

const leaking = `async function status(origin) {
  const client = new Client(origin);
  const { statusCode } = await client.request({ method: 'HEAD', path: '/' });
  return statusCode;
}
`;

const closedByHand = (safe: string): string => `async function status(origin) {
  const client = new Client(origin);
  try {
    return (await client.request({ method: 'HEAD', path: '/' })).statusCode;
  } finally {
    await ${safe}(client);
  }
}
`;

describe('after what has to stand first', () => {
  test.each([
    ["import { Client } from 'undici';\n\n", "import { Client } from 'undici';\nimport { closing } from 'safely-close';\n\n"],
    ["import { Client } from 'undici'; // of the pool\n\n", "import { Client } from 'undici'; // of the pool\nimport { closing } from 'safely-close';\n\n"],
    ["import { Client } from 'undici'; /* of\nthe pool */\n", "import { Client } from 'undici'; import { closing } from 'safely-close'; /* of\nthe pool */\n"],
    ["import { Client } from 'undici'; const one = 1;\n", "import { Client } from 'undici'; import { closing } from 'safely-close'; const one = 1;\n"],
    ["import { Client } from 'undici';\nconst one = 1;\nimport 'other';\n", "import { Client } from 'undici';\nimport { closing } from 'safely-close';\nconst one = 1;\nimport 'other';\n"],
    ["'use strict';\nimport { Client } from 'undici';\n", "'use strict';\nimport { Client } from 'undici';\nimport { closing } from 'safely-close';\n"],
    ["const one = 1;\nimport { Client } from 'undici';\n", "import { closing } from 'safely-close';\n\nconst one = 1;\nimport { Client } from 'undici';\n"],
    ["'use client';\n\nconst one = 1;\nimport { Client } from 'undici';\n", "'use client';\n\nimport { closing } from 'safely-close';\n\nconst one = 1;\nimport { Client } from 'undici';\n"],
    ["#!/usr/bin/env node\nconst one = 1;\nimport { Client } from 'undici';\n", "#!/usr/bin/env node\nimport { closing } from 'safely-close';\n\nconst one = 1;\nimport { Client } from 'undici';\n"],
    ["#!/usr/bin/env node\n\nconst one = 1;\nimport { Client } from 'undici';\n", "#!/usr/bin/env node\n\nimport { closing } from 'safely-close';\n\nconst one = 1;\nimport { Client } from 'undici';\n"],
    // A comment with an empty line behind it is about the file; one without is about what follows.
    ["// Licence\n\nconst one = 1;\nimport { Client } from 'undici';\n", "// Licence\n\nimport { closing } from 'safely-close';\n\nconst one = 1;\nimport { Client } from 'undici';\n"],
    ["// One.\nconst one = 1;\nimport { Client } from 'undici';\n", "import { closing } from 'safely-close';\n\n// One.\nconst one = 1;\nimport { Client } from 'undici';\n"],
    ["// Licence\n\n// One.\nconst one = 1;\nimport { Client } from 'undici';\n", "// Licence\n\nimport { closing } from 'safely-close';\n\n// One.\nconst one = 1;\nimport { Client } from 'undici';\n"],
  ])('%j', (head, expected) => {
    expect(headOf(head)).toBe(expected);
  });
});

describe('with require', () => {
  test.each([
    ["const { Client } = require('undici');\n", "const { Client } = require('undici');\nconst { closing } = require('safely-close');\n"],
    ["const { Client } = require('undici'), fs = require('fs').promises;\n", "const { Client } = require('undici'), fs = require('fs').promises;\nconst { closing } = require('safely-close');\n"],
    ["const log = require('debug')('page');\nconst { Client } = require('undici');\n", "const { closing } = require('safely-close');\n\nconst log = require('debug')('page');\nconst { Client } = require('undici');\n"],
    ["const log = require('pino').child().bind();\nconst { Client } = require('undici');\n", "const log = require('pino').child().bind();\nconst { Client } = require('undici');\nconst { closing } = require('safely-close');\n"],
    ["const one = 1;\nconst { Client } = require('undici');\n", "const { closing } = require('safely-close');\n\nconst one = 1;\nconst { Client } = require('undici');\n"],
    ["const { Client } = require('undici'), one = 1;\n", "const { closing } = require('safely-close');\n\nconst { Client } = require('undici'), one = 1;\n"],
    ["const { Client } = require('undici');\nlet later;\n", "const { Client } = require('undici');\nconst { closing } = require('safely-close');\nlet later;\n"],
  ])('%j', (head, expected) => {
    expect(headOf(head, 'commonjs')).toBe(expected);
  });
});

describe('into the import that is there', () => {
  const client = "import { Client } from 'undici';\n";

  test.each([
    ["import { closeAll } from 'safely-close';\n", "import { closeAll, closing } from 'safely-close';\n"],
    ["import { closing } from 'safely-close';\n", "import { closing } from 'safely-close';\n"],
    ["import {} from 'safely-close';\n", "import {} from 'safely-close';\nimport { closing } from 'safely-close';\n"],
    ["import {\n  closeAll,\n  safelyCloseClient,\n} from 'safely-close';\n", "import {\n  closeAll,\n  safelyCloseClient,\n  closing,\n} from 'safely-close';\n"],
    ["import { closing as toClose } from 'safely-close';\n", "import { closing as toClose } from 'safely-close';\n"],
    ["import * as safely from 'safely-close';\n", "import * as safely from 'safely-close';\n"],
  ])('%j', (runtime, expected) => {
    expect(headOf(client + runtime)).toBe(client + expected);
  });

  test.each([
    ["const { closeAll } = require('safely-close');\n", "const { closeAll, closing } = require('safely-close');\n"],
    ["const { closing: toClose } = require('safely-close');\n", "const { closing: toClose } = require('safely-close');\n"],
    ["const safely = require('safely-close');\n", "const safely = require('safely-close');\n"],
    ["const {\n  closeAll,\n} = require('safely-close');\n", "const {\n  closeAll,\n  closing,\n} = require('safely-close');\n"],
    ["const {} = require('safely-close');\n", "const { closing } = require('safely-close');\n"],
    ["const { safelyCloseClient } = require('other');\n", "const { safelyCloseClient } = require('other');\nconst { closing } = require('safely-close');\n"],
    ["const { 'close-all': all } = require('safely-close');\n", "const { 'close-all': all, closing } = require('safely-close');\n"],
  ])('%j', (runtime, expected) => {
    const required = "const { Client } = require('undici');\n";
    expect(headOf(required + runtime, 'commonjs')).toBe(required + expected);
  });
});

describe('what is not called any more is not imported any more', () => {
  const client = "import { Client } from 'undici';\n";

  test.each([
    ["import { safelyCloseClient } from 'safely-close';\n", 'safelyCloseClient', "import { closing } from 'safely-close';\n"],
    ["import { safelyCloseClient as close } from 'safely-close';\n", 'close', "import { closing } from 'safely-close';\n"],
    ["import { closeAll, safelyCloseClient } from 'safely-close';\ncloseAll([]);\n", 'safelyCloseClient', "import { closeAll, closing } from 'safely-close';\ncloseAll([]);\n"],
    ["import { safelyCloseClient } from 'safely-close';\nawait safelyCloseClient(null);\n", 'safelyCloseClient', "import { safelyCloseClient, closing } from 'safely-close';\nawait safelyCloseClient(null);\n"],
    ["import { safelyCloseClient } from 'safely-close';\nexport { safelyCloseClient };\n", 'safelyCloseClient', "import { safelyCloseClient, closing } from 'safely-close';\nexport { safelyCloseClient };\n"],
    // What nobody called before is somebody's to decide.
    ["import { closeAll, safelyCloseClient } from 'safely-close';\n", 'safelyCloseClient', "import { closeAll, closing } from 'safely-close';\n"],
    ["import {\n  closeAll,\n  safelyCloseClient,\n} from 'safely-close';\n", 'safelyCloseClient', "import {\n  closeAll,\n  closing,\n} from 'safely-close';\n"],
    ["import { closing, safelyCloseClient } from 'safely-close';\n", 'safelyCloseClient', "import { closing } from 'safely-close';\n"],
  ])('%j', (runtime, safe, expected) => {
    expect(headOf(client + runtime, 'esm', closedByHand(safe))).toBe(client + expected);
  });

  test('nor is the import kept where it held nothing else', () => {
    const head = "import { CurlSession } from 'safely-close/curl';\nimport { safelyCloseClient } from 'safely-close';\n\n";
    const use = "async function status(origin) {\n  const session = new CurlSession();\n  try {\n    return (await session.get(origin)).statusCode;\n  } finally {\n    await safelyCloseClient(session);\n  }\n}\n";
    expect(headOf(head, 'esm', use)).toBe("import { CurlSession } from 'safely-close/curl';\n\n");
  });
});
