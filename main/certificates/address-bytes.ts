import { SocketAddress, isIP } from 'node:net';

/** The 4 or 16 bytes of an IP address as text; null when it is none. */
export function addressBytes(text: string): Buffer | null {
  const family = isIP(text);
  if (family === 4) return Buffer.from(text.split('.').map(Number));
  if (family !== 6 || text.includes('%')) return null;
  // SocketAddress writes IPv6 in its short form, IPv4 parts as hexadecimal or dotted.
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  const dotted = /^(?<head>.*:)(?<tail>\d+\.\d+\.\d+\.\d+)$/.exec(address)?.groups;
  const tail =
    dotted === undefined ? Buffer.alloc(0) : Buffer.from((dotted['tail'] ?? '').split('.').map(Number));
  const head = dotted === undefined ? address : (dotted['head'] ?? '').replace(/(?<!:):$/, '');
  const [left = '', right] = head.split('::');
  const words = (part: string): number[] =>
    part
      .split(':')
      .filter((word) => word !== '')
      .map((word) => Number.parseInt(word, 16));
  const bytes = Buffer.alloc(16);
  words(left).forEach((word, at) => bytes.writeUInt16BE(word, at * 2));
  const rightWords = words(right ?? '');
  rightWords.forEach((word, at) =>
    bytes.writeUInt16BE(word, 16 - tail.length - (rightWords.length - at) * 2),
  );
  tail.copy(bytes, 16 - tail.length);
  return bytes;
}
