import type { WorkItem } from '../../escalation/work.ts';
import type { EasyHandle } from './shapes.ts';

const items = new WeakMap<EasyHandle, WorkItem>();

/** The item that stands for what a handle is doing. */
export function transferOf(easy: EasyHandle): WorkItem {
  const known = items.get(easy);
  if (known !== undefined) return known;
  const item: WorkItem = { key: easy, kind: 'transfer', label: addressOf(easy) };
  items.set(easy, item);
  return item;
}

/** Forgets it, so that the handle's next request gets an item of its own. */
export function forgetTransfer(easy: EasyHandle): void {
  items.delete(easy);
}

/** The request's address without credentials and query: labels end up in logs. */
function addressOf(easy: EasyHandle): string {
  const address: unknown = easy.getInfo('EFFECTIVE_URL').data;
  if (typeof address !== 'string' || address === '') return 'a request without an address';
  // Taken apart by hand: with a thousand requests at once, URL would be half of the work of closing them.
  const { scheme = 'http://', rest = '' } = /^(?<scheme>[a-z][a-z0-9+.-]*:\/\/)?(?<rest>[^?#]*)/i.exec(address)?.groups ?? {};
  const slash = rest.indexOf('/');
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  return scheme + authority.slice(authority.lastIndexOf('@') + 1) + (slash < 0 ? '/' : rest.slice(slash));
}
