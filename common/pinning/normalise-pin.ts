/**
 * Reads the forms in which people paste a pin: curl's `sha256//…`, RFC 7469's `pin-sha256="…"`, openssl's
 * `SHA256 Fingerprint=…` (which is of the certificate), hexadecimal with or without colons, base64url, base64 without
 * padding. For paste boxes and importers; a policy file takes canonical pins only. A hash without a prefix is taken as
 * one of the public key, and the note says so, because a certificate's fingerprint looks the same.
 */
import { failure, success, type Result } from '../result.ts';
import { fromBase64, fromHex } from './base64.ts';
import { parsePin, pinFromHash, type Pin, type PinKind } from './pin.ts';

export interface NormalisedPin {
  readonly pin: Pin;
  /** A sentence: what was changed; null when the text was canonical. */
  readonly note: string | null;
}

const prefixes: readonly (readonly [RegExp, PinKind, string | null])[] = [
  [/^sha256\/(?!\/)/, 'sha256', null],
  [/^sha1\/(?!\/)/, 'sha1', null],
  [/^cert-sha256\/(?!\/)/, 'cert-sha256', null],
  [/^cert-sha-?256[/:=]+/i, 'cert-sha256', 'the prefix'],
  [/^sha-?256 fingerprint\s*[=:]\s*/i, 'cert-sha256', 'a certificate fingerprint'],
  [/^pin-sha-?256\s*=\s*/i, 'sha256', "RFC 7469's form"],
  [/^sha256\/\//i, 'sha256', "curl's prefix"],
  [/^sha-?256[/:=]\s*/i, 'sha256', 'the prefix'],
  [/^sha-?1[/:=]\s*/i, 'sha1', 'the prefix'],
];

interface ReadHash {
  readonly bytes: readonly number[];
  readonly changes: readonly string[];
}

const readHash = (text: string): ReadHash | null => {
  const isColonHex = /^[0-9a-f]{2}(?::[0-9a-f]{2})+$/i.test(text);
  const hex =
    text.length === 40 || text.length === 64 || isColonHex ? fromHex(text.replaceAll(':', '')) : null;
  if (hex !== null)
    return { bytes: hex, changes: [isColonHex ? 'colon-separated hexadecimal' : 'hexadecimal'] };
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  const bytes = fromBase64(standard);
  if (bytes === null) return null;
  const changes = standard === text ? [] : ['base64url'];
  if (!text.endsWith('=')) changes.push('missing padding');
  return { bytes, changes };
};

/** The error is a sentence. */
export const normalisePin = (pasted: string): Result<NormalisedPin, string> => {
  const trimmed = pasted.trim();
  const canonical = parsePin(trimmed);
  if (canonical.ok) return success({ pin: canonical.value, note: null });

  const unquoted = trimmed.replace(/[;,]$/, '').replace(/^(["'])(.*)\1$/, '$2');
  const [prefix, prefixKind, prefixChange] = prefixes.find(([pattern]) => pattern.test(unquoted)) ?? [
    /^/,
    null,
    null,
  ];
  const body = unquoted.replace(prefix, '').replace(/^(["'])(.*)\1$/, '$2');
  const hash = readHash(body);
  const kind = prefixKind ?? (hash?.bytes.length === 20 ? 'sha1' : 'sha256');
  const length = kind === 'sha1' ? 20 : 32;
  if (hash?.bytes.length !== length) {
    return failure(
      `This is no pin: neither ${length} bytes in base64 nor ${2 * length} hexadecimal digits` +
        `${prefixKind === null ? '' : ` follow the prefix`}.`,
    );
  }
  const pin = pinFromHash(kind, hash.bytes);
  const changes = [...(prefixChange === null ? [] : [prefixChange]), ...hash.changes];
  const isBare = prefixKind === null;
  if (changes.length === 0)
    changes.push(isBare || unquoted !== trimmed ? 'its spelling' : 'unused bits at its end');
  const source = isBare
    ? ' It had no prefix and is taken as the hash of a public key, not of a certificate.'
    : '';
  return success({ pin, note: `Written as ${pin.text}; normalised: ${changes.join(', ')}.${source}` });
};
