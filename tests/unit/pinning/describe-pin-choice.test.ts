import { expect, test } from 'vitest';
import type { CertificateFacts } from '../../../common/pinning/certificate.ts';
import { describePinChoice } from '../../../common/pinning/describe-pin-choice.ts';

const at = Date.parse('2026-11-24T12:00:00Z');

const certificate = (subject: string, issuer: string, notAfter: string): CertificateFacts => ({
  subject,
  issuer,
  serialNumber: '01',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter,
  subjectAltNames: [],
  key: 'EC P-256',
  signatureAlgorithm: 'ECDSA with SHA-256',
  isCa: subject !== 'CN=shop.example',
  isSelfIssued: subject === issuer,
  spkiSha256: `sha256/${subject}`,
  spkiSha1: 'sha1/',
  certSha256: '',
  pem: '',
});

const chain = [
  certificate('CN=shop.example', 'CN=Test CA E7, O=Test\\, Inc.', '2026-12-24T12:00:00Z'),
  certificate('CN=Test CA E7, O=Test\\, Inc.', 'O=Test\\, Inc., OU=Root', '2026-11-25T12:00:00Z'),
  certificate('O=Test\\, Inc., OU=Root', 'O=Test\\, Inc., OU=Root', '2026-11-23T00:00:00Z'),
];

test('a leaf that has the key of the CA above it lets pass what that CA issues', () => {
  const [leaf, ...above] = chain;
  const shared = above.map((one) => ({ ...one, spkiSha256: leaf?.spkiSha256 ?? '' })).slice(0, 1);
  expect(
    describePinChoice(
      [leaf, ...shared].flatMap((one) => one ?? []),
      0,
      at,
    )?.sentences[0],
  ).toBe('This is the key of Test CA E7 too: every certificate that it issues for the host passes.');
});

test('a leaf lets only its own key pass, and a renewal with a new one breaks it', () => {
  expect(describePinChoice(chain, 0, at)).toEqual({
    role: 'leaf',
    sentences: [
      'Only this server’s key passes: not even Test CA E7 could issue another certificate that does.',
      'The certificate ends in 30 days (2026-12-24): a renewal with the same key holds, one with a new key breaks every app that pins it.',
      'Add a backup pin, of a key that is ready but not in use yet.',
    ],
  });
});

test('an intermediate lets all that it issues pass, until the site is moved to another', () => {
  expect(describePinChoice(chain, 1, at)).toEqual({
    role: 'intermediate',
    sentences: [
      'Every certificate that Test CA E7 issues for the host passes, whoever asked for it.',
      'Renewals hold, also with a new key, while Test CA E7 issues them.',
      'It breaks when Test, Inc. moves the site to another intermediate, which happens without notice; this one ends in 1 day (2026-11-25).',
    ],
  });
});

test('a root lets all below it pass, and an ended one says so', () => {
  expect(describePinChoice(chain, 2, at)).toEqual({
    role: 'root',
    sentences: [
      'Every certificate issued for the host anywhere under Test, Inc. passes, not only by the intermediate of this chain.',
      'Renewals and new intermediates hold; a change to another CA breaks it.',
      'A device that knows another root for this site may build its path without this one, and then refuses. It ended 2 days ago (2026-11-23).',
    ],
  });
});

test('the last certificate of a chain whose root was not sent is an intermediate', () => {
  expect(describePinChoice(chain.slice(0, 2), 1, at)?.role).toBe('intermediate');
});

test('a certificate that vouches for itself is a leaf whom nobody else can replace', () => {
  const alone = certificate('CN=nas.local', 'CN=nas.local', '2027-11-24T12:00:00Z');
  expect(describePinChoice([alone], 0, at)?.sentences[0]).toBe(
    'Only this key passes; the certificate vouches for itself.',
  );
});

test('there is nothing to say about a certificate that is not there', () => {
  expect(describePinChoice(chain, 3, at)).toBeNull();
});
