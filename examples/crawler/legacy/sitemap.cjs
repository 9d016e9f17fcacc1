'use strict';
var Curl = require('node-libcurl').Curl;

function readSitemap(url) {
  return new Promise(function (resolve, reject) {
    var curl = new Curl();

    curl.setOpt('URL', url);
    curl.setOpt('TIMEOUT_MS', 2000);

    curl.on('end', function (status, body) {
      this.close();
      resolve(body.match(/<loc>[^<]+/g).map(function (loc) { return loc.slice(5); }));
    });

    curl.on('error', function (error) {
      this.close();
      reject(error);
    });

    curl.perform();
  });
}

module.exports.readSitemap = readSitemap;
