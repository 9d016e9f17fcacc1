// The commonest shapes in which public code uses node-libcurl. Strict asks for more than most of them give (every `setOpt` may
// throw there), so where a sample says nothing else it speaks of recommended.
import { describe } from 'vitest';
import { bad, checkAll, good, improvable } from '../support/sample.ts';

describe('shapes of real code around one Curl', () => {
  checkAll([
    bad('both handlers close by an explicit call, then settle the promise', `
import { Curl } from 'node-libcurl';

export function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const curl = new Curl(); // !strict require-safe-close
    curl.setOpt('URL', url);
    curl.setOpt('FOLLOWLOCATION', true);
    curl.on('end', function (statusCode, body) {
      curl.close(); // !recommended prefer-safe-close
      resolve(String(body));
    });
    curl.on('error', (error) => {
      curl.close(); // !recommended prefer-safe-close
      reject(error);
    });
    curl.perform();
  });
}
`),
    improvable('with a `catch` around the set-up that closes too', `
import { Curl } from 'node-libcurl';

export function get(input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const curl = new Curl();
    try {
      curl.setOpt('URL', new URL(input).href);
      curl.on('end', (statusCode, body) => {
        curl.close(); // ! prefer-safe-close
        resolve(String(body));
      });
      curl.on('error', (error) => {
        curl.close(); // ! prefer-safe-close
        reject(error);
      });
      curl.perform();
    } catch (error) {
      curl.close(); // ! prefer-safe-close
      reject(error);
    }
  });
}
`),
    bad('without that `catch`, a set-up that throws leaks', `
import { Curl } from 'node-libcurl';

export function get(input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const curl = new Curl(); // ! require-safe-close
    curl.setOpt('URL', new URL(input).href);
    curl.on('end', (statusCode, body) => {
      curl.close();
      resolve(String(body));
    });
    curl.on('error', (error) => {
      curl.close();
      reject(error);
    });
    curl.perform();
  });
}
`),
    bad('closed on error only, `end` just resolves', `
import { Curl } from 'node-libcurl';

export function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const curl = new Curl(); // ! require-safe-close
    curl.setOpt('URL', url);
    curl.on('end', (statusCode, body) => {
      resolve(String(body));
    });
    curl.on('error', (error) => {
      curl.close();
      reject(error);
    });
    curl.perform();
  });
}
`),
    bad('the same, with the bound close on error', `
import { Curl } from 'node-libcurl';

export function get(url: string): Promise<string> {
  return new Promise((resolve) => {
    const curl = new Curl(); // ! require-safe-close
    curl.setOpt('URL', url);
    curl.on('end', (statusCode, body) => resolve(String(body)));
    curl.on('error', curl.close.bind(curl));
    curl.perform();
  });
}
`),
    improvable('both handlers close, nothing to await', `
import { Curl } from 'node-libcurl';

export function fire(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', (statusCode, body) => {
    console.log(statusCode, body);
    curl.close(); // ! prefer-safe-close
  });
  curl.on('error', (error) => {
    console.error(error);
    curl.close(); // ! prefer-safe-close
  });
  curl.perform();
}
`, { modes: ['recommended'] }),
    improvable('early returns in a handler that each close', `
import { Curl } from 'node-libcurl';

export function fire(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', (statusCode, body) => {
    if (statusCode !== 200) {
      curl.close(); // ! prefer-safe-close
      return;
    }
    console.log(body);
    curl.close(); // ! prefer-safe-close
  });
  curl.on('error', () => {
    curl.close(); // ! prefer-safe-close
  });
  curl.perform();
}
`, { modes: ['recommended'] }),
    improvable('error gets the bound close, `end` closes and resolves', `
import { Curl } from 'node-libcurl';

export function get(url: string): Promise<string> {
  return new Promise((resolve) => {
    const curl = new Curl();
    curl.setOpt('URL', url);
    curl.on('end', (statusCode, body) => {
      curl.close(); // ! prefer-safe-close
      resolve(String(body));
    });
    curl.on('error', curl.close.bind(curl)); // ! prefer-safe-close
    curl.perform();
  });
}
`, { modes: ['recommended'] }),
    improvable('one bound closer for both ends', `
import { Curl } from 'node-libcurl';

export function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const curl = new Curl();
    const close = curl.close.bind(curl);
    curl.setOpt('URL', url);
    curl.on('end', (statusCode, body) => {
      resolve(String(body));
      close(); // ! prefer-safe-close
    });
    curl.on('error', (error) => reject(error));
    curl.on('error', close); // ! prefer-safe-close
    curl.perform();
  });
}
`, { modes: ['recommended'] }),
    improvable('a `function` handler with `this.close()` and the bound close', `
const { Curl } = require('node-libcurl');

module.exports = function fire(url) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', function (statusCode, body) {
    console.log(statusCode, body);
    this.close(); // ! prefer-safe-close
  });
  curl.on('error', curl.close.bind(curl)); // ! prefer-safe-close
  curl.perform();
};
`, { filename: 'sample.cjs', modes: ['recommended'] }),
    bad('the discarded bound close', `
const { Curl } = require('node-libcurl');

module.exports = function get(url) {
  return new Promise((resolve, reject) => {
    const curl = new Curl(); // ! require-safe-close
    curl.setOpt('URL', url);
    curl.on('end', (statusCode, body) => {
      resolve(body);
      curl.close.bind(curl);
    });
    curl.on('error', (error) => {
      reject(error);
      curl.close.bind(curl);
    });
    curl.perform();
  });
};
`, { filename: 'sample.cjs' }),
    bad('never closed', `
const { Curl } = require('node-libcurl');

module.exports = function get(url, callback) {
  const curl = new Curl(); // ! require-safe-close
  curl.setOpt('URL', url);
  curl.on('end', (statusCode, body) => callback(null, body));
  curl.on('error', callback);
  curl.perform();
};
`, { filename: 'sample.cjs' }),
    bad('only `end` closes', `
import { Curl } from 'node-libcurl';

export function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const curl = new Curl(); // ! require-safe-close
    curl.setOpt('URL', url);
    curl.on('end', (statusCode, body) => {
      curl.close();
      resolve(String(body));
    });
    curl.on('error', (error) => reject(error));
    curl.perform();
  });
}
`),
    improvable('handlers registered after perform, in the same turn', `
import { Curl } from 'node-libcurl';

export function fire(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.perform();
  curl.on('end', () => {
    curl.close(); // ! prefer-safe-close
  });
  curl.on('error', () => {
    curl.close(); // ! prefer-safe-close
  });
}
`, { modes: ['recommended'] }),
    improvable('handlers chained on the handle', `
import { Curl } from 'node-libcurl';

export function fire(url: string) {
  const curl = new Curl();
  curl
    .setOpt('URL', url)
    .on('end', () => {
      curl.close(); // ! prefer-safe-close
    })
    .on('error', () => {
      curl.close(); // ! prefer-safe-close
    })
    .perform();
}
`, { modes: ['recommended'] }),
    improvable('handlers chained after perform', `
import { Curl } from 'node-libcurl';

export function fire(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.perform().on('end', () => {
    curl.close(); // ! prefer-safe-close
  }).on('error', () => {
    curl.close(); // ! prefer-safe-close
  });
}
`, { modes: ['recommended'] }),
    bad('`new Curl` without parentheses', `
const Curl = require('node-libcurl').Curl;

module.exports = function (url) {
  var curl = new Curl; // ! require-safe-close
  curl.setOpt(Curl.option.URL, url);
  curl.on('end', function () {
    console.log('done');
  });
  curl.perform();
};
`, { filename: 'sample.cjs' }),
    bad('a conditional require into a let', `
let Curl;
if (process.env.NATIVE) Curl = require('node-libcurl').Curl;

module.exports = function (url) {
  const curl = new Curl(); // ! require-safe-close
  curl.setOpt('URL', url);
  curl.perform();
};
`, { filename: 'sample.cjs' }),
    good('a local class that shadows the import', `
import { Curl as NativeCurl } from 'node-libcurl';

class Curl {
  readonly #native: NativeCurl;

  constructor(native: NativeCurl) {
    this.#native = native;
  }

  get(url: string) {
    return this.#native.setOpt('URL', url);
  }
}

export function probe(native: NativeCurl) {
  return new Curl(native).get('https://example.com');
}
`),
    good('handlers registered by a private method that takes the handle', `
import { Curl } from 'node-libcurl';

export class Downloader {
  #register(curl: Curl, done: (error: Error | null, body?: string) => void) {
    curl.on('end', (statusCode, body) => {
      curl.close();
      done(null, String(body));
    });
    curl.on('error', (error) => {
      curl.close();
      done(error);
    });
  }

  get(url: string, done: (error: Error | null, body?: string) => void) {
    const curl = new Curl();
    curl.setOpt('URL', url);
    this.#register(curl, done);
    curl.perform();
  }
}
`, { modes: ['recommended'], rules: ['require-safe-close'] }),
    bad('a callback-style function that closes in one of two handlers', `
const { Curl } = require('node-libcurl');

exports.get = function (url, callback) {
  const curl = new Curl(); // ! require-safe-close
  curl.setOpt('URL', url);
  curl.on('end', function (status, body) {
    callback(null, body);
    this.close();
  });
  curl.on('error', function (error) {
    callback(error);
  });
  curl.perform();
};
`, { filename: 'sample.cjs' }),
    improvable('handlers by name', `
const { Curl } = require('node-libcurl');

exports.get = function (url, callback) {
  const curl = new Curl();
  function onEnd(status, body) {
    curl.close(); // ! prefer-safe-close
    callback(null, body);
  }
  function onError(error) {
    curl.close(); // ! prefer-safe-close
    callback(error);
  }
  curl.setOpt('URL', url);
  curl.on('end', onEnd);
  curl.on('error', onError);
  curl.perform();
};
`, { filename: 'sample.cjs', modes: ['recommended'] }),
    improvable('`once` in place of `on`, arrow expression bodies', `
import { Curl } from 'node-libcurl';

export function fire(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.once('end', () => curl.close()); // ! prefer-safe-close
  curl.once('error', () => curl.close()); // ! prefer-safe-close
  curl.perform();
}
`, { modes: ['recommended'] }),
  ]);
});

describe('shapes of real code around Easy and Multi', () => {
  checkAll([
    good('a synchronous Easy in try and finally', `
const { Easy } = require('node-libcurl');

exports.status = function (url) {
  const easy = new Easy();
  try {
    easy.setOpt('URL', url);
    easy.perform();
    return easy.getInfo('RESPONSE_CODE').data;
  } finally {
    easy.close();
  }
};
`, { filename: 'sample.cjs' }),
    bad('a script that performs and closes at the end', `
import { Easy } from 'node-libcurl';

const easy = new Easy(); // ! require-safe-close
easy.setOpt('URL', 'https://example.com');
easy.perform();
easy.close();
`, { modes: ['strict'] }),
    improvable('a Multi around one Easy, each in its own finally', `
import { Easy, Multi } from 'node-libcurl';

export async function status(url: string) {
  const multi = new Multi(); // ! prefer-await-using
  try {
    const easy = new Easy(); // ! prefer-await-using
    try {
      easy.setOpt('URL', url);
      await multi.perform(easy);
      return easy.getInfo('RESPONSE_CODE').data;
    } finally {
      easy.close();
    }
  } finally {
    multi.close();
  }
}
`),
  ]);
});
