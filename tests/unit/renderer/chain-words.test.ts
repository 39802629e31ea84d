import { beforeAll, describe, expect, test } from 'vitest';
import type { CertificateFacts } from '../../../common/pinning/certificate.ts';
import type { Verification } from '../../../common/records.ts';
import { toCertificateFacts } from '../../../main/certificates/certificate-facts.ts';
import { chainRole, describeTrust } from '../../../renderer/connections/chain-words.ts';
import { compareChains, shortName } from '../../../renderer/connections/compare-chains.ts';
import { createAuthority } from '../../support/test-ca.ts';
import { nothingInForce } from '../../../common/pinning/verdict.ts';

let leaf: CertificateFacts;
let intermediate: CertificateFacts;
let root: CertificateFacts;
let stray: CertificateFacts;

const factsOf = (pem: string): CertificateFacts => {
  const facts = toCertificateFacts(pem);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};

beforeAll(() => {
  const authority = createAuthority({ name: 'Test Root' });
  const issuing = authority.issueAuthority({ name: 'Test Issuing' });
  leaf = factsOf(issuing.issueLeaf({ hosts: ['api.example.test'] }).certificatePem);
  intermediate = factsOf(issuing.certificatePem);
  root = factsOf(authority.certificatePem);
  stray = factsOf(createAuthority({ name: 'Stray' }).certificatePem);
});

describe('the presented chain against the validated one', () => {
  test('the same certificates in the same order are the same', () => {
    expect(compareChains([leaf, intermediate], [leaf, intermediate])).toEqual({
      isSame: true,
      differences: [],
    });
  });

  test('a root that was not sent is named', () => {
    expect(compareChains([leaf, intermediate], [leaf, intermediate, root]).differences).toEqual([
      'Test Root was not sent; the path needed it and the client had it.',
    ]);
  });

  test('a certificate that was sent for nothing is told, since no pin can match it', () => {
    expect(compareChains([leaf, intermediate, stray], [leaf, intermediate]).differences).toEqual([
      '1 certificate sent by the server is not on the path: pins never match it.',
    ]);
  });

  test('another order is told', () => {
    expect(compareChains([leaf, root, intermediate], [leaf, intermediate, root]).differences).toEqual([
      'The server sent the same certificates in another order.',
    ]);
  });

  test('without a path, what was sent is only what was sent', () => {
    expect(compareChains([leaf], []).differences).toEqual([
      'No path to a trusted root was found: this is only what the server sent.',
    ]);
  });
});

test('the first certificate is the leaf even when it vouches for itself, and only a self-issued end is a root', () => {
  expect([chainRole([root], 0), chainRole([leaf, intermediate], 1), chainRole([leaf, root], 1)]).toEqual([
    'leaf',
    'intermediate',
    'root',
  ]);
});

test.each([
  ['CN=R11, O=Example, C=US', 'R11'],
  ['O=Example\\, Inc., C=US', 'O=Example\\, Inc., C=US'],
  ['OU=x, CN=Acme\\, Inc., C=US', 'Acme, Inc.'],
])('%s is called %s', (name, short) => {
  expect(shortName(name)).toBe(short);
});

describe('who stands behind a chain', () => {
  const verification = (rest: Partial<Verification>): Verification => ({
    id: 1,
    at: 0,
    epoch: 1,
    host: 'api.example.test',
    evaluation: { verdict: 'unpinned', ...nothingInForce },
    action: 'allowed',
    chromiumErrorCode: 0,
    chromiumResult: 'net::OK',
    isIssuedByKnownRoot: false,
    trustedBy: { kind: 'chromium', subject: null },
    presentedChain: [leaf, intermediate],
    validatedChain: [leaf, intermediate, root],
    reason: '',
    failureMessage: null,
    ...rest,
  });

  test('a root that browsers do not ship is said to be private, with its name', () => {
    expect(describeTrust(verification({}))).toEqual({
      tone: 'private',
      text: 'Signed by your network or a private CA: Test Root.',
    });
  });

  test('a known root is only named', () => {
    expect(describeTrust(verification({ isIssuedByKnownRoot: true })).tone).toBe('plain');
  });

  test('trust for a while is said as such', () => {
    const trustedBy = { kind: 'this-run', subject: 'CN=mitmproxy, O=mitmproxy' } as const;
    expect(describeTrust(verification({ trustedBy }))).toEqual({
      tone: 'this-run',
      text: 'Vouched for by a CA that you trust for a while: mitmproxy.',
    });
  });

  test('a chain nobody vouches for is never called private', () => {
    const nobody = { kind: 'nobody', subject: null } as const;
    const found = describeTrust(
      verification({
        trustedBy: nobody,
        validatedChain: [],
        chromiumResult: 'net::ERR_CERT_AUTHORITY_INVALID',
      }),
    );
    expect(found).toEqual({
      tone: 'nobody',
      text: 'Nobody vouches for it: net::ERR_CERT_AUTHORITY_INVALID. It names Test Root as its issuer.',
    });
  });
});
