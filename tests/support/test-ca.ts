// Makes certificate chains in memory, so that no test stores one that will expire.
// A root issues intermediates and leaves; every part of a certificate can be overridden for odd ones. Synchronous.
import { createHash, randomBytes } from 'node:crypto';
import {
  encodeBitString,
  encodeConstructedContext,
  encodeElement,
  encodeIa5String,
  encodeInteger,
  encodeObjectIdentifier,
  encodeSequence,
  encodeSet,
  encodeTime,
  encodeUtf8String,
} from './der-encoding.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  encodeExtension,
  encodeHost,
  extendedKeyUsage,
  extendedKeyUsages,
  keyUsage,
  nameConstraints,
  subjectAltName,
  subjectKeyIdentifier,
  type RawExtension,
} from './test-extensions.ts';
import { createKeys, signWith, type KeyAlgorithm, type Keys, type SignatureHash } from './test-keys.ts';

export { createKeys, type KeyAlgorithm, type Keys } from './test-keys.ts';

/** What every certificate can be told. Whatever is left out is as a browser wants it. */
export interface CertificateOptions {
  /** An existing key pair: a renewal with the same key, a cross-signed CA. Left out: a new pair of `keyAlgorithm`. */
  readonly keys?: Keys;
  /** `p-256` when left out. */
  readonly keyAlgorithm?: KeyAlgorithm;
  /** Left out: an hour ago. */
  readonly notBefore?: Date;
  /** Left out: in 90 days for a leaf, in ten years for an authority. */
  readonly notAfter?: Date;
  /** Hexadecimal; left out: 16 random bytes. */
  readonly serialNumber?: string;
  /** The whole subject as an encoded Name, where a common name is not enough (`encodeName`). */
  readonly subject?: Uint8Array;
  /** Added, or put in the place of the one with the same identifier. */
  readonly extensions?: readonly RawExtension[];
  /** Identifiers of extensions to leave out; `all` makes a certificate without any. */
  readonly withoutExtensions?: readonly string[] | 'all';
  /** Hash of the issuer's signature, for RSA and ECDSA; left out: `sha256`. */
  readonly signatureHash?: SignatureHash;
  /** Raw SubjectPublicKeyInfo in place of the key's own encoding. */
  readonly subjectPublicKeyInfo?: Uint8Array;
  /** The number in the version field: 2 (v3) when left out; null leaves the field out (v1). */
  readonly version?: number | null;
  /** AlgorithmIdentifier inside the signed part, where it is to differ from the one outside. */
  readonly innerSignatureAlgorithm?: Uint8Array;
}

export interface AuthorityOptions extends CertificateOptions {
  /** Common name. */
  readonly name: string;
  readonly pathLength?: number;
  readonly nameConstraints?: {
    /** Encoded GeneralNames: `encodePrimitiveContext(2, Buffer.from('example.test'))` for a DNS subtree. */
    readonly permitted?: readonly Uint8Array[];
    readonly excluded?: readonly Uint8Array[];
  };
  /** Identifiers; left out: none for a root, serverAuth for an intermediate. */
  readonly extendedKeyUsage?: readonly string[];
}

export interface LeafOptions extends CertificateOptions {
  /** Host names and IP literals for the SAN, as written. */
  readonly hosts: readonly string[];
  /** Left out: the first host; null: an empty subject. */
  readonly commonName?: string | null;
  /** Left out: serverAuth. */
  readonly extendedKeyUsage?: readonly string[];
}

export interface CertificateAndKey {
  readonly certificateDer: Buffer;
  readonly certificatePem: string;
  /** PKCS#8. */
  readonly privateKeyPem: string;
  /** The certificate and its intermediates, without the root: what a server sends. */
  readonly chainPem: string;
  /** The same, as DER, leaf first. */
  readonly chainDer: readonly Buffer[];
  /** `sha256/` + base64. */
  readonly spkiSha256: string;
  /** Lower-case hexadecimal. */
  readonly certSha256: string;
  readonly keys: Keys;
}

export interface Authority extends CertificateAndKey {
  /** The encoded subject: the issuer of what it issues. */
  readonly subject: Buffer;
  /** An intermediate below this authority. */
  readonly issueAuthority: (options: AuthorityOptions) => Authority;
  readonly issueLeaf: (options: LeafOptions) => CertificateAndKey;
}

const hour = 3_600_000;
const day = 24 * hour;

export const toPem = (der: Uint8Array, label = 'CERTIFICATE'): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
};

/** A Name, one attribute an RDN, in encoding order (the most general first). */
export const encodeName = (
  ...attributes: readonly (readonly [identifier: string, value: string])[]
): Buffer =>
  encodeSequence(
    ...attributes.map(([identifier, value]) =>
      encodeSet(
        encodeSequence(
          encodeObjectIdentifier(identifier),
          // domainComponent and emailAddress are IA5String by definition.
          /^0\.9\.2342\.19200300\.100\.1\.25$|^1\.2\.840\.113549\.1\.9\.1$/.test(identifier)
            ? encodeIa5String(value)
            : encodeUtf8String(value),
        ),
      ),
    ),
  );

export const encodeCommonName = (name: string): Buffer => encodeName(['2.5.4.3', name]);

interface Issuer {
  readonly subject: Buffer;
  readonly keys: Keys;
  readonly keyIdentifier: Buffer;
  readonly chainDer: readonly Buffer[];
}

const subjectPublicKeyInfoOf = (keys: Keys): Buffer => keys.publicKey.export({ type: 'spki', format: 'der' });

/** RFC 7093, method 1: any identifier will do that is the same for the same key. */
const keyIdentifierOf = (keys: Keys): Buffer =>
  createHash('sha256').update(subjectPublicKeyInfoOf(keys)).digest().subarray(0, 20);

function withOverrides(usual: readonly RawExtension[], options: CertificateOptions): readonly RawExtension[] {
  const overrides = options.extensions ?? [];
  const left = options.withoutExtensions ?? [];
  const kept = usual.filter(
    ({ identifier }) =>
      left !== 'all' &&
      !left.includes(identifier) &&
      !overrides.some((override) => override.identifier === identifier),
  );
  return [...kept, ...overrides];
}

function issue(
  options: CertificateOptions,
  parts: {
    readonly keys: Keys;
    readonly subject: Uint8Array;
    readonly issuer: Issuer | null;
    readonly lifetimeMs: number;
    readonly usual: readonly RawExtension[];
  },
): CertificateAndKey {
  const { keys, subject, issuer } = parts;
  const subjectPublicKeyInfo = options.subjectPublicKeyInfo ?? subjectPublicKeyInfoOf(keys);
  const extensions = withOverrides(parts.usual, options);
  const signer = signWith((issuer?.keys ?? keys).privateKey, options.signatureHash);
  const version = options.version === undefined ? 2 : options.version;
  const toBeSigned = encodeSequence(
    ...(version === null ? [] : [encodeConstructedContext(0, encodeInteger(version))]),
    encodeInteger(options.serialNumber ?? `4${randomBytes(16).toString('hex').slice(1)}`),
    options.innerSignatureAlgorithm ?? signer.algorithm,
    issuer?.subject ?? subject,
    encodeSequence(
      encodeTime(options.notBefore ?? new Date(Date.now() - hour)),
      encodeTime(options.notAfter ?? new Date(Date.now() + parts.lifetimeMs)),
    ),
    subject,
    subjectPublicKeyInfo,
    ...(extensions.length === 0
      ? []
      : [encodeConstructedContext(3, encodeSequence(...extensions.map(encodeExtension)))]),
  );
  const certificateDer = encodeSequence(
    toBeSigned,
    signer.algorithm,
    encodeBitString(signer.sign(toBeSigned)),
  );
  const chainDer = issuer === null ? [certificateDer] : [certificateDer, ...issuer.chainDer];
  return {
    certificateDer,
    certificatePem: toPem(certificateDer),
    privateKeyPem: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    chainPem: chainDer.map((der) => toPem(der)).join(''),
    chainDer,
    spkiSha256: `sha256/${createHash('sha256').update(subjectPublicKeyInfo).digest('base64')}`,
    certSha256: createHash('sha256').update(certificateDer).digest('hex'),
    keys,
  };
}

function issueAuthority(options: AuthorityOptions, issuer: Issuer | null): Authority {
  const keys = options.keys ?? createKeys(options.keyAlgorithm);
  const subject = Buffer.from(options.subject ?? encodeCommonName(options.name));
  const keyIdentifier = keyIdentifierOf(keys);
  const usages = options.extendedKeyUsage ?? (issuer === null ? [] : [extendedKeyUsages.serverAuth]);
  const constraints = options.nameConstraints;
  const certificate = issue(options, {
    keys,
    subject,
    issuer,
    lifetimeMs: 3_650 * day,
    usual: [
      basicConstraints(true, options.pathLength),
      keyUsage(['keyCertSign', 'cRLSign']),
      subjectKeyIdentifier(keyIdentifier),
      ...(issuer === null ? [] : [authorityKeyIdentifier(issuer.keyIdentifier)]),
      ...(usages.length === 0 ? [] : [extendedKeyUsage(usages)]),
      ...(constraints === undefined
        ? []
        : [nameConstraints(constraints.permitted ?? [], constraints.excluded)]),
    ],
  });
  // A server does not send the root: what a root issues is a chain of one.
  const asIssuer: Issuer = {
    subject,
    keys,
    keyIdentifier,
    chainDer: issuer === null ? [] : certificate.chainDer,
  };
  return {
    ...certificate,
    subject,
    issueAuthority: (below) => issueAuthority(below, asIssuer),
    issueLeaf: (below) => issueLeaf(below, asIssuer),
  };
}

function leafExtensions(options: LeafOptions, keys: Keys): readonly RawExtension[] {
  const isRsa = keys.publicKey.asymmetricKeyType === 'rsa';
  return [
    keyUsage(isRsa ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature']),
    extendedKeyUsage(options.extendedKeyUsage ?? [extendedKeyUsages.serverAuth]),
    ...(options.hosts.length === 0
      ? []
      : [subjectAltName(options.hosts.map(encodeHost), options.commonName === null)]),
  ];
}

const leafSubject = (options: LeafOptions): Uint8Array => {
  const name = options.commonName === undefined ? (options.hosts[0] ?? 'leaf') : options.commonName;
  return options.subject ?? (name === null ? encodeName() : encodeCommonName(name));
};

function issueLeaf(options: LeafOptions, issuer: Issuer | null): CertificateAndKey {
  const keys = options.keys ?? createKeys(options.keyAlgorithm);
  return issue(options, {
    keys,
    subject: leafSubject(options),
    issuer,
    lifetimeMs: 90 * day,
    usual: [
      ...leafExtensions(options, keys),
      ...(issuer === null ? [] : [authorityKeyIdentifier(issuer.keyIdentifier)]),
    ],
  });
}

/**
 * A self-signed root.
 *
 *     const root = createAuthority({ name: 'Test Root' });
 *     const intermediate = root.issueAuthority({ name: 'Test Intermediate', pathLength: 0 });
 *     const server = intermediate.issueLeaf({ hosts: ['a.example.test', '127.0.0.1'] });
 *     https.createServer({ key: server.privateKeyPem, cert: server.chainPem }, …);
 *     const renewed = intermediate.issueLeaf({ hosts: ['a.example.test'], keys: server.keys });
 */
export const createAuthority = (options: AuthorityOptions): Authority => issueAuthority(options, null);

/** A certificate that nobody vouches for: its own issuer, not an authority. */
export const createSelfSignedLeaf = (options: LeafOptions): CertificateAndKey => issueLeaf(options, null);

/** A PKCS#10 request (PEM) for the hosts: what a sysadmin sends before a renewal. */
export function createCertificateRequest(options: LeafOptions): {
  readonly requestPem: string;
  readonly keys: Keys;
} {
  const keys = options.keys ?? createKeys(options.keyAlgorithm);
  const extensions = withOverrides(leafExtensions(options, keys), options);
  const extensionRequest = encodeSequence(
    encodeObjectIdentifier('1.2.840.113549.1.9.14'),
    encodeSet(encodeSequence(...extensions.map(encodeExtension))),
  );
  const info = encodeSequence(
    encodeInteger(0),
    leafSubject(options),
    options.subjectPublicKeyInfo ?? subjectPublicKeyInfoOf(keys),
    encodeConstructedContext(0, extensionRequest),
  );
  const signer = signWith(keys.privateKey, options.signatureHash);
  const request = encodeSequence(info, signer.algorithm, encodeBitString(signer.sign(info)));
  return { requestPem: toPem(request, 'CERTIFICATE REQUEST'), keys };
}

/** A certs-only PKCS#7 (RFC 2315, 9: SignedData without signers), DER. */
export const encodePkcs7 = (certificates: readonly Uint8Array[]): Buffer =>
  encodeSequence(
    encodeObjectIdentifier('1.2.840.113549.1.7.2'),
    encodeConstructedContext(
      0,
      encodeSequence(
        encodeInteger(1),
        encodeSet(),
        encodeSequence(encodeObjectIdentifier('1.2.840.113549.1.7.1')),
        encodeElement(0xa0, ...certificates),
        encodeSet(),
      ),
    ),
  );
