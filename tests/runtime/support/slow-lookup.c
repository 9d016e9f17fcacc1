/* Preloaded into a process, makes the lookup of slow.test take as long as SLOW_LOOKUP_MS says, and fail or succeed then. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef int (*lookup)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
  lookup real = (lookup)dlsym(RTLD_NEXT, "getaddrinfo");
  if (name == NULL || strstr(name, "slow.test") == NULL) return real(name, service, hints, result);
  const char *delay = getenv("SLOW_LOOKUP_MS");
  usleep(1000 * (delay == NULL ? 0 : atoi(delay)));
  if (strncmp(name, "found.", 6) == 0) return real("127.0.0.1", service, hints, result);
  return EAI_NONAME;
}
