/** The processes that a WebDriver session started on this machine: a driver that is killed leaves its browser running. */

/** Where browsers say in their capabilities which process they are. */
const capabilities = ['goog:processID', 'moz:processID', 'ms:processID'];

/** The process of the browser that a session drives, as its capabilities name it. */
export function browserProcessIn(get: (capability: string) => unknown): number | undefined {
  return capabilities.map(get).find((pid): pid is number => typeof pid === 'number');
}

/** Kills a process; one that has ended meanwhile is as good. */
export function killProcess(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
