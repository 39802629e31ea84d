// What a SubjectPublicKeyInfo says about its key, read without making a key of it (RFC 3279, 5480, 8410, FIPS 204/205).
import { DerError, DerReader, derTags, readOnly } from './der.ts';
import { checkInteger, integerHex, objectIdentifierOf, wholeBytesOf } from './der-values.ts';

export type Curve = 'P-256' | 'P-384' | 'P-521';

export type PublicKey =
  | {
      /** `rsa-pss` is the key type of its own (RFC 4055), not a signature made with an `rsa` key. */
      readonly kind: 'rsa' | 'rsa-pss';
      readonly modulusBits: number;
      /** Hexadecimal, no leading zeros. */
      readonly exponent: string;
    }
  | { readonly kind: 'ec'; readonly curve: Curve; readonly point: Buffer }
  /** Keys that are only named. */
  | { readonly kind: 'other'; readonly text: string };

export const keyIdentifiers = {
  rsa: '1.2.840.113549.1.1.1',
  rsaPss: '1.2.840.113549.1.1.10',
  ec: '1.2.840.10045.2.1',
} as const;

const curves: ReadonlyMap<string, Curve> = new Map([
  ['1.2.840.10045.3.1.7', 'P-256'],
  ['1.3.132.0.34', 'P-384'],
  ['1.3.132.0.35', 'P-521'],
]);

const otherCurves: ReadonlyMap<string, string> = new Map([
  ['1.2.840.10045.3.1.1', 'P-192'],
  ['1.3.132.0.33', 'P-224'],
  ['1.3.132.0.10', 'secp256k1'],
  ['1.3.36.3.3.2.8.1.1.7', 'brainpoolP256r1'],
  ['1.3.36.3.3.2.8.1.1.11', 'brainpoolP384r1'],
  ['1.3.36.3.3.2.8.1.1.13', 'brainpoolP512r1'],
]);

const otherKeys: ReadonlyMap<string, string> = new Map([
  ['1.3.101.112', 'Ed25519'],
  ['1.3.101.113', 'Ed448'],
  ['1.3.101.110', 'X25519'],
  ['1.3.101.111', 'X448'],
  ['1.2.840.10040.4.1', 'DSA'],
  ['2.16.840.1.101.3.4.3.17', 'ML-DSA-44'],
  ['2.16.840.1.101.3.4.3.18', 'ML-DSA-65'],
  ['2.16.840.1.101.3.4.3.19', 'ML-DSA-87'],
]);

function rsaNumbers(bits: Buffer): { readonly modulusBits: number; readonly exponent: string } {
  const reader = new DerReader(readOnly(bits, derTags.sequence, 'RSA key').content);
  const modulus = positiveHex(reader, 'RSA modulus');
  const exponent = positiveHex(reader, 'RSA exponent');
  reader.expectEnd('RSA key');
  const topBits = 32 - Math.clz32(Number.parseInt(modulus.slice(0, 1), 16));
  return { modulusBits: 4 * (modulus.length - 1) + topBits, exponent };
}

function positiveHex(reader: DerReader, what: string): string {
  const { content } = reader.expect(derTags.integer, what);
  checkInteger(content, what);
  const digits = integerHex(content).replace(/^0+/, '');
  if (digits === '' || digits.startsWith('-')) throw new DerError(`The ${what} is not positive.`);
  return digits;
}

function ecKey(parameters: DerReader, bits: Buffer): PublicKey {
  if (parameters.peekTag() !== derTags.objectIdentifier) {
    return { kind: 'other', text: 'EC with a curve written out in full' };
  }
  const named = parameters.expect(derTags.objectIdentifier, 'curve').content;
  parameters.expectEnd('curve');
  const identifier = objectIdentifierOf(named, 'curve');
  const curve = curves.get(identifier);
  if (curve === undefined) return { kind: 'other', text: `EC ${otherCurves.get(identifier) ?? identifier}` };
  return { kind: 'ec', curve, point: bits };
}

/** Throws `DerError`. */
export function parsePublicKey(subjectPublicKeyInfo: Buffer): PublicKey {
  const reader = new DerReader(readOnly(subjectPublicKeyInfo, derTags.sequence, 'public key').content);
  const algorithm = new DerReader(reader.expect(derTags.sequence, 'algorithm of the public key').content);
  const bits = wholeBytesOf(reader.expect(derTags.bitString, 'bits of the public key').content, 'public key');
  reader.expectEnd('public key');
  const identifier = objectIdentifierOf(
    algorithm.expect(derTags.objectIdentifier, 'algorithm of the public key').content,
    'algorithm of the public key',
  );
  switch (identifier) {
    case keyIdentifiers.rsa:
      algorithm.expect(derTags.null, 'parameters of the RSA key');
      algorithm.expectEnd('parameters of the RSA key');
      return { kind: 'rsa', ...rsaNumbers(bits) };
    case keyIdentifiers.rsaPss:
      return { kind: 'rsa-pss', ...rsaNumbers(bits) };
    case keyIdentifiers.ec:
      return ecKey(algorithm, bits);
    default:
      return { kind: 'other', text: otherKeys.get(identifier) ?? `key of the type ${identifier}` };
  }
}

/** `RSA 2048 bit`, `EC P-256`, `Ed25519`. */
export function publicKeyText(key: PublicKey): string {
  switch (key.kind) {
    case 'rsa':
      return `RSA ${key.modulusBits} bit`;
    case 'rsa-pss':
      return `RSA-PSS ${key.modulusBits} bit`;
    case 'ec':
      return `EC ${key.curve}`;
    case 'other':
      return key.text;
  }
}
