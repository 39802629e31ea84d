/**
 * Whose connection it is, where the system tells: on Linux the socket's inode in /proc/net/tcp, and the process that holds it
 * (proc(5)). Elsewhere, for another user's process, or one in another network namespace: null.
 */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import type { ClientProcess } from '../../common/watch/watch-event.ts';

export interface ConnectionEnds {
  /** The client's end. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Ours. */
  readonly localAddress: string;
  readonly localPort: number;
}

/** Those found last are asked first: a client has many connections. */
const recentPids: string[] = [];
const keptPids = 8;

/**
 * Read at once, not in the thread pool: it may be full of names that are being resolved, while the client waits. Nothing in
 * /proc waits for a disk.
 */
export const findClientProcess = (ends: ConnectionEnds): Promise<ClientProcess | null> =>
  Promise.resolve(process.platform === 'linux' ? findOnLinux(ends) : null);

const findOnLinux = (ends: ConnectionEnds): ClientProcess | null => {
  const inode = findInode(ends);
  if (inode === null) return null;
  // The newest first: who connects has often just been started.
  const pids = list('/proc')
    .filter((name) => /^\d+$/.test(name))
    .sort((one, other) => Number(other) - Number(one));
  for (const pid of new Set([...recentPids, ...pids])) {
    const found = holdsSocket(pid, inode) ? describeProcess(pid) : null;
    if (found === null) continue;
    recentPids.unshift(pid, ...recentPids.splice(0).filter((known) => known !== pid));
    recentPids.splice(keptPids);
    return found;
  }
  return null;
};

const findInode = (ends: ConnectionEnds): string | null => {
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readText(table).split('\n').slice(1)) {
      const [, local = '', remote = '', , , , , , , inode = '0'] = line.trim().split(/\s+/);
      if (
        inode !== '0' &&
        isEnd(local, ends.remoteAddress, ends.remotePort) &&
        isEnd(remote, ends.localAddress, ends.localPort)
      )
        return inode;
    }
  }
  return null;
};

const isEnd = (text: string, address: string, port: number): boolean => {
  const [hex = '', portHex = ''] = text.split(':');
  return Number.parseInt(portHex, 16) === port && addressOf(hex) === canonical(address);
};

/** The kernel writes words of four bytes in its own order, little-endian on every machine Electron is built for. */
const addressOf = (hex: string): string => {
  const bytes = Buffer.from(hex, 'hex');
  for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.subarray(at, at + 4).reverse();
  const isMapped = bytes.length === 16 && bytes.subarray(0, 12).toString('hex') === `${'0'.repeat(20)}ffff`;
  if (bytes.length === 4 || isMapped) return [...bytes.subarray(-4)].join('.');
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  return canonical(groups.join(':'));
};

const canonical = (address: string): string => {
  const plain = address.replace(/%.*$/, '');
  return plain.includes(':') ? new URL(`http://[${plain}]/`).hostname.slice(1, -1) : plain;
};

const holdsSocket = (pid: string, inode: string): boolean => {
  const folder = `/proc/${pid}/fd`;
  return list(folder).some((name) => linkTarget(`${folder}/${name}`) === `socket:[${inode}]`);
};

const describeProcess = (pid: string): ClientProcess | null => {
  const program = linkTarget(`/proc/${pid}/exe`);
  // After the program's name, which may hold anything: field 22, the start in clock ticks since the system's.
  const [, fields] = /^.*\) (.*)$/s.exec(readText(`/proc/${pid}/stat`)) ?? [];
  if (program === '' || fields === undefined) return null;
  return { pid: Number(pid), startedAt: fields.split(' ')[19] ?? '', program };
};

/** Processes come and go meanwhile, and some are not ours to look into: nothing then. */
const orNothing = <Value>(read: () => Value, nothing: Value): Value => {
  try {
    return read();
  } catch {
    return nothing;
  }
};
const list = (folder: string): readonly string[] => orNothing(() => readdirSync(folder), []);
const readText = (path: string): string => orNothing(() => readFileSync(path, 'latin1'), '');
const linkTarget = (path: string): string => orNothing(() => readlinkSync(path), '');
