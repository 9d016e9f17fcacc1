/*
 * node-libcurl 5.1.2 calls curl_ws_start_frame, which libcurl has only since 8.16.
 * The set-up includes this header where the machine's libcurl is older, so that the addon compiles:
 * the one WebSocket call that needs it then answers CURLE_NOT_BUILT_IN.
 */
#ifndef SAFELY_CLOSE_LIBCURL_COMPAT_H
#define SAFELY_CLOSE_LIBCURL_COMPAT_H
#include <curl/curl.h>
#if LIBCURL_VERSION_NUM < 0x081000
static inline CURLcode curl_ws_start_frame(CURL *, unsigned int, curl_off_t) { return CURLE_NOT_BUILT_IN; }
#endif
#endif
