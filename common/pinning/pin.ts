/**
 * What a pin is: `sha256/` (RFC 7469, 2.4) or the weak `sha1/` before the base64 of a hash of a SubjectPublicKeyInfo,
 * or `cert-sha256/` before that of a whole certificate. Refused: another length than the hash has, missing padding and
 * set unused bits. OkHttp and others compare decoded bytes and let those through; curl and iOS compare text, where
 * such a pin silently never matches.
 */
import { failure, success, type Result } from '../result.ts';
import { fromBase64, toBase64 } from './base64.ts';

export type PinKind = 'sha256' | 'sha1' | 'cert-sha256';

export interface Pin {
  readonly kind: PinKind;
  /** Canonical text with the prefix. */
  readonly text: string;
}

const hashLength: Readonly<Record<PinKind, number>> = { sha256: 32, sha1: 20, 'cert-sha256': 32 };

const isPinKind = (text: string): text is PinKind => Object.hasOwn(hashLength, text);

export const pinFromHash = (kind: PinKind, bytes: readonly number[]): Pin => {
  if (bytes.length !== hashLength[kind]) throw new RangeError(`A ${kind} hash of ${bytes.length} bytes`);
  return { kind, text: `${kind}/${toBase64(bytes)}` };
};

/** The bytes behind the prefix of a canonical pin. */
export const pinHash = (pin: Pin): readonly number[] => fromBase64(pin.text.slice(pin.kind.length + 1)) ?? [];

/** The error is a sentence. */
export const parsePin = (text: string): Result<Pin, string> => {
  const kind = text.slice(0, Math.max(0, text.indexOf('/')));
  if (!isPinKind(kind)) return failure('A pin begins with "sha256/", "sha1/" or "cert-sha256/".');
  const base64 = text.slice(kind.length + 1);
  const bytes = fromBase64(base64);
  if (bytes === null) {
    return failure(`After "${kind}/" comes standard base64: letters, digits, "+", "/" and "=" at the end.`);
  }
  const length = hashLength[kind];
  if (bytes.length !== length) {
    return failure(`A ${kind} pin holds ${length} bytes; this one holds ${bytes.length}.`);
  }
  const pin = pinFromHash(kind, bytes);
  if (pin.text === text) return success(pin);
  const fault = base64.endsWith('=')
    ? 'its last character sets bits that belong to no byte'
    : 'the "=" at the end is missing';
  return failure(`Not canonical base64: ${fault}. Its canonical form is "${pin.text}".`);
};

/** A pin nobody can have a key for: placeholders such as `AAAA…` and `BBBB…`, or one byte repeated. */
export const isDummyPin = (text: string): boolean => {
  const pin = parsePin(text);
  if (!pin.ok) return false;
  const [first, ...others] = pinHash(pin.value);
  // The last digit is not compared: canonical base64 cuts it to the bits it has.
  const digits = text.slice(pin.value.kind.length + 1).replace(/.=$/, '');
  return others.every((byte) => byte === first) || new Set(digits).size === 1;
};
