// Does a certificate speak for a host? By its subject alternative names only, never by the common name (RFC 9525, 6.3):
// a wildcard is the whole leftmost label and stands for exactly one. Addresses match as bytes.
import { isIP } from 'node:net';
import { addressBytes } from './address-bytes.ts';
import type { GeneralName } from './general-name.ts';

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/i;

/** Syntax of a name in a SAN: labels of letters, digits, `-` and `_`, a wildcard only as the whole first one. */
export function isDnsName(text: string): boolean {
  if (text.length > 253 || isIP(text) !== 0) return false;
  const [first = '', ...others] = text.split('.');
  return (
    (first === '*' ? others.length > 0 : label.test(first)) && others.every((other) => label.test(other))
  );
}

/** `host` as a URL names it, without brackets. */
export function speaksForHost(names: readonly GeneralName[], host: string): boolean {
  const address = addressBytes(host);
  if (address !== null) return names.some((name) => name.kind === 'ip' && name.bytes.equals(address));
  const wanted = host.toLowerCase().replace(/\.$/, '');
  if (!isDnsName(wanted) || wanted.startsWith('*')) return false;
  return names.some(
    (name) => name.kind === 'dns' && isDnsName(name.text) && matches(name.text.toLowerCase(), wanted),
  );
}

function matches(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === host;
  const dot = host.indexOf('.');
  // An IDN label is not for a wildcard to guess (RFC 9525, 6.3), and a wildcard over a single label is over a whole TLD.
  return dot > 0 && pattern.indexOf('.', 2) !== -1 && pattern.slice(2) === host.slice(dot + 1);
}
