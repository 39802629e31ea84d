// The signature algorithms of certificates, by their AlgorithmIdentifier (RFC 3279, 4055, 5758, 8410, 9881).
import { DerReader, derTags, readOnly } from './der.ts';
import { objectIdentifierOf } from './der-values.ts';

export type SecureHash = 'sha256' | 'sha384' | 'sha512';

export interface SignatureAlgorithm {
  /** For people: `SHA-256 with RSA`, `ECDSA with SHA-384`. */
  readonly text: string;
  /** How to verify; null for what is not accepted in a path. */
  readonly verification: { readonly scheme: 'rsa' | 'rsa-pss' | 'ecdsa'; readonly hash: SecureHash } | null;
}

const named = (text: string): SignatureAlgorithm => ({ text, verification: null });

const rsa = (text: string, hash: SecureHash): SignatureAlgorithm => ({
  text: `${text} with RSA`,
  verification: { scheme: 'rsa', hash },
});

const ecdsa = (text: string, hash: SecureHash): SignatureAlgorithm => ({
  text: `ECDSA with ${text}`,
  verification: { scheme: 'ecdsa', hash },
});

const algorithms: ReadonlyMap<string, SignatureAlgorithm> = new Map([
  ['1.2.840.113549.1.1.11', rsa('SHA-256', 'sha256')],
  ['1.2.840.113549.1.1.12', rsa('SHA-384', 'sha384')],
  ['1.2.840.113549.1.1.13', rsa('SHA-512', 'sha512')],
  ['1.2.840.10045.4.3.2', ecdsa('SHA-256', 'sha256')],
  ['1.2.840.10045.4.3.3', ecdsa('SHA-384', 'sha384')],
  ['1.2.840.10045.4.3.4', ecdsa('SHA-512', 'sha512')],
  ['1.2.840.113549.1.1.2', named('MD2 with RSA')],
  ['1.2.840.113549.1.1.4', named('MD5 with RSA')],
  ['1.2.840.113549.1.1.5', named('SHA-1 with RSA')],
  ['1.2.840.113549.1.1.14', named('SHA-224 with RSA')],
  ['1.2.840.10045.4.1', named('ECDSA with SHA-1')],
  ['1.2.840.10045.4.3.1', named('ECDSA with SHA-224')],
  ['1.2.840.10040.4.3', named('DSA with SHA-1')],
  ['2.16.840.1.101.3.4.3.2', named('DSA with SHA-256')],
  ['1.3.101.112', named('Ed25519')],
  ['1.3.101.113', named('Ed448')],
  ['2.16.840.1.101.3.4.3.17', named('ML-DSA-44')],
  ['2.16.840.1.101.3.4.3.18', named('ML-DSA-65')],
  ['2.16.840.1.101.3.4.3.19', named('ML-DSA-87')],
]);

const rsaFamily = '1.2.840.113549.1.1.';
const rsaPss = `${rsaFamily}10`;
const nullParameters = '0500';

// CA/Browser Forum Baseline Requirements, 7.1.3.2.1: RSASSA-PSS in these three encodings only (MGF1 with the same hash,
// the salt as long as the hash), compared byte for byte.
const pssEncoding = (hash: string, saltLength: string): string =>
  `304106092a864886f70d01010a3034a00f300d06096086480165030402${hash}0500` +
  `a11c301a06092a864886f70d010108300d06096086480165030402${hash}0500a2030201${saltLength}`;

const pssAlgorithms: ReadonlyMap<string, SignatureAlgorithm> = new Map(
  (
    [
      ['01', '20', 'SHA-256', 'sha256'],
      ['02', '30', 'SHA-384', 'sha384'],
      ['03', '40', 'SHA-512', 'sha512'],
    ] as const
  ).map(([suffix, saltLength, text, hash]) => [
    pssEncoding(suffix, saltLength),
    { text: `RSA-PSS with ${text}`, verification: { scheme: 'rsa-pss', hash } },
  ]),
);

/**
 * `algorithmIdentifier` is the SEQUENCE with its header. Known identifiers with other parameters than the standard gives
 * them are named but not accepted. Throws `DerError`.
 */
export function parseSignatureAlgorithm(algorithmIdentifier: Buffer): SignatureAlgorithm {
  const reader = new DerReader(
    readOnly(algorithmIdentifier, derTags.sequence, 'signature algorithm').content,
  );
  const identifier = objectIdentifierOf(
    reader.expect(derTags.objectIdentifier, 'signature algorithm').content,
    'signature algorithm',
  );
  if (identifier === rsaPss) {
    return pssAlgorithms.get(algorithmIdentifier.toString('hex')) ?? named('RSA-PSS with unusual parameters');
  }
  const algorithm = algorithms.get(identifier);
  if (algorithm === undefined) return named(`the algorithm ${identifier}`);
  const parameters = reader.isAtEnd
    ? ''
    : reader.next('parameters of the signature algorithm').bytes.toString('hex');
  reader.expectEnd('signature algorithm');
  const expected = identifier.startsWith(rsaFamily) ? nullParameters : '';
  return parameters === expected ? algorithm : named(`${algorithm.text}, with unusual parameters`);
}
