import { isIP } from 'node:net';

/** WHATWG URL's serialiser writes IPv6 by RFC 5952, 4: lower case, no leading zeros, the longest run of zeros as `::`. */
const canonicalIpv6 = (literal: string): string => new URL(`http://[${literal}]`).hostname.slice(1, -1);

/** The 4 or 16 bytes of an IP literal (IPv6 with or without brackets, no zone); null for anything else. */
export function ipBytesOf(text: string): Buffer | null {
  if (isIP(text) === 4) return Buffer.from(text.split('.').map(Number));
  const literal = /^\[.*\]$/.test(text) ? text.slice(1, -1) : text;
  if (isIP(literal) !== 6 || literal.includes('%')) return null;
  const [left = [], right = []] = canonicalIpv6(literal)
    .split('::')
    .map((half) => (half === '' ? [] : half.split(':')));
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  const groups = [...left, ...zeros, ...right];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** Text of 4 or 16 address bytes. */
export function ipText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  return canonicalIpv6((bytes.toString('hex').match(/.{4}/g) ?? []).join(':'));
}
