/**
 * Whose connection it is, where the system tells: on Linux the socket's inode in /proc/net/tcp, and the process that holds it
 * (proc(5)). Elsewhere, for another user's process, or one in another network namespace: null.
 */
import { readFile, readdir, readlink } from 'node:fs/promises';
import type { ClientProcess } from '../../common/watch/watch-event.ts';

export interface ConnectionEnds {
  /** The client's end. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Ours. */
  readonly localAddress: string;
  readonly localPort: number;
}

export const findClientProcess = async (ends: ConnectionEnds): Promise<ClientProcess | null> => {
  if (process.platform !== 'linux') return null;
  const inode = await findInode(ends);
  if (inode === null) return null;
  // The newest first: who connects has often just been started.
  const pids = (await readdir('/proc').catch(() => []))
    .filter((name) => /^\d+$/.test(name))
    .sort((one, other) => Number(other) - Number(one));
  for (const pid of pids) {
    if (!(await holdsSocket(pid, inode))) continue;
    const found = await describeProcess(pid);
    if (found !== null) return found;
  }
  return null;
};

const findInode = async (ends: ConnectionEnds): Promise<string | null> => {
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'latin1').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
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

const holdsSocket = async (pid: string, inode: string): Promise<boolean> => {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const targets = await Promise.all(
    descriptors.map(async (name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')),
  );
  return targets.includes(`socket:[${inode}]`);
};

const describeProcess = async (pid: string): Promise<ClientProcess | null> => {
  try {
    const program = await readlink(`/proc/${pid}/exe`);
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // After the program's name, which may hold anything: field 22, the start in clock ticks since the system's.
    const [, fields = ''] = /^.*\) (.*)$/s.exec(stat) ?? [];
    return { pid: Number(pid), startedAt: fields.split(' ')[19] ?? '', program };
  } catch {
    return null;
  }
};
