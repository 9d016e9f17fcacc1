'use strict';
const { Curl } = require('node-libcurl');

/** Whether a link leads somewhere. */
function checkLink(url) {
  return new Promise(function (resolve) {
    const curl = new Curl();
    curl.setOpt('URL', url);
    curl.setOpt('NOBODY', true);
    curl.on('end', function (status) {
      this.close();
      resolve(status < 400);
    });
    curl.on('error', curl.close.bind(curl));
    curl.perform();
  });
}

module.exports = { checkLink };
