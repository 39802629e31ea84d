// Does a certificate speak for a host? By its subject alternative names only, never by the common name (RFC 9525, 6.3):
// a wildcard is the whole leftmost label and stands for exactly one. Addresses match as bytes, and only addresses.
import { isIP } from 'node:net';
import type { GeneralName } from './general-name.ts';
import { ipBytesOf } from './ip-address.ts';

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/i;

/** Syntax of a name in a SAN: labels of letters, digits, `-` and `_`, a wildcard only as the whole first one. */
export function isDnsName(text: string): boolean {
  if (text.length > 253 || isIP(text) !== 0) return false;
  const [first = '', ...others] = text.split('.');
  const isFirstGood = first === '*' ? others.length > 0 : label.test(first);
  return isFirstGood && others.every((other) => label.test(other));
}

/** `host` as a URL names it, with or without brackets and a final dot; an IDN as punycode. */
export function speaksForHost(names: readonly GeneralName[], host: string): boolean {
  const address = ipBytesOf(host);
  if (address !== null) return names.some((name) => name.kind === 'ip' && name.bytes.equals(address));
  const wanted = host.toLowerCase().replace(/\.$/, '');
  if (!isDnsName(wanted) || wanted.startsWith('*')) return false;
  return names.some(
    (name) => name.kind === 'dns' && isDnsName(name.text) && matches(name.text.toLowerCase(), wanted),
  );
}

function matches(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === host;
  const parent = pattern.slice(1);
  // A wildcard right above a top-level domain would be for all of it: Chromium takes none either.
  return parent.includes('.', 1) && host.endsWith(parent) && !host.slice(0, -parent.length).includes('.');
}
