'use strict';
// Callback style: handlers that close, early returns, a helper that finishes, a bound close.
const { Curl } = require('node-libcurl');

const origin = process.argv[2];
const say = (...words) => console.log(JSON.stringify(words));

function handlers(path, callback) {
  const curl = new Curl();
  curl.setOpt('URL', origin + path);
  curl.on('end', function (status, data) {
    if (status !== 200) {
      this.close();
      return callback(new Error('status ' + status));
    }
    this.close();
    callback(null, data);
  });
  curl.on('error', (error) => {
    callback(error);
    curl.close();
  });
  curl.perform();
}

function helper(path, callback) {
  const curl = new Curl();
  let calls = 0;
  function done(error, data) {
    calls += 1;
    curl.close();
    callback(error, data, calls);
  }
  curl.setOpt('URL', origin + path);
  curl.on('end', (status, data) => {
    done(null, data);
  });
  curl.on('error', (error) => {
    done(error);
  });
  curl.perform();
}

function bound(path, callback) {
  const curl = new Curl();
  const close = curl.close.bind(curl);
  curl.setOpt('URL', origin + path);
  curl.on('data', (chunk) => say('chunk', chunk.length));
  curl.on('end', (status) => callback(null, status));
  curl.on('error', (error) => callback(error));
  curl.on('end', close);
  curl.on('error', close);
  curl.perform();
}

function discarded(path, callback) {
  const curl = new Curl();
  curl.setOpt('URL', origin + path);
  curl.on('end', (status, data) => {
    curl.close.bind(curl);
    callback(null, data);
  });
  curl.on('error', (error) => {
    curl.close.bind(curl);
    callback(error);
  });
  curl.perform();
}

const work = [];
for (const [name, run] of Object.entries({ handlers, helper, bound, discarded })) for (const path of ['/text', '/missing', '/drop']) work.push([name, run, path]);

(function next() {
  const [name, run, path] = work.shift() ?? [];
  if (name === undefined) return say('done');
  run(path, (error, value, calls) => {
    say(name, path, error ? ['fails', error.message] : ['gives', value], calls ?? null);
    setImmediate(next);
  });
})();
