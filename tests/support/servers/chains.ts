// Certificate chains for the scenes a pinned client meets: the true server, its renewals, and a man in the middle
// whose CA the client's system trusts. Made in memory, P-256 throughout.
import {
  createAuthority,
  createSelfSignedLeaf,
  toPem,
  type Authority,
  type CertificateAndKey,
  type LeafOptions,
} from '../test-ca.ts';

const day = 24 * 3_600_000;

/** Every kind of host a leaf can be for, all of which a test reaches on loopback. */
export const exampleHosts = [
  'a.example.test',
  'b.example.test',
  '*.wild.example.test',
  'xn--bcher-kva.example.test',
  'localhost',
  '127.0.0.1',
  '::1',
] as const;

/** The leaf's key, and after its own chain whatever else the server is to send (CVE-2016-2402 and the like). */
export function withAppended(
  certificate: CertificateAndKey,
  ...appended: readonly Buffer[]
): CertificateAndKey {
  return {
    ...certificate,
    chainPem: certificate.chainPem + appended.map((der) => toPem(der)).join(''),
    chainDer: [...certificate.chainDer, ...appended],
  };
}

export interface TestChains {
  /** To be trusted by the client. */
  readonly root: Authority;
  /** Below the root. */
  readonly policyAuthority: Authority;
  /** Below the policy authority; issues the leaves. */
  readonly issuingAuthority: Authority;
  /** The true server's: leaf, issuing authority, policy authority. */
  readonly genuine: CertificateAndKey;
  readonly renewedWithSameKey: CertificateAndKey;
  readonly renewedWithNewKey: CertificateAndKey;
  /** The same key, certified by another CA that the client trusts too. */
  readonly renewedByOtherAuthority: CertificateAndKey;
  readonly otherRoot: Authority;
  /** The right key, out of date since yesterday. */
  readonly expired: CertificateAndKey;
  /** The right key, valid from tomorrow. */
  readonly notYetValid: CertificateAndKey;
  /** The right key, for `elsewhere.example.test` only. */
  readonly wrongHost: CertificateAndKey;
  /** The right key, vouched for by nobody. */
  readonly selfSigned: CertificateAndKey;
  /** The man in the middle's; a test trusts it like any CA installed in the OS. */
  readonly attackerRoot: Authority;
  readonly attackerAuthority: Authority;
  /** For the same hosts: leaf and attacker's authority, a valid path. */
  readonly attacker: CertificateAndKey;
  /** The same path, and the genuine issuing authority and leaf after it. */
  readonly attackerWithGenuineAppended: CertificateAndKey;
  /** The attacker's leaf, then the genuine leaf, both its authorities and its root, and no attacker's authority. */
  readonly attackerWithGenuineInterposed: CertificateAndKey;
  /** A further leaf of the attacker for the same hosts, with a key of its own. */
  readonly issueAttackerLeaf: () => CertificateAndKey;
}

/** All chains for one set of hosts. */
export function createTestChains(hosts: readonly string[] = exampleHosts): TestChains {
  const root = createAuthority({ name: 'Genuine Test Root' });
  const policyAuthority = root.issueAuthority({ name: 'Genuine Policy Authority', pathLength: 1 });
  const issuingAuthority = policyAuthority.issueAuthority({
    name: 'Genuine Issuing Authority',
    pathLength: 0,
  });
  const genuine = issuingAuthority.issueLeaf({ hosts });
  const { keys } = genuine;
  const withGenuineKey = (overrides: Partial<LeafOptions> = {}): CertificateAndKey =>
    issuingAuthority.issueLeaf({ hosts, keys, ...overrides });

  const otherRoot = createAuthority({ name: 'Other Test Root' });
  const attackerRoot = createAuthority({ name: 'Attacker Root' });
  const attackerAuthority = attackerRoot.issueAuthority({ name: 'Attacker Authority', pathLength: 0 });
  const issueAttackerLeaf = (): CertificateAndKey => attackerAuthority.issueLeaf({ hosts });
  const attacker = issueAttackerLeaf();
  const directlyIssued = attackerRoot.issueLeaf({ hosts });

  return {
    root,
    policyAuthority,
    issuingAuthority,
    genuine,
    renewedWithSameKey: withGenuineKey(),
    renewedWithNewKey: issuingAuthority.issueLeaf({ hosts }),
    renewedByOtherAuthority: otherRoot.issueLeaf({ hosts, keys }),
    otherRoot,
    expired: withGenuineKey({
      notBefore: new Date(Date.now() - 30 * day),
      notAfter: new Date(Date.now() - day),
    }),
    notYetValid: withGenuineKey({ notBefore: new Date(Date.now() + day) }),
    wrongHost: withGenuineKey({ hosts: ['elsewhere.example.test'] }),
    selfSigned: createSelfSignedLeaf({ hosts, keys }),
    attackerRoot,
    attackerAuthority,
    attacker,
    attackerWithGenuineAppended: withAppended(
      attacker,
      issuingAuthority.certificateDer,
      genuine.certificateDer,
    ),
    attackerWithGenuineInterposed: withAppended(directlyIssued, ...genuine.chainDer, root.certificateDer),
    issueAttackerLeaf,
  };
}
