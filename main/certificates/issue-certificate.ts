/**
 * Makes throw-away certificates: for the lab's world and for the built-in interceptor. P-256 and SHA-256 throughout, as
 * browsers want it today (CA/Browser Forum Baseline Requirements, 7.1); keys live in memory. Who watches other clients
 * keeps an authority from run to run (`restoreAuthority`), because it is installed by hand there.
 */
import 'reflect-metadata';
import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  type Extension,
} from '@peculiar/x509';
import { isIP } from 'node:net';
import { toPem } from './pem.ts';
import { toPins } from './pins.ts';

export interface IssuedCertificate {
  readonly certificateDer: Buffer;
  readonly certificatePem: string;
  /** PKCS#8. */
  readonly privateKeyPem: string;
  /** The certificate and its intermediates, without the root: what a server sends. */
  readonly chainPem: string;
  /** `sha256/` + base64. */
  readonly spkiSha256: string;
  /** Lower-case hexadecimal. */
  readonly certSha256: string;
  /** To give another certificate the same key: a renewal. */
  readonly keys: CryptoKeyPair;
}

export interface LeafOptions {
  /** Host names and IP literals for the subjectAltName; the first is the common name. */
  readonly hosts: readonly string[];
  /** Left out: a new pair. */
  readonly keys?: CryptoKeyPair;
  /** Left out: an hour ago. */
  readonly notBefore?: Date;
  /** Left out: in 30 days. */
  readonly notAfter?: Date;
}

export interface IssuingAuthority extends IssuedCertificate {
  /** An intermediate below this authority. */
  readonly issueAuthority: (commonName: string) => Promise<IssuingAuthority>;
  readonly issueLeaf: (options: LeafOptions) => Promise<IssuedCertificate>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const serverAuth = '1.3.6.1.5.5.7.3.1';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Issuer {
  readonly commonName: string;
  readonly keys: CryptoKeyPair;
  /** PEM of what a server sends after what this authority issues. */
  readonly chainPem: string;
}

interface Parts {
  readonly commonName: string;
  readonly keys: CryptoKeyPair;
  /** Null: its own. */
  readonly issuer: Issuer | null;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
}

export const createKeys = async (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

/** At most 64 characters (RFC 5280, ub-common-name); browsers look at the subjectAltName only. */
const nameOf = (commonName: string): { readonly CN: string[] }[] => [{ CN: [commonName.slice(0, 64)] }];

/** A self-signed root. */
export const createAuthority = async (commonName: string): Promise<IssuingAuthority> =>
  issueAuthority(commonName, null);

/** An authority made by `createAuthority`, from its certificate and its key (PKCS#8). Throws where they cannot be read or do not belong together. */
export const restoreAuthority = async (
  certificatePem: string,
  privateKeyPem: string,
): Promise<Pick<IssuingAuthority, 'certificatePem' | 'issueLeaf'>> => {
  const certificate = new X509Certificate(certificatePem);
  const key = createPrivateKey(privateKeyPem);
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' });
  if (!publicKey.equals(Buffer.from(certificate.publicKey.rawData)))
    throw new Error('The key is not the one of the certificate.');
  const [commonName = ''] = certificate.subjectName.getField('CN');
  const pkcs8 = key.export({ format: 'der', type: 'pkcs8' });
  const keys = {
    privateKey: await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']),
    publicKey: await crypto.subtle.importKey('spki', publicKey, algorithm, true, ['verify']),
  };
  return {
    certificatePem,
    issueLeaf: async (options) => issueLeaf(options, { commonName, keys, chainPem: '' }),
  };
};

const issueAuthority = async (commonName: string, issuer: Issuer | null): Promise<IssuingAuthority> => {
  const keys = await createKeys();
  const certificate = await issue({
    commonName,
    keys,
    issuer,
    notBefore: new Date(Date.now() - hourMs),
    notAfter: new Date(Date.now() + 365 * dayMs),
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ...(issuer === null ? [] : [new ExtendedKeyUsageExtension([serverAuth])]),
    ],
  });
  const asIssuer = {
    commonName,
    keys,
    // A server does not send the root.
    chainPem: issuer === null ? '' : certificate.chainPem,
  };
  return {
    ...certificate,
    issueAuthority: async (name) => issueAuthority(name, asIssuer),
    issueLeaf: async (options) => issueLeaf(options, asIssuer),
  };
};

const issueLeaf = async (options: LeafOptions, issuer: Issuer): Promise<IssuedCertificate> => {
  const [commonName = ''] = options.hosts;
  return issue({
    commonName,
    keys: options.keys ?? (await createKeys()),
    issuer,
    notBefore: options.notBefore ?? new Date(Date.now() - hourMs),
    notAfter: options.notAfter ?? new Date(Date.now() + 30 * dayMs),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([serverAuth]),
      new SubjectAlternativeNameExtension(
        options.hosts.map((host) => ({
          type: isIP(host) === 0 ? ('dns' as const) : ('ip' as const),
          value: host,
        })),
      ),
    ],
  });
};

const issue = async (parts: Parts): Promise<IssuedCertificate> => {
  const { keys, issuer } = parts;
  const signer = issuer?.keys ?? keys;
  const certificate = await X509CertificateGenerator.create(
    {
      // Positive and without a leading zero byte (RFC 5280, 4.1.2.2).
      serialNumber: `4${randomBytes(16).toString('hex').slice(1)}`,
      subject: nameOf(parts.commonName),
      issuer: nameOf(issuer?.commonName ?? parts.commonName),
      notBefore: parts.notBefore,
      notAfter: parts.notAfter,
      signingAlgorithm: algorithm,
      publicKey: keys.publicKey,
      signingKey: signer.privateKey,
      extensions: [
        ...parts.extensions,
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
        await AuthorityKeyIdentifierExtension.create(signer.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  const certificateDer = Buffer.from(certificate.rawData);
  const pins = toPins(certificateDer);
  if (!pins.ok) throw new Error(`A certificate made here cannot be read: ${pins.error}`);
  const certificatePem = toPem(certificateDer);
  const privateKey = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificateDer,
    certificatePem,
    privateKeyPem: toPem(Buffer.from(privateKey), 'PRIVATE KEY'),
    chainPem: certificatePem + (issuer?.chainPem ?? ''),
    spkiSha256: pins.value.spkiSha256,
    certSha256: pins.value.certSha256,
    keys,
  };
};
