// A base class is looked into where it can be seen, also in another file.
import { describe } from 'vitest';
import { checkProject } from '../support/project.ts';

const only = { rules: ['require-owner-dispose', 'require-safe-close'] } as const;
const closingBase = `import type { WebSocket } from 'ws';

export abstract class Base {
  socket: WebSocket | undefined;
  async close(): Promise<void> {
    this.socket?.terminate();
    await Promise.resolve();
  }
}
`;

describe('a base class of another file', () => {
  checkProject('closes the field that a subclass fills', {
    'base.ts': closingBase,
    'feed.ts': `import WebSocket from 'ws';
import { Base } from './base.ts';

export class Feed extends Base {
  constructor(url: string) {
    super();
    this.socket = new WebSocket(url);
  }
}
`,
  }, only);

  checkProject('closes the field through one more class', {
    'base.ts': closingBase,
    'middle.ts': `import { Base } from './base.ts';

export abstract class Middle extends Base {
  abstract open(url: string): void;
}
`,
    'feed.ts': `import WebSocket from 'ws';
import { Middle } from './middle.ts';

export class Feed extends Middle {
  override open(url: string) {
    if (this.socket !== undefined) return;
    this.socket = new WebSocket(url);
  }
}
`,
  }, only);

  checkProject('closes another field', {
    'base.ts': closingBase,
    'feed.ts': `import WebSocket from 'ws';
import { Base } from './base.ts';

export class Feed extends Base {
  other: WebSocket; // ! require-owner-dispose
  constructor(url: string) {
    super();
    this.other = new WebSocket(url);
  }
}
`,
  }, only);
});

const makingBase = `import WebSocket from 'ws';

export class Base {
  readonly socket = new WebSocket('ws://127.0.0.1');
  close() {
    this.socket.terminate();
  }
}
`;

describe('a close of the subclass hides that of a base class of another file', () => {
  checkProject('and does not call it', {
    'base.ts': makingBase,
    'feed.ts': `import { Base } from './base.ts';

export class Feed extends Base {
  override close() { // ! require-owner-dispose
    console.log('closed');
  }
}
`,
  }, only);

  checkProject('and calls it', {
    'base.ts': makingBase,
    'feed.ts': `import { Base } from './base.ts';

export class Feed extends Base {
  override close() {
    super.close();
    console.log('closed');
  }
}
`,
  }, only);
});

describe('a close of the subclass that calls the hidden one', () => {
  const subclass = (body: string, marker = ''): Record<string, string> => ({
    'base.ts': makingBase,
    'feed.ts': `import { Base } from './base.ts';

export class Feed extends Base {
  isQuiet = false;
  override close(text = '{}') {${marker}
${body}
  }
}
`,
  });
  checkProject('on some ways only', subclass('    if (this.isQuiet) return;\n    super.close();\n    console.log(text);', ' // ! require-owner-dispose'), only);
  checkProject('after what may throw', subclass('    JSON.parse(text);\n    super.close();', ' // ! require-owner-dispose'), only);
  checkProject('in a finally', subclass('    try {\n      JSON.parse(text);\n    } finally {\n      super.close();\n    }'), only);
});
