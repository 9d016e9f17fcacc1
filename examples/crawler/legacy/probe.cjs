'use strict';
const { Curl } = require('node-libcurl');

/**
 * Calls back with the status of `url`, or with an error when it does not come in time.
 * @param {string} url
 * @param {number} timeoutMs
 * @param {(error: Error | null, status?: number) => void} callback
 */
function probe(url, timeoutMs, callback) {
  const curl = new Curl();
  let finished = false;

  function finish(error, status) {
    if (finished) return;
    finished = true;
    clearTimeout(timer);
    callback(error, status);
  }

  const timer = setTimeout(function () {
    curl.close();
    finish(new Error(url + ': silent for ' + timeoutMs + ' ms'));
  }, timeoutMs);

  curl.setOpt('URL', url);
  curl.setOpt('NOBODY', true);
  curl.on('end', function (status) {
    curl.close();
    finish(null, status);
  });
  curl.on('error', function (error) {
    curl.close();
    finish(error);
  });
  curl.perform();
}

module.exports = { probe };
