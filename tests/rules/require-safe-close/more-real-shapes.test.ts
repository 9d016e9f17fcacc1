// Further shapes of public code around one Curl, of which only this rule's verdict is held here, under recommended.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { filename: 'sample.cjs', modes: ['recommended'], rules: ['require-safe-close', 'require-owner-dispose'] };
const opening = "const { Curl } = require('node-libcurl');\n\n";
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);

describe('closed', () => {
  checkAll([
    tidy('one closure finishes for both ends', `
exports.get = (url) => new Promise((resolve, reject) => {
  const curl = new Curl();
  const finish = (error, body) => {
    curl.close();
    if (error) reject(error);
    else resolve(body);
  };
  curl.setOpt('URL', url);
  curl.on('end', (status, body) => finish(null, body));
  curl.on('error', (error) => finish(error));
  curl.perform();
});
`),
    tidy('a named closer for both ends, chained', `
exports.fire = (url) => {
  const curl = new Curl();
  const closeCurl = () => curl.close();
  curl.setOpt('URL', url);
  curl.on('end', closeCurl).on('error', closeCurl);
  curl.perform();
};
`),
    tidy('a sequence expression in a handler', `
exports.get = (url) => new Promise((resolve, reject) => {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', (status, body) => (curl.close(), resolve(body)));
  curl.on('error', (error) => (curl.close(), reject(error)));
  curl.perform();
});
`),
    tidy('a handler that closes in a finally', `
exports.get = (url, callback) => {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', (status, body) => {
    try {
      callback(null, JSON.parse(body));
    } finally {
      curl.close();
    }
  });
  curl.on('error', (error) => {
    curl.close();
    callback(error);
  });
  curl.perform();
};
`),
    tidy('a handler that closes and throws', `
exports.fire = (url) => {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', () => curl.close());
  curl.on('error', (error) => {
    curl.close();
    throw error;
  });
  curl.perform();
};
`),
    tidy('a Curl for each element of a list', `
exports.fireAll = (urls) => {
  urls.forEach((url) => {
    const curl = new Curl();
    curl.setOpt('URL', url);
    curl.on('end', () => curl.close());
    curl.on('error', () => curl.close());
    curl.perform();
  });
};
`),
    tidy('inside the handler of a server', `
const http = require('http');

exports.app = http.createServer((request, response) => {
  const curl = new Curl();
  curl.setOpt('URL', 'https://example.com' + request.url);
  curl.on('end', (status, body) => {
    response.end(body);
    curl.close();
  });
  curl.on('error', (error) => {
    response.statusCode = 502;
    response.end(String(error));
    curl.close();
  });
  curl.perform();
});
`),
    tidy('closed in the next turn after each end', `
exports.fire = (url) => {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', () => setImmediate(() => curl.close()));
  curl.on('error', () => process.nextTick(() => curl.close()));
  curl.perform();
};
`),
    tidy('close.call with this', `
exports.fire = (url) => {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', function () {
    curl.close.call(this);
  });
  curl.on('error', function () {
    this.close();
  });
  curl.perform();
};
`),
    tidy('the promise of the transfer is awaited in a try', `
exports.get = async (url) => {
  const curl = new Curl();
  try {
    curl.setOpt('URL', url);
    return await new Promise((resolve, reject) => {
      curl.on('end', (status, body) => resolve(body));
      curl.on('error', reject);
      curl.perform();
    });
  } finally {
    curl.close();
  }
};
`),
    tidy('an async executor', `
exports.get = (url) => new Promise(async (resolve, reject) => {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', (status, body) => {
    curl.close();
    resolve(body);
  });
  curl.on('error', (error) => {
    curl.close();
    reject(error);
  });
  curl.perform();
});
`),
    tidy('options in a loop and headers in a list', `
exports.post = (url, data, headers) => new Promise((resolve, reject) => {
  const curl = new Curl();
  curl.setOpt(Curl.option.URL, url);
  curl.setOpt(Curl.option.POST, true);
  curl.setOpt(Curl.option.POSTFIELDS, JSON.stringify(data));
  for (const name of Object.keys(headers)) {
    curl.setOpt(Curl.option.HTTPHEADER, [name + ': ' + headers[name]]);
  }
  if (process.env.VERBOSE) curl.setOpt(Curl.option.VERBOSE, true);
  curl.on('end', (status, body) => {
    curl.close();
    resolve({ status, body });
  });
  curl.on('error', (error) => {
    curl.close();
    reject(error);
  });
  curl.perform();
});
`),
    tidy('the handle is given to the caller', `
exports.open = (url) => {
  const curl = new Curl();
  curl.setOpt('URL', url);
  return curl;
};
`),
    tidy('the handle is given to a callback by event, then closed by both ends', `
exports.fire = (url, options = {}) => {
  var curl = new Curl();
  var done = false;
  function end() {
    if (done) return;
    done = true;
    curl.close();
  }
  curl.setOpt('URL', url);
  curl.on('end', end);
  curl.on('error', end);
  curl.perform();
};
`),
    tidy('closed by a timer', `
exports.fire = (url) => {
  const curl = new Curl();
  curl.setOpt('URL', url);
  setTimeout(() => curl.close(), 5000);
  curl.perform();
};
`),
    tidy('a class method with both handlers', `
exports.Client = class {
  get(url) {
    const self = this;
    return new Promise((resolve, reject) => {
      const curl = new Curl();
      curl.setOpt('URL', self.base + url);
      curl.on('end', (status, body) => {
        curl.close();
        resolve(body);
      });
      curl.on('error', (error) => {
        curl.close();
        reject(error);
      });
      curl.perform();
    });
  }
};
`),
  ]);
});

describe('not closed', () => {
  checkAll([
    leaky('awaited without a try, closed after', `
exports.get = async (url) => {
  const curl = new Curl(); // ! require-safe-close
  curl.setOpt('URL', url);
  const body = await new Promise((resolve, reject) => {
    curl.on('end', (status, text) => resolve(text));
    curl.on('error', reject);
    curl.perform();
  });
  curl.close();
  return body;
};
`),
    leaky('an early return in the `end` handler when the status is wrong', `
exports.get = (url) => new Promise((resolve, reject) => {
  const curl = new Curl(); // ! require-safe-close
  curl.setOpt('URL', url);
  curl.on('end', (status, body) => {
    if (status >= 400) return reject(new Error(body));
    curl.close();
    resolve(body);
  });
  curl.on('error', (error) => {
    curl.close();
    reject(error);
  });
  curl.perform();
});
`),
    leaky('the `error` handler only rejects', `
exports.get = (url) => new Promise((resolve, reject) => {
  const curl = new Curl(); // ! require-safe-close
  curl.setOpt('URL', url);
  curl.on('end', function (status, body) {
    this.close();
    resolve(body);
  });
  curl.on('error', reject);
  curl.perform();
});
`),
    leaky('the closer is named and never registered', `
exports.fire = (url) => {
  const curl = new Curl(); // ! require-safe-close
  const close = curl.close.bind(curl);
  curl.setOpt('URL', url);
  curl.on('end', (status, body) => console.log(status, body));
  curl.on('error', console.error);
  curl.perform();
};
`),
    leaky('the closure that finishes is called at one end only', `
exports.get = (url, callback) => {
  const curl = new Curl(); // ! require-safe-close
  const finish = (error, body) => {
    curl.close();
    callback(error, body);
  };
  curl.setOpt('URL', url);
  curl.on('end', (status, body) => finish(null, body));
  curl.on('error', (error) => callback(error));
  curl.perform();
};
`),
    leaky('a Curl for each element of a list, never closed', `
exports.fireAll = (urls) => {
  for (const url of urls) {
    const curl = new Curl(); // ! require-safe-close
    curl.setOpt('URL', url);
    curl.on('end', (status) => console.log(url, status));
    curl.on('error', (error) => console.error(url, error));
    curl.perform();
  }
};
`),
    leaky('a request body that may not be JSON is parsed between', `
exports.post = (url, text) => new Promise((resolve, reject) => {
  const curl = new Curl(); // ! require-safe-close
  const data = JSON.parse(text);
  curl.setOpt('URL', url);
  curl.setOpt('POSTFIELDS', data.body);
  curl.on('end', (status, body) => {
    curl.close();
    resolve(body);
  });
  curl.on('error', (error) => {
    curl.close();
    reject(error);
  });
  curl.perform();
});
`),
    leaky('closed under the wrong event', `
exports.fire = (url) => {
  const curl = new Curl(); // ! require-safe-close
  curl.setOpt('URL', url);
  curl.on('close', () => curl.close());
  curl.on('error', () => curl.close());
  curl.perform();
};
`),
    leaky('the handlers close another handle', `
exports.fire = (url, curl) => {
  const inner = new Curl(); // ! require-safe-close
  inner.setOpt('URL', url);
  inner.on('end', () => curl.close());
  inner.on('error', () => curl.close());
  inner.perform();
};
`),
    leaky('returned only when it worked', `
exports.open = (url, check) => {
  const curl = new Curl(); // ! require-safe-close
  curl.setOpt('URL', url);
  if (check(url)) return curl;
  return undefined;
};
`),
  ]);
});

describe('made in classes, handlers and helpers', () => {
  checkAll([
    tidy('set-up in a try whose catch only rejects, nothing in it throws', `
exports.post = (data) => new Promise((resolve, reject) => {
  try {
    const curl = new Curl();
    curl.setOpt('URL', data.url);
    curl.on('end', (status, body) => {
      curl.close();
      resolve({ status, body });
    });
    curl.on('error', (error) => {
      curl.close();
      reject(error);
    });
    curl.perform();
  } catch (error) {
    reject(error);
  }
});
`),
    leaky('set-up in a try whose catch only rejects, and something in it throws', `
exports.post = (data) => new Promise((resolve, reject) => {
  try {
    const curl = new Curl(); // ! require-safe-close
    curl.setOpt('URL', new URL(data.url).href);
    curl.on('end', (status, body) => {
      curl.close();
      resolve({ status, body });
    });
    curl.on('error', (error) => {
      curl.close();
      reject(error);
    });
    curl.perform();
  } catch (error) {
    reject(error);
  }
});
`),
    leaky('at module level with a bound closer that nobody uses', `
const curl = new Curl; // ! require-safe-close
const close = curl.close.bind(curl);

module.exports = function notify(request, response, next) {
  request.notify = () => true;
  next();
};
`),
    tidy('made in a handler of the process, where a throw ends the process', `
const fs = require('fs');

process.on('message', async (message) => {
  let curl = new Curl();
  curl.setOpt('URL', message[0]);
  if (!fs.existsSync('cookies.txt')) {
    fs.writeFileSync('cookies.txt', '');
  }
  curl
    .on('end', function (code, body) {
      process.send({ code, length: body.length });
      curl.close();
    })
    .on('error', function () {
      curl.close();
    })
    .perform();
});
`),
    leaky('made in a route of a web framework, which catches what its handlers throw', `
const fs = require('fs');

exports.routes = (app) => {
  app.get('/proxy', async (request, response) => {
    const curl = new Curl(); // ! require-safe-close
    curl.setOpt('URL', fs.readFileSync('target.txt', 'utf8'));
    curl.on('end', (code, body) => {
      response.end(body);
      curl.close();
    });
    curl.on('error', () => curl.close());
    curl.perform();
  });
};
`),
    tidy('a static function in a field of a class expression', `
const tools = class {
  static post = function (endpoint, data) {
    const curl = new Curl();
    const terminate = curl.close.bind(curl);
    curl.setOpt(Curl.option.URL, endpoint);
    curl.setOpt(Curl.option.POSTFIELDS, JSON.stringify(data));
    curl.on('end', function (status, body) {
      console.info(status, body.length, this.getInfo('TOTAL_TIME'));
      this.close();
    });
    curl.on('error', terminate);
    curl.perform();
  };
};

module.exports = tools;
`),
    tidy('callbacks inside a handler return early, the handler does not', `
exports.get = (request) => new Promise((resolve) => {
  const answer = { headers: {} };
  const curl = new Curl();
  try {
    const headers = [];
    Object.entries(request.headers).forEach(([name, value]) => {
      if (Array.isArray(value)) value.forEach((one) => headers.push(name + ': ' + one));
      else headers.push(name + ': ' + value);
    });
    curl.setOpt(Curl.option.HTTPHEADER, headers);
    curl.on('end', (status, body, lines) => {
      lines.forEach((line) => {
        const colon = line.indexOf(':');
        if (colon === -1) return;
        answer.headers[line.slice(0, colon)] = line.slice(colon + 1);
      });
      curl.close();
      resolve(answer);
    });
    curl.on('error', (error) => {
      curl.close();
      answer.error = error;
      resolve(answer);
    });
    curl.perform();
  } catch (error) {
    curl.close();
    resolve(answer);
  }
});
`),
    tidy('a class of the same name that wraps one and closes it', `
const libcurl = require('node-libcurl');

module.exports = class Handle {
  constructor() {
    this._handle = null;
    this._handle = new libcurl.Curl();
  }

  perform() {
    this._handle.perform();
  }

  close() {
    if (this._handle) {
      try {
        this._handle.close();
      } catch (error) {
        // Closed already.
      }
    }
  }
};
`),
    leaky('a visible method configures it and may throw', `
exports.Executor = class {
  request(options) {
    return new Promise((resolve, reject) => {
      const curl = new Curl(); // ! require-safe-close
      this.configure(curl, options);
      curl.on('end', (status, body) => {
        curl.close();
        resolve(body);
      });
      curl.on('error', (error) => {
        curl.close();
        reject(error);
      });
      curl.perform();
    });
  }

  configure(curl, options) {
    const { host } = new URL(options.url);
    curl.setOpt('URL', host);
  }
};
`),
    tidy('a visible method configures it and cannot throw', `
exports.Executor = class {
  request(options) {
    return new Promise((resolve, reject) => {
      const curl = new Curl();
      this.configure(curl, options);
      curl.on('end', (status, body) => {
        curl.close();
        resolve(body);
      });
      curl.on('error', (error) => {
        curl.close();
        reject(error);
      });
      curl.perform();
    });
  }

  configure(curl, options) {
    if (!options.url) return;
    curl.setOpt('URL', options.url);
    curl.setOpt('FOLLOWLOCATION', false);
  }
};
`),
    leaky('an imported function prepares the data between', `
const { prepare } = require('./prepare');

exports.upload = (options) => new Promise((resolve, reject) => {
  const curl = new Curl(); // ! require-safe-close
  const data = prepare(options);
  curl.setOpt(Curl.option.HTTPPOST, data);
  curl.perform();
  curl.on('end', (status, body) => {
    curl.close();
    const answer = JSON.parse(body);
    if (answer.errors) throw new Error(answer.errors[0].message);
    resolve(answer.data);
  });
  curl.on('error', (error) => {
    curl.close();
    reject(error);
  });
});
`),
    tidy('a handler declared at module level closes its `this`', `
function check(url, name) {
  var curl = new Curl();
  curl.setOpt('URL', url);
  curl.setOpt(Curl.option.TIMEOUT, 30);
  curl.on('end', function (status, body) {
    console.info(name, status, this.getInfo('TOTAL_TIME'), body.length);
    this.close();
  });
  curl.on('error', failed);
  curl.perform();
}

function failed(statusOrError) {
  var site = this.getInfo(Curl.info.PRIVATE);
  this.close();
  if (typeof statusOrError !== 'number') {
    console.error(site, statusOrError);
  }
}

setInterval(() => check('https://example.com', 'example'), 1000);
`),
    leaky('the handler that succeeds does not close, the one that fails does, through a helper', `
const table = require('./table');

exports.forward = async function (node, files) {
  const curl = new Curl(), // ! require-safe-close
    close = curl.close.bind(curl);
  const failed = async (error) => {
    await table.add(error.message);
    try {
      close();
    } catch (e) {
      console.warn(e.message);
    }
  };
  curl.on('end', async function (status, body) {
    if (status === 200) {
      try {
        await table.add(JSON.parse(body));
      } catch (e) {
        failed(e);
      }
    } else {
      failed(new Error('status ' + status));
    }
  });
  curl.on('error', failed);
  curl.setOpt(Curl.option.URL, node);
  curl.perform();
};
`),
    tidy('a visible function configures it and cannot throw', `
function configure(curl, url) {
  curl.setOpt('URL', url);
  curl.setOpt('FOLLOWLOCATION', false);
}

exports.fire = function (url) {
  const curl = new Curl();
  configure(curl, url);
  curl.on('end', () => curl.close());
  curl.on('error', () => curl.close());
  curl.perform();
};
`),
    tidy('a visible function makes, configures and hands out', `
function create(url) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  return curl;
}

exports.fire = function (url) {
  const curl = create(url);
  curl.on('end', () => curl.close());
  curl.on('error', () => curl.close());
  curl.perform();
};
`),
    leaky('a visible function makes and performs, nobody closes', `
function create(url) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  return curl;
}

exports.fire = function (url, callback) {
  const curl = create(url); // ! require-safe-close
  curl.on('end', (status, body) => callback(null, body));
  curl.on('error', callback);
  curl.perform();
};
`),
    tidy('a visible function registers both handlers', `
function settle(curl, resolve, reject) {
  curl.on('end', (status, body) => {
    curl.close();
    resolve(body);
  });
  curl.on('error', (error) => {
    curl.close();
    reject(error);
  });
}

exports.get = (url) => new Promise((resolve, reject) => {
  const curl = new Curl();
  curl.setOpt('URL', url);
  settle(curl, resolve, reject);
  curl.perform();
});
`),
    tidy('a visible function performs as well', `
function run(curl) {
  return new Promise((resolve, reject) => {
    curl.on('end', (status, body) => {
      curl.close();
      resolve(body);
    });
    curl.on('error', (error) => {
      curl.close();
      reject(error);
    });
    curl.perform();
  });
}

exports.get = (url) => {
  const curl = new Curl();
  curl.setOpt('URL', url);
  return run(curl);
};
`),
    leaky('a visible function performs, and closes at one end only', `
function run(curl) {
  return new Promise((resolve, reject) => {
    curl.on('end', (status, body) => {
      curl.close();
      resolve(body);
    });
    curl.on('error', reject);
    curl.perform();
  });
}

exports.get = (url) => {
  const curl = new Curl(); // ! require-safe-close
  curl.setOpt('URL', url);
  return run(curl);
};
`),
  ]);
});

describe('handed back by what took it in', () => {
  const pool = `const { Easy, Multi } = require('node-libcurl');

const multi = new Multi();
process.on('exit', () => multi.close());

exports.fetch = (url) => {
  const easy = new Easy();EXPECTED
  easy.setOpt('URL', url);
  multi.addHandle(easy);
};
`;
  const closing = pool.replace('EXPECTED', '');
  const leaking = pool.replace('EXPECTED', ' // ! require-safe-close');
  checkAll([
    good('a Multi whose listener closes every handle', `${closing}
multi.onMessage((error, handle) => {
  if (error) console.error(error);
  multi.removeHandle(handle);
  handle.close();
});
`, only),
    good('a listener that a function of the file makes', `${closing}
multi.onMessage(finisher('done'));

function finisher(word) {
  return (error, easy) => {
    console.log(word);
    multi.removeHandle(easy);
    easy.close();
  };
}
`, only),
    bad('a listener that only takes it out again', `${leaking}
multi.onMessage((error, handle) => {
  if (error) console.error(error);
  multi.removeHandle(handle);
});
`, only),
    bad('a listener that closes it where all went well', `${leaking}
multi.onMessage((error, handle) => {
  multi.removeHandle(handle);
  if (error) return;
  handle.close();
});
`, only),
    bad('no listener at all', leaking, only),
  ]);
});

describe('promises of a library that stand in for the language\'s own', () => {
  checkAll(['bluebird', 'promise', 'es6-promise'].map((library) => tidy(`the executor of ${library} runs at once`, `
const { Easy, Multi } = require('node-libcurl');
const { Promise } = require('${library}');

exports.fetch = (url) => {
  const multi = new Multi();
  const easy = new Easy();
  easy.setOpt('URL', url);
  return new Promise((resolve) => {
    multi.onMessage((error, handle) => {
      handle.close();
      multi.close();
      resolve(error);
    });
    multi.addHandle(easy);
  });
};
`)));
});

describe('work that is started a moment later, and ended by both handlers', () => {
  const later = (start: string): string => `
const { Curl } = require('node-libcurl');
const { safelyCloseClient } = require('safely-close');

exports.check = (url, isWanted) => {
  const curl = new Curl(); // MARK
  curl.setOpt('URL', url);
  curl.on('end', () => void safelyCloseClient(curl));
  curl.on('error', () => void safelyCloseClient(curl));
  ${start}
};
`;
  checkAll([
    ...['process.nextTick(() => curl.perform());', 'setImmediate(() => { curl.perform(); });', 'setTimeout(() => curl.perform(), 100);', 'process.nextTick(curl.perform.bind(curl));'].map((start) => good(start, later(start).replace(' // MARK', ''), only)),
    bad('not where it may not be started', later('process.nextTick(() => { if (isWanted) curl.perform(); });').replace('// MARK', '// ! require-safe-close'), only),
  ]);
});
