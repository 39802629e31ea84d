/**
 * Which hosts a pin set is for, by OkHttp's rules (CertificatePinner.kt): no `*` at all, `*.` before a name for exactly
 * one label more, or `**.` for the name itself and any depth below it. Names are compared in canonical form (lower
 * case, punycode by UTS #46, addresses as the URL standard writes them). A trailing dot is the same host; OkHttp
 * applies no pins there. Refused: every other `*`, a wildcard over an address, and whatever the URL parser would
 * reinterpret or cut off instead of reading (ports, paths, user names, percent-encoding, `0x7f.1`).
 */
import { failure, success, type Result } from '../result.ts';

export interface HostPattern {
  readonly kind: 'exact' | 'one-label' | 'any-depth';
  /** As written. */
  readonly text: string;
  /** Canonical host behind the stars. */
  readonly host: string;
}

/** Plain lower-case names, which need no URL parser; the last label cannot be taken for a number. */
const plainName = /^(?:[a-z0-9_-]+\.)*[a-z][a-z0-9-]*$/;
const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

export const isAddress = (canonical: string): boolean => canonical.includes(':') || ipv4.test(canonical);

const hostnameByUrl = (authority: string): string | null => {
  try {
    return new URL(`https://${authority}/`).hostname;
  } catch {
    return null;
  }
};

const alone = 'A host is written alone, without scheme or path.';

const strayCharacter = (text: string): string | null => {
  const stray = Array.from(text).find((character) => character <= '~' && !/[a-z0-9._-]/i.test(character));
  if (stray === undefined) return null;
  if (text.includes('://')) return alone;
  switch (stray) {
    case ':':
      return 'A host is written without a port.';
    case '/':
      return alone;
    case '*':
      return 'A "*" stands only at the beginning, as "*." or "**.".';
    case ' ':
      return 'A host has no spaces.';
    default:
      return `A host has no ${stray < ' ' ? 'control character' : `"${stray}"`}.`;
  }
};

/** RFC 5952 text without brackets; an IPv4-mapped address (RFC 4291, 2.5.5.2) as IPv4. */
const canonicalIpv6 = (text: string): string | null => {
  const bracketed = hostnameByUrl(`[${text}]`);
  if (bracketed === null) return null;
  const canonical = bracketed.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (mapped === null) return canonical;
  const [high = 0, low = 0] = mapped.slice(1).map((group) => Number.parseInt(group, 16));
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
};

/**
 * Lower-case, punycode, no trailing dot; IPv6 without brackets. Empty labels and over-long names stay as they are:
 * they are hosts no pattern is for. The error is a sentence.
 */
export const canonicalHost = (text: string): Result<string, string> => {
  if (plainName.test(text) && !text.includes('xn--')) return success(text);
  const ipv6 = /^\[(.*)\]$/.exec(text)?.[1] ?? (/:.*:/.test(text) ? text : null);
  if (ipv6 !== null) {
    const canonical = /^[0-9a-f:.]+$/i.test(ipv6) ? canonicalIpv6(ipv6) : null;
    return canonical === null
      ? failure('This is neither a host name nor an IPv6 address.')
      : success(canonical);
  }
  const stray = strayCharacter(text);
  if (stray !== null) return failure(stray);
  const byUrl = text === '' ? null : hostnameByUrl(text);
  const canonical = byUrl?.replace(/\.$/, '') ?? '';
  // Checked again: full-width forms of forbidden characters are mapped to them by UTS #46.
  if (canonical === '' || canonical.endsWith('.') || strayCharacter(canonical) !== null) {
    return failure('This is not a host name.');
  }
  return success(canonical);
};

const isOverLong = (host: string): boolean =>
  host.length > 253 || host.split('.').some((label) => label.length > 63);

/** The error is a sentence. */
export const parseHostPattern = (text: string): Result<HostPattern, string> => {
  const stars = /^\*{0,2}(?=\.)/.exec(text)?.[0] ?? '';
  const kind = stars === '' ? 'exact' : stars === '*' ? 'one-label' : 'any-depth';
  const canonical = canonicalHost(stars === '' ? text : text.slice(stars.length + 1));
  if (!canonical.ok) return canonical;
  const host = canonical.value;
  if (isAddress(host)) {
    if (kind !== 'exact') return failure('A wildcard cannot stand before an IP address.');
    if (ipv4.test(host) && !text.includes(':') && text !== host) {
      return failure(`An IPv4 address is written in its plain form, here "${host}".`);
    }
    return success({ kind, text, host });
  }
  if (host.split('.').includes('')) return failure('A host name has no empty label (two dots in a row).');
  if (isOverLong(host)) return failure('A host name has at most 253 characters, and a label at most 63.');
  return success({ kind, text, host });
};

/** `host` in canonical form (see `canonicalHost`). */
export const matchesHost = (pattern: HostPattern, host: string): boolean => {
  if (pattern.kind === 'exact' || host === pattern.host)
    return pattern.kind !== 'one-label' && host === pattern.host;
  const prefixLength = host.length - pattern.host.length - 1;
  if (prefixLength < 0 || !host.endsWith(`.${pattern.host}`)) return false;
  return pattern.kind === 'any-depth' || !host.slice(0, prefixLength).includes('.');
};

/** The host itself, then each parent name: `a.b.c`, `b.c`, `c`. */
export function* selfAndParents(host: string): Generator<string> {
  yield host;
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1)) yield host.slice(dot + 1);
}
