import { readFileSync, readlinkSync } from 'node:fs';

interface Endpoints {
  readonly local: string;
  readonly peer?: string;
}

/**
 * Both ends of sockets of this process, by their descriptors. Of what a native addon watches, libuv knows the descriptor only;
 * Linux tells the rest in `/proc`. Elsewhere nothing is found.
 */
export function endpointsOf(descriptors: readonly number[]): ReadonlyMap<number, Endpoints> {
  const inodes = new Map(descriptors.flatMap((fd): [string, number][] => {
    const inode = /^socket:\[(\d+)\]$/.exec(linkOf(fd))?.[1];
    return inode === undefined ? [] : [[inode, fd]];
  }));
  const found = new Map<number, Endpoints>();
  if (inodes.size === 0) return found;
  for (const table of ['tcp', 'tcp6', 'udp', 'udp6']) {
    for (const line of linesOf(table)) {
      const [, local, peer, , , , , , , inode] = line.trim().split(/\s+/);
      const fd = inode === undefined ? undefined : inodes.get(inode);
      if (fd === undefined || local === undefined || peer === undefined) continue;
      found.set(fd, { local: addressOf(local), ...(peer.endsWith(':0000') ? {} : { peer: addressOf(peer) }) });
    }
  }
  return found;
}

function linkOf(fd: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}

function linesOf(table: string): string[] {
  try {
    return readFileSync(`/proc/self/net/${table}`, 'latin1').split('\n').slice(1);
  } catch {
    return [];
  }
}

/** `0100007F:1F90` is 127.0.0.1:8080: words of four bytes, each the wrong way round. */
function addressOf(text: string): string {
  const [address = '', port = ''] = text.split(':');
  const bytes = Buffer.from((address.match(/.{8}/g) ?? []).map((word) => Buffer.from(word, 'hex').reverse().toString('hex')).join(''), 'hex');
  const isMapped = bytes.length === 16 && bytes.subarray(0, 10).every((byte) => byte === 0) && bytes.readUInt16BE(10) === 0xffff;
  const plain = isMapped ? bytes.subarray(12) : bytes;
  const host = plain.length === 4 ? plain.join('.') : shortened(plain);
  return `${host}:${Number.parseInt(port, 16)}`;
}

/** An address of IPv6, its first longest run of zeros left out. */
function shortened(bytes: Buffer): string {
  const words = Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  const text = words.join(':');
  const longest = [...text.matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)].map(([run]) => run).sort((one, other) => other.length - one.length)[0];
  if (longest === undefined) return text;
  const at = text.search(new RegExp(`(?:^|(?<=:))${longest}(?=:|$)`));
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}
