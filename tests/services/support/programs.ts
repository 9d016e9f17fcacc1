import { accessSync, constants, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian puts servers that are not on everybody's path. (In /usr/sbin, RabbitMQ's would change its user.) */
const further = ['/usr/lib/postgresql/*/bin', '/usr/lib/rabbitmq/bin', '/usr/sbin', '/usr/local/sbin'];

/** Where a program is; undefined where it is not installed. */
export function programNamed(name: string): string | undefined {
  const folders = [...further.flatMap((pattern) => globSync(pattern).sort().reverse()), ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** Why a service cannot be started here; undefined where it can. Give it in the title of what is skipped. */
export function whyMissing(service: string, ...programs: readonly string[]): string | undefined {
  const missing = programs.filter((program) => programNamed(program) === undefined);
  return missing.length === 0 ? undefined : `${service} is not installed: there is no ${missing.join(' and no ')}`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
