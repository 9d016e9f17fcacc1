/* Uses memory after giving it back, in a function of libcurl's name: the check of memory must see it, or it proves nothing. */
#include <stdlib.h>
int curl_easy_wrong(void) {
  volatile int *number = malloc(sizeof *number);
  free((void *)number);
  return *number;
}
int main(void) { return curl_easy_wrong() & 0; }
