'use strict';
const http2 = require('node:http2');

exports.probe = async (origin) => {
  const session = http2.connect(origin);
  try {
    const stream = session.request({ ':path': '/' });
    for await (const chunk of stream) console.log(chunk);
  } finally {
    session.close();
  }
};
