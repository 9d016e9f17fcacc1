'use strict';
const { Curl } = require('node-libcurl');

/** The paths that the site does not want to have crawled. */
function readRobots(url, timeoutMs) {
  return new Promise(function (resolve, reject) {
    const curl = new Curl();
    const close = curl.close.bind(curl);
    const timer = setTimeout(function () {
      reject(new Error(url + ': no rules within ' + timeoutMs + ' ms'));
    }, timeoutMs);

    curl.setOpt(Curl.option.URL, url);
    curl.on('end', function (status, body) {
      clearTimeout(timer);
      resolve(status === 200 ? Array.from(body.matchAll(/^Disallow: (.+)$/gm), (match) => match[1]) : []);
    });
    curl.on('error', function (error) {
      clearTimeout(timer);
      reject(error);
    });
    curl.on('end', close);
    curl.on('error', close);
    curl.perform();
  });
}

module.exports = { readRobots };
